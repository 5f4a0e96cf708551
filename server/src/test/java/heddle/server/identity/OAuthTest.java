package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import heddle.kernel.crypto.Tokens;
import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import heddle.testkit.TestDatabase;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The ways of a sign-in through a provider that keeps to the rules. */
class OAuthTest {
    private static final StandInIssuer ISSUER = new StandInIssuer();
    private static final TestServer SERVER =
            TestServer.start(TestDatabase.fresh(), Map.of("HEDDLE_OUTBOUND_ALLOW", "127.0.0.0/8"));

    private final TestTenant tenant = OAuthFlow.tenant(SERVER, ISSUER);
    private final Api nobody = SERVER.as(null);

    @AfterAll
    static void stop() {
        SERVER.close();
        ISSUER.close();
    }

    private OAuthFlow begin(String query) {
        return OAuthFlow.begin(tenant, ISSUER, query);
    }

    private static JWTClaimsSet grace(String email) {
        return OAuthFlow.person("subject-" + email, email, true);
    }

    @Test
    void answersWithASessionWhereNoAddressWasGiven() {
        String email = Person.address();
        Answer answer = begin("").arrive(grace(email)).is(200);
        assertThat(answer.data().path("refresh_token").stringValue()).startsWith("rt_");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        var user = tenant.api()
                .get("/v1/users/" + answer.data().at("/user/id").stringValue())
                .is(200)
                .data();
        assertThat(user.path("email").stringValue()).isEqualTo(email);
        assertThat(user.path("email_verified").booleanValue()).isTrue();
        assertThat(user.at("/identities/0/provider").stringValue()).isEqualTo("acme");
        assertThat(user.at("/identities/0/provider_id").stringValue()).isEqualTo("subject-" + email);
    }

    @Test
    void sendsTheBrowserBackWithTokensInTheFragment() {
        OAuthFlow flow = begin(OAuthFlow.toApp());
        Map<String, String> members = OAuthFlow.fragment(flow.arrive(grace(Person.address())));
        assertThat(members).containsEntry("token_type", "bearer").containsEntry("expires_in", "3600");
        SERVER.as(members.get("access_token")).get("/v1/auth/user").is(200);
        nobody.post("/v1/auth/refresh", "{\"refresh_token\":\"" + members.get("refresh_token") + "\"}")
                .is(200);
    }

    @Test
    void findsTheSamePersonAgainThoughTheAddressChanged() {
        JWTClaimsSet before = OAuthFlow.person("the-same", Person.address(), true);
        String first = begin("").arrive(before).is(200).data().at("/user/id").stringValue();
        JWTClaimsSet after = OAuthFlow.person("the-same", Person.address(), true);
        assertThat(begin("").arrive(after).is(200).data().at("/user/id").stringValue())
                .isEqualTo(first);
    }

    @Test
    void givesAnApplicationWithAChallengeACodeInsteadOfTokens() {
        String verifier = Tokens.base64Url(32);
        String challenge = Base64.getUrlEncoder().withoutPadding().encodeToString(Tokens.sha256(verifier));
        OAuthFlow flow = begin(OAuthFlow.toApp() + "&code_challenge=" + challenge);
        String code = code(flow.arrive(grace(Person.address())));
        redeem(code, verifier).is(200);
        redeem(code, verifier).refused(401, "INVALID_TOKEN");
    }

    @Test
    void spendsACodeWhoseVerifierIsWrong() {
        String verifier = Tokens.base64Url(32);
        String challenge = Base64.getUrlEncoder().withoutPadding().encodeToString(Tokens.sha256(verifier));
        OAuthFlow flow = begin(OAuthFlow.toApp() + "&code_challenge=" + challenge);
        String code = code(flow.arrive(grace(Person.address())));
        redeem(code, Tokens.base64Url(32)).refused(401, "INVALID_TOKEN");
        redeem(code, verifier).refused(401, "INVALID_TOKEN");
        nobody.post("/v1/auth/refresh", "{\"auth_code\":\"unknown\"}").refused(401, "INVALID_TOKEN");
    }

    private static String code(Answer answer) {
        String location = String.valueOf(answer.is(302).header("Location"));
        assertThat(location).startsWith(OAuthFlow.APP + "?code=").doesNotContain("access_token");
        return location.substring(location.indexOf('=') + 1);
    }

    private Answer redeem(String code, String verifier) {
        return nobody.post(
                "/v1/auth/refresh", "{\"auth_code\":\"%s\",\"code_verifier\":\"%s\"}".formatted(code, verifier));
    }

