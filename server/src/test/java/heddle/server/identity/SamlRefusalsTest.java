package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.server.TestTenant;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.xml.crypto.dsig.DigestMethod;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Everything about a response that may be wrong, one thing at a time. */
class SamlRefusalsTest {
    private static final StandInIdp IDP = StandInIdp.make();
    private static final StandInIdp STRANGER = StandInIdp.make();

    private final TestTenant tenant = TestServer.shared().tenant();

    @BeforeEach
    void introduce() {
        IDP.introduce(tenant, "");
    }

    private static SamlResponse honest(StandInIdp.Asked asked) {
        String email = Person.address();
        return new SamlResponse(IDP, asked, "name-of-" + email, email);
    }

    private void refuses(String code, UnaryOperator<SamlResponse> change) {
        StandInIdp.Asked asked = StandInIdp.ask(tenant);
        refused(asked, change.apply(honest(asked)).encoded(), code);
    }

    private static void refused(StandInIdp.Asked asked, String response, String code) {
        Map<String, String> members = OAuthFlow.fragment(asked.post(response));
        assertThat(members).containsEntry("error", code).doesNotContainKey("access_token");
    }

    private static Instant now() {
        return TestServer.shared().app().kernel().time().instant();
    }

    private static String ago(Duration time) {
        return now().minus(time).toString();
    }

    private static String ahead(Duration time) {
        return now().plus(time).toString();
    }

    @Test
    void refusesWhatIsNotForUsFromOurProviderNow() {
        refuses("saml_wrong_audience", r -> r.with("audience", "https://other.example.com"));
        refuses("saml_wrong_recipient", r -> r.with("recipient", "https://other.example.com"));
        refuses("saml_wrong_destination", r -> r.with("destination", "https://other.example.com"));
        refuses("saml_wrong_issuer", r -> r.with("issuer", "https://other.example.com"));
        refuses("saml_expired", r -> r.with("notOnOrAfter", ago(Duration.ofSeconds(90))));
        refuses("saml_expired", r -> r.with("confirmUntil", ago(Duration.ofSeconds(90))));
        refuses("saml_expired", r -> r.with("confirmUntil", ahead(Duration.ofDays(30))));
        refuses("saml_expired", r -> r.with("sessionUntil", ago(Duration.ofSeconds(1))));
        refuses("saml_not_yet_valid", r -> r.with("notBefore", ahead(Duration.ofSeconds(90))));
        refuses("saml_not_signed_in", r -> r.with("status", "urn:oasis:names:tc:SAML:2.0:status:Responder"));
        refuses("saml_invalid_response", r -> r.condition("<saml:Condition/>"));
        refuses("saml_no_email", r -> r.without("mail"));
        refuses("saml_no_subject", r -> r.with("format", "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"));
    }

    @Test
    void grantsClocksAMinute() {
        StandInIdp.Asked asked = StandInIdp.ask(tenant);
        String response = honest(asked)
                .with("notBefore", ahead(Duration.ofSeconds(30)))
                .with("confirmUntil", ago(Duration.ofSeconds(30)))
                .encoded();
        assertThat(OAuthFlow.fragment(asked.post(response))).containsKey("access_token");
    }

    @Test
    void refusesWhatOurProviderDidNotSign() {
        refuses("saml_unsigned", r -> r.signing(false, false));
        refuses("saml_invalid_signature", r -> r.signedBy(STRANGER.key()));
        refuses("saml_invalid_signature", r -> r.signing(false, true).signedBy(STRANGER.key()));
        refuses(
                "saml_invalid_signature",
                r -> r.signedWith("http://www.w3.org/2000/09/xmldsig#rsa-sha1", DigestMethod.SHA256));
        refuses("saml_invalid_signature", r -> r.signedWith(SamlResponse.RSA_SHA256, DigestMethod.SHA1));
    }

    @Test
    void refusesWhatWasChangedAfterItWasSigned() {
        spoilt(
                "saml_invalid_signature",
                d -> SamlResponse.first(d, SamlResponse.SAML, "NameID").setTextContent("somebody else"));
        spoilt("saml_invalid_signature", d -> {
            Element signature = SamlResponse.first(d, SamlResponse.DSIG, "Signature");
            signature.appendChild(d.createElementNS(SamlResponse.DSIG, "Object"));
        });
        spoilt("saml_unsigned", d -> {
            Element signature = SamlResponse.first(d, SamlResponse.DSIG, "Signature");
            signature.getParentNode().removeChild(signature);
        });
        spoilt(
                "saml_invalid_signature",
                d -> SamlResponse.first(d, SamlResponse.DSIG, "Reference").setAttribute("URI", ""));
        spoilt("saml_invalid_signature", d -> {
            String used = SamlResponse.first(d, SamlResponse.SAML, "Assertion").getAttribute("ID");
            SamlResponse.first(d, SamlResponse.SAMLP, "Status").setAttribute("ID", used);
        });
        spoilt(
                "saml_encrypted",
                d -> d.getDocumentElement().appendChild(d.createElementNS(SamlResponse.SAML, "EncryptedAssertion")));
    }

