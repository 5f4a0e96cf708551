package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import heddle.testkit.TestDatabase;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sessions of the platform in a browser's cookie. */
class BrowserSessionsTest {
    private static final TestServer SERVER = TestServer.shared();
    private static final Duration HALF = Duration.ofHours(84);

    private final PlatformPerson person = PlatformPerson.register(SERVER);

    private static void pass(Duration time) {
        SERVER.operator()
                .post("/v1/platform/clock", "{\"advance_seconds\":" + time.toSeconds() + "}")
                .is(200);
    }

    private static Api with(String cookie) {
        return SERVER.as(null).with("Cookie", cookie);
    }

    private String signedIn() {
        return PlatformPerson.cookie(PlatformPerson.signIn(SERVER, person.email(), PlatformPerson.PASSWORD, "/market")
                .is(302));
    }

    private String who(Answer whoami) {
        return whoami.is(200).json().at("/user/id").stringValue();
    }

    @Test
    void setsACookieThatNoScriptReads() {
        Answer in = PlatformPerson.signIn(SERVER, person.email(), PlatformPerson.PASSWORD, "/market/wallet")
                .is(302);
        assertThat(in.header("Location")).isEqualTo("/market/wallet");
        assertThat(in.header("Set-Cookie"))
                .matches("heddle-session=rt_[A-Za-z0-9_-]{43}; Max-Age=604800; Path=/; HttpOnly; SameSite=Lax");
        assertThat(who(with(PlatformPerson.cookie(in)).get("/api/whoami"))).isEqualTo(person.id());
    }

    @Test
    void isMarkedSecureWhereTheServerIsReachedByTls() {
        Map<String, String> settings = Map.of("HEDDLE_PUBLIC_URL", "https://heddle.example");
        try (TestServer server = TestServer.start(TestDatabase.fresh(), settings)) {
            PlatformPerson owner = PlatformPerson.register(server);
            Answer in = PlatformPerson.signIn(server, owner.email(), PlatformPerson.PASSWORD, "/market")
                    .is(302);
            assertThat(in.header("Set-Cookie"))
                    .startsWith("__Host-heddle-session=")
                    .endsWith("; Secure");
            assertThat(who(server.as(null)
                            .with("Cookie", PlatformPerson.cookie(in))
                            .get("/api/whoami")))
                    .isEqualTo(owner.id());
        }
    }

    @Test
    void saysWhatIsWrongAndKeepsWhatWasTyped() {
        Answer refused = PlatformPerson.signIn(SERVER, person.email(), "not the password", "/market/mine")
                .is(401);
        assertThat(refused.header("Content-Type")).startsWith("text/html");
        assertThat(refused.header("Set-Cookie")).isNull();
        assertThat(refused.text())
                .contains("role=\"alert\"", "value=\"" + person.email() + "\"", "value=\"/market/mine\"")
                .doesNotContain("not the password");
        assertThat(PlatformPerson.signIn(SERVER, "\"><script>alert(1)</script>", "x", "/market")
                        .text())
                .doesNotContain("<script");
    }

    @Test
    void leadsToPagesOfOursOnly() {
        for (String elsewhere : new String[] {
            "https://evil.example", "//evil.example", "/market\\evil", "/marketing", "/v1/keys", "/market/\r\nX: y", ""
        }) {
            assertThat(PlatformPerson.signIn(SERVER, person.email(), PlatformPerson.PASSWORD, elsewhere)
                            .is(302)
                            .header("Location"))
                    .as(elsewhere)
                    .isEqualTo("/market");
        }
    }

    @Test
    void signsUpByTheForm() {
        String email = PlatformPerson.freshEmail();
        Api nobody = PlatformPerson.inBrowser(SERVER);
        assertThat(nobody.get("/market/sign-up").is(200).text()).contains("new-password");
        Answer refused = PlatformPerson.form(
                        nobody, "/market/sign-up", Map.of("email", "no address", "password", "short", "name", "Ann"))
                .is(400);
        assertThat(refused.text()).contains("e-mail address such as", "value=\"Ann\"");
        Answer in = PlatformPerson.form(
                        nobody, "/market/sign-up", Map.of("email", email, "password", PlatformPerson.PASSWORD))
                .is(302);
        assertThat(with(PlatformPerson.cookie(in))
                        .get("/api/auth/me")
                        .is(200)
                        .json()
                        .path("email")
                        .stringValue())
                .isEqualTo(email);
        PlatformPerson.form(nobody, "/market/sign-up", Map.of("email", email, "password", PlatformPerson.PASSWORD))
                .is(409);
    }

