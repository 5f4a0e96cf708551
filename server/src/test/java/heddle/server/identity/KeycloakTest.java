package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.kernel.http.FormBody;
import heddle.kernel.json.Json;
import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.TestDatabase;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Sign-in through a provider that nobody here wrote. */
@Tag("identity-providers")
class KeycloakTest {
    private static final String EMAIL = "grace@example.com";
    private static final String PASSWORD = "correct horse battery";
    private static final TestServer SERVER =
            TestServer.start(TestDatabase.fresh(), Map.of("HEDDLE_OUTBOUND_ALLOW", "127.0.0.0/8"));
    private static final TestTenant TENANT = SERVER.tenant();
    private static final List<Keycloak> RUNNING = new java.util.concurrent.CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() {
        int port = Keycloak.freePort();
        String issuer = "http://127.0.0.1:" + port + "/realms/" + Keycloak.REALM;
        TENANT.api()
                .post("/v1/auth-config", """
                        {"allowed_redirect_urls": ["%s"],
                         "providers": {"oidc": [{"slug": "acme", "enabled": true, "issuer": "%s", "client_id": "heddle",
                           "client_secret": "secret of the client"}]},
                         "saml_providers": [{"slug": "acme", "enabled": true, "domains": ["example.com"],
                           "idp": {"metadata_url": "%s/protocol/saml/descriptor"}}]}
                        """.formatted(OAuthFlow.APP, issuer, issuer))
                .is(200);
        RUNNING.add(Keycloak.start(port, realm()));
    }

    @AfterAll
    static void stop() {
        RUNNING.forEach(Keycloak::close);
        SERVER.close();
    }

    /** Keycloak knows us by what our own metadata say. */
    private static String realm() {
        String base = SERVER.base() + "/v1/auth/saml/acme";
        String query = "?tenant_id=" + TENANT.id();
        String metadata = SERVER.as(null)
                .get("/v1/auth/saml/acme/metadata" + query)
                .is(200)
                .text();
        String certificate = SamlResponse.first(SamlResponse.parse(metadata), SamlResponse.DSIG, "X509Certificate")
                .getTextContent();
        return """
                {"realm": "%s", "enabled": true, "sslRequired": "none",
                 "users": [{"username": "grace", "enabled": true, "email": "%s", "emailVerified": true,
                   "firstName": "Grace", "lastName": "Hopper", "credentials": [{"type": "password", "value": "%s"}]}],
                 "clients": [
                   {"clientId": "heddle", "enabled": true, "protocol": "openid-connect", "secret": "secret of the client",
                    "publicClient": false, "standardFlowEnabled": true,
                    "redirectUris": ["%s/v1/auth/oauth/acme/callback"],
                    "attributes": {"pkce.code.challenge.method": "S256"}},
                   {"clientId": "%s", "enabled": true, "protocol": "saml", "redirectUris": ["%s"],
                    "attributes": {"saml.assertion.signature": "true", "saml.server.signature": "true",
                      "saml.client.signature": "true", "saml.signing.certificate": "%s",
                      "saml.signature.algorithm": "RSA_SHA256", "saml.force.post.binding": "true",
                      "saml.authnstatement": "true", "saml_name_id_format": "persistent",
                      "saml_assertion_consumer_url_post": "%s"},
                    "protocolMappers": [{"name": "email", "protocol": "saml",
                      "protocolMapper": "saml-user-property-mapper", "config": {"user.attribute": "email",
                        "attribute.name": "email", "attribute.nameformat": "Basic"}}]}]}
                """.formatted(
                        Keycloak.REALM,
                        EMAIL,
                        PASSWORD,
                        SERVER.base(),
                        base + "/metadata" + query,
                        base + "/acs" + query,
                        certificate,
                        base + "/acs" + query);
    }

    private static JsonNode me(String location) {
        assertThat(location).startsWith(OAuthFlow.APP + "#access_token=");
        String token =
                FormBody.parse(location.substring(location.indexOf('#') + 1)).get("access_token");
        return SERVER.as(token).get("/v1/auth/user").is(200).data();
    }

    private static HttpResponse<String> login(Browser browser, HttpResponse<String> begun) {
        HttpResponse<String> form = browser.get(Browser.location(begun));
        return browser.submit(form, Map.of("username", "grace", "password", PASSWORD));
    }

    @Test
    void signsInThroughOpenIdConnect() {
        Browser browser = new Browser();
        HttpResponse<String> begun =
                browser.get(SERVER.base() + "/v1/auth/oauth/acme?tenant_id=" + TENANT.id() + "&" + OAuthFlow.toApp());
        HttpResponse<String> back = browser.get(Browser.location(login(browser, begun)));
        JsonNode me = me(Browser.location(back));
        assertThat(me.path("email").stringValue()).isEqualTo(EMAIL);
        assertThat(me.path("email_verified").booleanValue()).isTrue();
    }

    @Test
    void signsInThroughSaml() {
        Browser browser = new Browser();
        HttpResponse<String> begun = browser.get(
                SERVER.base() + "/v1/auth/saml/acme/login?tenant_id=" + TENANT.id() + "&" + OAuthFlow.toApp());
        HttpResponse<String> back = browser.submit(login(browser, begun), Map.of());
        JsonNode me = me(Browser.location(back));
        assertThat(me.path("email").stringValue()).isEqualTo(EMAIL);
        JsonNode user = TENANT.api()
                .get("/v1/users/" + me.path("id").stringValue())
                .is(200)
                .data();
        assertThat(Json.text(user.path("identities"))).contains("saml:acme");
    }
}
