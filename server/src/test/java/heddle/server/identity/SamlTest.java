package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.kernel.http.FormBody;
import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The ways of a sign-in through SAML that keeps to the rules. */
class SamlTest {
    private static final StandInIdp IDP = StandInIdp.make();

    private final TestTenant tenant = TestServer.shared().tenant();
    private final Api nobody = TestServer.shared().as(null);

    private SamlResponse response(StandInIdp.Asked asked, String email) {
        return new SamlResponse(IDP, asked, "name-of-" + email, email);
    }

    private JsonNode signedIn(Answer answer) {
        String token = OAuthFlow.fragment(answer).get("access_token");
        return TestServer.shared().as(token).get("/v1/auth/user").is(200).data();
    }

    private JsonNode user(JsonNode me) {
        return tenant.api()
                .get("/v1/users/" + me.path("id").stringValue())
                .is(200)
                .data();
    }

    @Test
    void makesAnAccountOfWhomTheProviderVouchesFor() {
        IDP.introduce(tenant, "");
        String email = Person.address();
        StandInIdp.Asked asked = StandInIdp.ask(tenant);
        JsonNode me = signedIn(asked.post(response(asked, email)
                .attribute("givenName", "Ada")
                .attribute("sn", "Lovelace")
                .attribute("groups", "staff", "makers")
                .encoded()));
        assertThat(me.path("email").stringValue()).isEqualTo(email);
        JsonNode user = user(me);
        assertThat(user.path("email_verified").booleanValue()).isTrue();
        assertThat(user.at("/identities/0/provider").stringValue()).isEqualTo("saml:acme");
        assertThat(user.at("/identities/0/provider_id").stringValue()).isEqualTo("name-of-" + email);
        assertThat(user.at("/app_metadata/saml/attributes/groups/1").stringValue())
                .isEqualTo("makers");
        StandInIdp.Asked again = StandInIdp.ask(tenant);
        JsonNode same =
                signedIn(again.post(new SamlResponse(IDP, again, "name-of-" + email, Person.address()).encoded()));
        assertThat(same.path("id")).isEqualTo(me.path("id"));
        assertThat(user(same).at("/app_metadata/saml/attributes").has("groups")).isFalse();
    }

    @Test
    void acceptsASignatureOfTheWholeResponse() {
        IDP.introduce(tenant, "");
        for (boolean both : new boolean[] {false, true}) {
            StandInIdp.Asked asked = StandInIdp.ask(tenant);
            signedIn(asked.post(
                    response(asked, Person.address()).signing(both, true).encoded()));
        }
    }

    @Test
    void mapsAttributesAndRolesAsTheTenantSays() {
        tenant.api()
                .post("/v1/roles", "{\"name\":\"maker\",\"description\":\"\",\"permissions\":[\"objects:read\"]}")
                .is(201);
        IDP.introduce(tenant, """
                , "attribute_mapping": {"email": {"names": ["none", "address"]}, "name": "cn",
                    "groups": {"name": "memberOf"}, "custom": {"cost_center": {"name": "cc", "default": "4711"}}},
                  "role_map": {"makers": "maker", "ghosts": "no_such_role"}, "default_role": "maker"
                """);
        StandInIdp.Asked asked = StandInIdp.ask(tenant);
        String email = Person.address();
        SamlResponse first = response(asked, "ignored@example.com")
                .attribute("address", email)
                .attribute("cn", "Ada")
                .attribute("memberOf", "ghosts", "makers");
        JsonNode user = user(signedIn(asked.post(first.encoded())));
        assertThat(user.path("email").stringValue()).isEqualTo(email);
        assertThat(user.path("role").stringValue()).isEqualTo("maker");
        assertThat(user.at("/app_metadata/saml/cost_center").stringValue()).isEqualTo("4711");
    }