    private void spoilt(String code, java.util.function.Consumer<Document> spoil) {
        StandInIdp.Asked asked = StandInIdp.ask(tenant);
        refused(asked, honest(asked).encoded(spoil), code);
    }

    @Test
    void takesAnAnswerOnce() {
        StandInIdp.Asked asked = StandInIdp.ask(tenant);
        String response = honest(asked).encoded();
        assertThat(OAuthFlow.fragment(asked.post(response))).containsKey("access_token");
        refused(asked, response, "saml_replayed");
        StandInIdp.Asked second = StandInIdp.ask(tenant);
        String used = SamlResponse.first(SamlResponse.parse(decoded(response)), SamlResponse.SAML, "Assertion")
                .getAttribute("ID");
        refused(second, honest(second).with("assertionId", used).encoded(), "saml_replayed");
    }

    private static String decoded(String response) {
        return new String(java.util.Base64.getDecoder().decode(response), java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void answersOnlyRequestsThatWereMadeHere() {
        StandInIdp.Asked asked = StandInIdp.ask(tenant);
        String unknown = honest(asked).with("inResponseTo", "_unknown").encoded();
        assertThat(elsewhere(asked, unknown)).isEqualTo("https://app.example.com#error=saml_unknown_request");
        String begunThere = honest(asked).with("inResponseTo", "").encoded();
        assertThat(elsewhere(asked, begunThere)).isEqualTo("https://app.example.com#error=saml_unknown_request");
        StandInIdp.Asked other = StandInIdp.ask(tenant);
        String mixed =
                honest(asked).encoded(d -> d.getDocumentElement().setAttribute("InResponseTo", other.requestId()));
        refused(other, mixed, "saml_unknown_request");
        Map<String, String> wrongState =
                OAuthFlow.fragment(StandInIdp.Asked.post(tenant, honest(asked).encoded(), "https://evil.example.com/"));
        assertThat(wrongState).containsEntry("error", "saml_unknown_request");
    }

    @Test
    void keepsTenantsApart() {
        StandInIdp.Asked asked = StandInIdp.ask(tenant);
        TestTenant other = TestServer.shared().tenant();
        IDP.introduce(other, "");
        String location =
                String.valueOf(StandInIdp.Asked.post(other, honest(asked).encoded(), asked.relayState())
                        .is(302)
                        .header("Location"));
        assertThat(location).startsWith("https://app.example.com#error=saml_unknown_request");
    }

    private static String elsewhere(StandInIdp.Asked asked, String response) {
        return String.valueOf(asked.post(response).is(302).header("Location")).replaceAll("&error_description.*", "");
    }

    @Test
    void readsNoDocumentTypes() {
        StandInIdp.Asked asked = StandInIdp.ask(tenant);
        String xml = SamlResponse.text(honest(asked).document());
        String[] bad = {
            "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>" + xml,
            "<!DOCTYPE x>" + xml,
            "<!DOCTYPE x [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;\">]>" + xml,
            "no xml",
            "<a>".repeat(5_000) + "</a>".repeat(5_000)
        };
        for (String text : bad) {
            assertThat(elsewhere(asked, SamlResponse.encoded(text)))
                    .isEqualTo("https://app.example.com#error=saml_invalid_xml");
        }
        assertThat(elsewhere(asked, "%%%")).isEqualTo("https://app.example.com#error=saml_invalid_xml");
    }

    /** A comment in a signed text changes no digest; it must not cut the text either. */
    @Test
    void readsTextsWholeAroundComments() {
        StandInIdp.Asked asked = StandInIdp.ask(tenant);
        String address = "victim@example.com.evil" + System.nanoTime() + ".example";
        SamlResponse response = new SamlResponse(IDP, asked, address, address);
        Document document = response.document();
        String commented = SamlResponse.text(document).replace(">victim@example.com.", ">victim@example.com<!-- -->.");
        assertThat(commented).contains("<!-- -->");
        String token = String.valueOf(
                OAuthFlow.fragment(asked.post(SamlResponse.encoded(commented))).get("access_token"));
        var me = TestServer.shared().as(token).get("/v1/auth/user").is(200).data();
        assertThat(me.path("email").stringValue()).isEqualTo(address);
        var user = tenant.api().get("/v1/users/" + me.path("id").stringValue()).data();
        assertThat(user.at("/identities/0/provider_id").stringValue()).isEqualTo(address);
    }
}