    @Test
    void refusesAddressesThatAreNotOnTheList() {
        for (String elsewhere : new String[] {
            "https://evil.example.com/",
            "https://app.example.com.evil.example/signed-in",
            "//evil.example.com",
            "https://app.example.com/signed-in/../other",
            "https://app.example.com@evil.example/signed-in",
            "javascript:alert(1)"
        }) {
            nobody.get("/v1/auth/oauth/acme?tenant_id=" + tenant.id() + "&redirect_to=" + OAuthFlow.encoded(elsewhere))
                    .refused(400, "INVALID_REDIRECT");
        }
    }

    @Test
    void knowsWhichProvidersATenantHas() {
        nobody.get("/v1/auth/oauth/unknown?tenant_id=" + tenant.id()).refused(404, "NOT_FOUND");
        nobody.get("/v1/auth/oauth/off?tenant_id=" + tenant.id()).refused(403, "PROVIDER_DISABLED");
        nobody.get("/v1/auth/oauth/google?tenant_id=" + tenant.id()).refused(403, "PROVIDER_DISABLED");
        nobody.get("/v1/auth/oauth/acme").refused(400, "TENANT_REQUIRED");
        nobody.get("/v1/auth/oauth/acme?tenant_id=tn_unknown").refused(404, "TENANT_NOT_FOUND");
        OAuthFlow.tenant(SERVER, ISSUER)
                .api()
                .get("/v1/auth/oauth/acme?tenant_id=" + tenant.id())
                .refused(403, "TENANT_MISMATCH");
    }

    @Test
    void takesAKeyInTheQueryWhereABrowserCanSetNoHeader() {
        String key = tenant.token(new String[] {"auth"}, "publishable");
        nobody.get("/v1/auth/oauth/acme?apikey=" + key).is(302);
        String reading = tenant.token(new String[] {"read"}, "publishable");
        nobody.get("/v1/auth/oauth/acme?apikey=" + reading).refused(403, "INSUFFICIENT_SCOPE");
        nobody.get("/v1/auth/oauth/acme?apikey=sk_unknown").is(401);
    }

    @Test
    void tellsTheApplicationThatThePersonSaidNo() {
        OAuthFlow flow = begin(OAuthFlow.toApp());
        Answer answer = nobody.with("Cookie", flow.cookie())
                .get("/v1/auth/oauth/acme/callback?state=" + flow.state() + "&error=access_denied");
        assertThat(OAuthFlow.fragment(answer)).containsEntry("error", "access_denied");
        OAuthFlow asJson = begin("");
        nobody.get("/v1/auth/oauth/acme/callback?state=" + asJson.state() + "&error=access_denied")
                .refused(400, "ACCESS_DENIED");
    }

    @Test
    void readsTheCallbackFromAFormToo() {
        OAuthFlow flow = begin("");
        String code = ISSUER.authorize(flow.authorizeUrl(), grace(Person.address()));
        byte[] form = ("state=" + flow.state() + "&code=" + code).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        nobody.send("POST", "/v1/auth/oauth/acme/callback", form, "application/x-www-form-urlencoded")
                .is(200);
    }

    @Test
    void closesTheDoorToStrangersWhereNobodyMaySignUp() {
        String known = Person.address();
        begin("").arrive(grace(known)).is(200);
        tenant.api().post("/v1/auth-config", "{\"signup_enabled\":false}").is(200);
        begin("").arrive(grace(known)).is(200);
        begin("").arrive(grace(Person.address())).refused(403, "SIGNUP_DISABLED");
        assertThat(OAuthFlow.fragment(begin(OAuthFlow.toApp()).arrive(grace(Person.address()))))
                .containsEntry("error", "signup_disabled");
    }

    @Test
    void takesNoKeysFromALineThatAnybodyCanChange() {
        for (String issuer : new String[] {
            "http://issuer.example.com",
            "ftp://issuer.example.com",
            "issuer.example.com",
            "https://issuer.example.com?x=y"
        }) {
            String oidc =
                    "{\"slug\":\"acme\",\"enabled\":true,\"issuer\":\"%s\",\"client_id\":\"x\"}".formatted(issuer);
            assertThat(tenant.api()
                            .post("/v1/auth-config", "{\"providers\":{\"oidc\":[" + oidc + "]}}")
                            .refused(400, "VALIDATION_ERROR")
                            .faults())
                    .as(issuer)
                    .containsExactly("providers.oidc[0].issuer invalid_format");
        }
    }

    @Test
    void letsNobodyInWhoIsBanned() {
        JWTClaimsSet person = grace(Person.address());
        String id = begin("").arrive(person).is(200).data().at("/user/id").stringValue();
        tenant.api().patch("/v1/users/" + id, "{\"banned\":true}").is(200);
        begin("").arrive(person).refused(403, "USER_BANNED");
    }
}
