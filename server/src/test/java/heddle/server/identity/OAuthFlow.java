package heddle.server.identity;

import com.nimbusds.jwt.JWTClaimsSet;
import heddle.kernel.http.FormBody;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A sign-in with the stand-in, step by step as a browser does it. */
record OAuthFlow(TestTenant tenant, StandInIssuer issuer, String authorizeUrl, String cookie) {
    static final String APP = "https://app.example.com/signed-in";

    static TestTenant tenant(heddle.server.TestServer server, StandInIssuer issuer) {
        TestTenant tenant = server.tenant();
        tenant.api()
                .post("/v1/auth-config", """
                        {"allowed_redirect_urls": ["%s"], "providers": {"oidc": [
                          {"slug": "acme", "enabled": true, "issuer": "%s", "client_id": "%s", "client_secret": "%s"},
                          {"slug": "off", "enabled": false, "issuer": "%s", "client_id": "x"}]}}
                        """.formatted(
                        APP, issuer.issuer(), StandInIssuer.CLIENT_ID, StandInIssuer.CLIENT_SECRET, issuer.issuer()))
                .is(200);
        return tenant;
    }

    static JWTClaimsSet person(String subject, String email, boolean verified) {
        return new JWTClaimsSet.Builder()
                .subject(subject)
                .claim("email", email)
                .claim("email_verified", verified)
                .claim("name", "Grace Hopper")
                .build();
    }

    /** Begins as nobody in a browser without cookies. */
    static OAuthFlow begin(TestTenant tenant, StandInIssuer issuer, String query) {
        return begin(tenant, issuer, tenant.server().as(null), query + "&tenant_id=" + tenant.id());
    }

    static OAuthFlow begin(TestTenant tenant, StandInIssuer issuer, Api as, String query) {
        Answer answer = as.get("/v1/auth/oauth/acme?" + query).is(302);
        String cookie = String.valueOf(answer.header("Set-Cookie"));
        return new OAuthFlow(
                tenant, issuer, String.valueOf(answer.header("Location")), cookie.substring(0, cookie.indexOf(';')));
    }

    /** The parameter by which an application asks to be sent its browser back. */
    static String toApp() {
        return "redirect_to=" + encoded(APP);
    }

    String state() {
        return String.valueOf(
                FormBody.parse(URI.create(authorizeUrl).getRawQuery()).get("state"));
    }

    /** The browser comes back with a code of the stand-in. */
    Answer arrive(JWTClaimsSet person) {
        return callback(state(), issuer.authorize(authorizeUrl, person));
    }

    Answer arrive(JWTClaimsSet person, StandInIssuer.Forge forge) {
        return callback(state(), issuer.authorize(authorizeUrl, person, forge));
    }

    Answer callback(String state, String code) {
        return callback(tenant.server().as(null).with("Cookie", cookie), state, code);
    }

    static Answer callback(Api browser, String state, String code) {
        return browser.get("/v1/auth/oauth/acme/callback?state=" + encoded(state) + "&code=" + encoded(code));
    }

    /** What stands in the fragment of the address that the browser was sent to. */
    static Map<String, String> fragment(Answer answer) {
        String location = String.valueOf(answer.is(302).header("Location"));
        if (!location.startsWith(APP + "#")) {
            throw new AssertionError("Sent to " + location);
        }
        return FormBody.parse(location.substring(location.indexOf('#') + 1));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