    @Test
    void changesNothingForAPageOfAnotherSite() {
        Api browser = with(signedIn());
        String keys = "/api/keys";
        String body = "{\"name\":\"test\",\"scopes\":[\"read\"]}";
        assertThat(browser.post(keys, body).is(403).json().path("code").stringValue())
                .isEqualTo("FORBIDDEN");
        browser.with("Origin", "https://evil.example").post(keys, body).is(403);
        browser.with("Origin", "null").post(keys, body).is(403);
        browser.with("Sec-Fetch-Site", "cross-site").post(keys, body).is(403);
        browser.with("Sec-Fetch-Site", "same-site")
                .with("Origin", SERVER.base())
                .post(keys, body)
                .is(403);
        assertThat(browser.get(keys).is(200).text()).doesNotContain("test");
        browser.with("Origin", SERVER.base()).post(keys, body).is(201);
        browser.with("Sec-Fetch-Site", "same-origin").post(keys, body).is(201);
    }

    @Test
    void signsNobodyInOrOutForAPageOfAnotherSite() {
        Map<String, String> typed = Map.of("email", person.email(), "password", PlatformPerson.PASSWORD);
        Api elsewhere = new Api(SERVER.base(), null, (String) null).with("Origin", "https://evil.example");
        assertThat(PlatformPerson.form(elsewhere, "/market/sign-in", typed)
                        .is(403)
                        .header("Set-Cookie"))
                .isNull();
        String cookie = signedIn();
        PlatformPerson.form(elsewhere.with("Cookie", cookie), "/market/sign-out", Map.of())
                .is(403);
        with(cookie).get("/api/whoami").is(200);
    }

    @Test
    void anAuthorizationHeaderWins() {
        PlatformPerson other = PlatformPerson.register(SERVER);
        Api both = other.api().with("Cookie", signedIn());
        assertThat(who(both.get("/api/whoami"))).isEqualTo(other.id());
        assertThat(who(both.with("Origin", "https://elsewhere.example").post("/api/whoami")))
                .isEqualTo(other.id());
        SERVER.as("unknown").with("Cookie", signedIn()).get("/api/whoami").is(401);
        assertThat(who(with(signedIn()).with("X-API-Key", other.key("read")).get("/api/whoami")))
                .isEqualTo(other.id());
    }

    @Test
    void countsOnThePlatformOnly() {
        Api browser = with(signedIn());
        browser.get("/v1/auth/sessions").is(401);
        browser.get("/api/v1/profile").is(401);
        // The refresh token of a program's session is no cookie.
        with("heddle-session=" + person.refreshToken()).get("/api/whoami").is(401);
        with("heddle-session=rt_" + "x".repeat(43)).get("/api/whoami").is(401);
    }

    @Test
    void endsWithTheSessionAndWithSigningOut() {
        String first = signedIn();
        String second = signedIn();
        Api page = PlatformPerson.inBrowser(SERVER).with("Cookie", first);
        Answer out = PlatformPerson.form(page, "/market/sign-out", Map.of()).is(302);
        assertThat(out.header("Set-Cookie")).startsWith("heddle-session=; Max-Age=0");
        with(first).get("/api/whoami").is(401);
        with(second).get("/api/whoami").is(200);
        person.api().post("/api/auth/logout", "{}").is(200);
        with(second).get("/api/whoami").is(401);
    }

    @Test
    void leavesTheSessionThatTheBrowserCameWith() {
        String before = signedIn();
        PlatformPerson.form(
                        PlatformPerson.inBrowser(SERVER).with("Cookie", before),
                        "/market/sign-in",
                        Map.of("email", person.email(), "password", PlatformPerson.PASSWORD))
                .is(302);
        with(before).get("/api/whoami").is(401);
    }

    @Test
    void isRenewedAtHalfOfItsTime() {
        String old = signedIn();
        pass(HALF.minusMinutes(1));
        assertThat(with(old).get("/api/whoami").is(200).header("Set-Cookie")).isNull();
        pass(Duration.ofMinutes(2));
        Answer renewed = with(old).get("/api/whoami").is(200);
        assertThat(renewed.header("Set-Cookie")).contains("Max-Age=604800", "HttpOnly");
        String fresh = PlatformPerson.cookie(renewed);
        assertThat(fresh).isNotEqualTo(old);
        // Another tab had sent the old one already; it gets the same new one.
        assertThat(PlatformPerson.cookie(with(old).get("/api/whoami").is(200))).isEqualTo(fresh);
        pass(Duration.ofSeconds(11));
        with(old).get("/api/whoami").is(401);
        assertThat(with(fresh).get("/api/whoami").is(200).header("Set-Cookie")).isNull();
        pass(HALF.plusHours(1));
        with(fresh).get("/api/whoami").is(200);
    }

    @Test
    void endsAfterAWeekWithoutUse() {
        String cookie = signedIn();
        pass(Duration.ofDays(7).plusMinutes(1));
        with(cookie).get("/api/whoami").is(401);
        Api page = PlatformPerson.inBrowser(SERVER).with("Cookie", cookie);
        assertThat(page.get("/market/wallet").is(302).header("Location"))
                .isEqualTo("/market/sign-in?to=%2Fmarket%2Fwallet");
    }
}