    @Test
    void joinsAnExistingAccountOnlyForDomainsOfTheProvider() {
        IDP.introduce(tenant, "");
        Person person = Person.signUp(tenant);
        nobody.post("/v1/auth/verify", "{\"token\":\"" + Person.token(tenant, person.email()) + "\"}")
                .is(200);
        StandInIdp.Asked asked = StandInIdp.ask(tenant);
        assertThat(signedIn(asked.post(response(asked, person.email()).encoded()))
                        .path("id")
                        .stringValue())
                .isEqualTo(person.id());
        String elsewhere = "person" + System.nanoTime() + "@elsewhere.example";
        tenant.api()
                .post("/v1/users", "{\"email\":\"" + elsewhere + "\",\"email_verified\":true}")
                .is(201);
        StandInIdp.Asked other = StandInIdp.ask(tenant);
        assertThat(OAuthFlow.fragment(other.post(response(other, elsewhere).encoded())))
                .containsEntry("error", "saml_email_exists");
    }

    @Test
    void makesNoAccountsWhereThatIsSwitchedOff() {
        IDP.introduce(tenant, ", \"jit_provisioning\": false");
        StandInIdp.Asked asked = StandInIdp.ask(tenant);
        assertThat(OAuthFlow.fragment(
                        asked.post(response(asked, Person.address()).encoded())))
                .containsEntry("error", "saml_signup_disabled");
    }

    @Test
    void endsTheSessionWithTheOneOfTheProvider() {
        IDP.introduce(tenant, "");
        StandInIdp.Asked asked = StandInIdp.ask(tenant);
        Instant until = asked.now().plus(Duration.ofMinutes(20));
        Map<String, String> members = OAuthFlow.fragment(asked.post(response(asked, Person.address())
                .with("sessionUntil", until.toString())
                .encoded()));
        assertThat(Integer.parseInt(String.valueOf(members.get("expires_in")))).isBetween(600, 1200);
    }

    @Test
    void signsTheRequestItSends() throws GeneralSecurityException {
        IDP.introduce(tenant, "");
        StandInIdp.Asked asked = StandInIdp.ask(tenant);
        assertThat(asked.url()).startsWith(StandInIdp.SSO + "&SAMLRequest=");
        Map<String, String> query = FormBody.parse(URI.create(asked.url()).getRawQuery());
        String request = StandInIdp.inflated(String.valueOf(query.get("SAMLRequest")));
        assertThat(request)
                .contains("AssertionConsumerServiceURL=\"" + asked.acs() + "\"")
                .contains("<saml:Issuer>" + asked.audience() + "</saml:Issuer>");
        assertThat(asked.relayState()).matches("[A-Za-z0-9_-]{43}");
        String signed = asked.url()
                .substring(asked.url().indexOf("SAMLRequest="), asked.url().indexOf("&Signature="));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(ourCertificate());
        signature.update(signed.getBytes(StandardCharsets.UTF_8));
        assertThat(signature.verify(Base64.getDecoder().decode(String.valueOf(query.get("Signature")))))
                .isTrue();
    }

    private Certificate ourCertificate() throws GeneralSecurityException {
        Answer metadata = nobody.get("/v1/auth/saml/acme/metadata?tenant_id=" + tenant.id())
                .is(200);
        assertThat(metadata.header("Content-Type")).isEqualTo("application/samlmetadata+xml");
        assertThat(metadata.header("Cache-Control")).contains("max-age=3600");
        String text = SamlResponse.first(SamlResponse.parse(metadata.text()), SamlResponse.DSIG, "X509Certificate")
                .getTextContent();
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(Base64.getMimeDecoder().decode(text)));
    }

    @Test
    void tellsProvidersWhatTheyHaveToKnow() {
        IDP.introduce(tenant, ", \"sign_requests\": false");
        String metadata = nobody.get("/v1/auth/saml/acme/metadata?tenant_id=" + tenant.id())
                .is(200)
                .text();
        String base = TestServer.shared().base() + "/v1/auth/saml/acme";
        assertThat(metadata)
                .contains("entityID=\"" + base + "/metadata?tenant_id=" + tenant.id() + "\"")
                .contains("Location=\"" + base + "/acs?tenant_id=" + tenant.id() + "\"")
                .contains("nameid-format:persistent", "nameid-format:emailAddress")
                .doesNotContain("X509Certificate");
        assertThat(StandInIdp.ask(tenant).url()).doesNotContain("Signature=");
    }

    @Test
    void readsTheSettingsFromTheProvidersMetadata() {
        tenant.api()
                .post("/v1/auth-config", """
                        {"allowed_redirect_urls": ["%s"], "saml_providers": [{"slug": "acme", "enabled": true,
                          "idp": {"metadata_xml": %s}}]}
                        """.formatted(OAuthFlow.APP, heddle.kernel.json.Json.text(metadata())))
                .is(200);
        StandInIdp.Asked asked = StandInIdp.ask(tenant);
        assertThat(asked.url()).startsWith(StandInIdp.SSO);
        signedIn(asked.post(response(asked, Person.address()).encoded()));
    }

    private static String metadata() {
        return """
                <EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="%s"><IDPSSODescriptor
                 protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing">
                 <KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>%s</X509Certificate>
                 </X509Data></KeyInfo></KeyDescriptor><SingleSignOnService
                 Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="%s"/></IDPSSODescriptor>
                </EntityDescriptor>""".formatted(IDP.entityId(), IDP.certificate(), StandInIdp.SSO);
    }

    @Test
    void looksAtTheSettingsWhenTheyAreSaved() {
        for (String idp : new String[] {
            "{}",
            "{\"entity_id\":\"x\",\"sso_url\":\"https://idp.example.com\",\"certificates\":[\"none\"]}",
            "{\"entity_id\":\"x\",\"sso_url\":\"javascript:alert(1)\",\"certificates\":[\"" + IDP.certificate()
                    + "\"]}",
            "{\"metadata_xml\":\"<EntityDescriptor/>\"}",
            "{\"metadata_xml\":\"<!DOCTYPE x><x/>\"}"
        }) {
            assertThat(tenant.api()
                            .post(
                                    "/v1/auth-config",
                                    "{\"saml_providers\":[{\"slug\":\"acme\",\"enabled\":true,\"idp\":" + idp + "}]}")
                            .refused(400, "VALIDATION_ERROR")
                            .faults())
                    .as(idp)
                    .containsExactly("saml_providers[0].idp invalid_format");
        }
    }

    @Test
    void fetchesNoMetadataOverALineThatAnybodyCanChange() {
        assertThat(tenant.api()
                        .post("/v1/auth-config", """
                                {"saml_providers": [{"slug": "acme", "enabled": true,
                                  "idp": {"metadata_url": "http://idp.example.com/metadata"}}]}
                                """)
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactly("saml_providers[0].idp.metadata_url invalid_format");
    }

    @Test
    void knowsWhichProvidersATenantHas() {
        IDP.introduce(tenant, "");
        String of = "?tenant_id=" + tenant.id();
        nobody.get("/v1/auth/saml/unknown/login" + of).refused(404, "NOT_FOUND");
        nobody.get("/v1/auth/saml/unknown/metadata" + of).refused(404, "NOT_FOUND");
        nobody.get("/v1/auth/saml/acme/login").refused(400, "TENANT_REQUIRED");
        nobody.get("/v1/auth/saml/acme/login" + of + "&redirect_to=https%3A%2F%2Fevil.example.com")
                .refused(400, "INVALID_REDIRECT");
        tenant.api().post("/v1/auth-config", """
                        {"saml_providers": [{"slug": "acme", "enabled": false, "idp": {"entity_id": "x",
                          "sso_url": "https://idp.example.com", "certificates": ["%s"]}}]}
                        """.formatted(IDP.certificate())).is(200);
        nobody.get("/v1/auth/saml/acme/login" + of).refused(403, "PROVIDER_DISABLED");
    }

    @Test
    void letsAProviderBeginWhereTheTenantAllowsIt() {
        IDP.introduce(tenant, ", \"allow_idp_initiated\": true");
        StandInIdp.Asked none = new StandInIdp.Asked(tenant, "", "", "https://evil.example.com/");
        String response =
                response(none, Person.address()).with("inResponseTo", "").encoded();
        String location = String.valueOf(none.post(response).is(302).header("Location"));
        assertThat(location).startsWith("https://app.example.com#access_token=");
        assertThat(String.valueOf(none.post(response).is(302).header("Location")))
                .startsWith("https://app.example.com#error=saml_replayed");
    }
}
