package heddle.server.identity;

import static heddle.server.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import heddle.testkit.TestDatabase;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The session endpoints as NextAuth's clients call them; the calls of version 4 are those that its npm package made. */
class NextAuthTest {
    private static final String FORM = "application/x-www-form-urlencoded";
    private final TestServer server = TestServer.shared();
    private final HubTeam team = HubTeam.shared();
    private final Api nobody = server.as(null);

    /** A browser: holds cookies, and sends what the page says. */
    private final class Browser {
        private final Map<String, String> cookies = new TreeMap<>();
        private final Map<String, String> headers = new TreeMap<>();

        Answer get(String path) {
            return keep(api().get(path));
        }

        Answer form(String path, Map<String, String> fields) {
            StringBuilder body = new StringBuilder();
            fields.forEach((name, value) -> body.append(body.isEmpty() ? "" : "&")
                    .append(name)
                    .append('=')
                    .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
            return keep(api().send("POST", path, body.toString().getBytes(StandardCharsets.UTF_8), FORM));
        }

        Answer json(String path, String body) {
            return keep(api().post(path, body));
        }

        String csrf() {
            return get("/api/auth/csrf").is(200).json().path("csrfToken").stringValue();
        }

        private Api api() {
            Api api = nobody;
            for (Map.Entry<String, String> header : headers.entrySet()) {
                api = api.with(header.getKey(), header.getValue());
            }
            return cookies.isEmpty()
                    ? api
                    : api.with(
                            "Cookie",
                            cookies.entrySet().stream()
                                    .map(c -> c.getKey() + "=" + c.getValue())
                                    .reduce((a, b) -> a + "; " + b)
                                    .orElseThrow());
        }

        private Answer keep(Answer answer) {
            for (String line : answer.http().headers().allValues("Set-Cookie")) {
                String pair = line.substring(0, line.indexOf(';'));
                String name = pair.substring(0, pair.indexOf('='));
                if (line.contains("Max-Age=0")) {
                    cookies.remove(name);
                } else {
                    cookies.put(name, pair.substring(name.length() + 1));
                }
                assertThat(line).contains("HttpOnly").contains("SameSite=Lax").contains("Path=/");
            }
            return answer;
        }

        String session() {
            return cookies.getOrDefault("authjs.session-token", "");
        }
    }

    private Map<String, String> signInOfVersion4(String csrf, String email, String password) {
        return Map.of(
                "email",
                email,
                "password",
                password,
                "redirect",
                "false",
                "csrfToken",
                csrf,
                "callbackUrl",
                server.base() + "/",
                "json",
                "true");
    }

    @Test
    void servesTheCallsOfVersion4() {
        HubTeam.Member member = team.member("SUPPORT");
        Browser browser = new Browser();
        Answer before = browser.get("/api/auth/session").is(200);
        assertThat(before.text()).isEqualTo("null");
        Answer providers = browser.get("/api/auth/providers").is(200);
        assertThat(providers.json().path("credentials").path("type").stringValue())
                .isEqualTo("credentials");
        Answer in = browser.form(
                        "/api/auth/callback/credentials",
                        signInOfVersion4(browser.csrf(), member.email(), HubTeam.PASSWORD))
                .is(200);
        assertThat(in.json().path("url").stringValue()).isEqualTo(server.base() + "/");
        Answer session = browser.get("/api/auth/session").is(200);
        assertThat(session.json().path("user").path("email").stringValue()).isEqualTo(member.email());
        assertThat(session.json().path("user").path("userType").stringValue()).isEqualTo("staff");
        assertThat(session.json().path("expires").isString()).isTrue();
        assertThat(session.header("Cache-Control")).contains("no-store");
        Answer out = browser.form(
                        "/api/auth/signout",
                        Map.of("csrfToken", browser.csrf(), "callbackUrl", server.base() + "/bye", "json", "true"))
                .is(200);
        assertThat(out.json().path("url").stringValue()).isEqualTo(server.base() + "/bye");
        assertThat(browser.get("/api/auth/session").text()).isEqualTo("null");
    }

    @Test
    void tellsVersion4OfAWrongPassword() {
        Browser browser = new Browser();
        Answer refused = browser.form(
                        "/api/auth/callback/credentials",
                        signInOfVersion4(browser.csrf(), HubTeam.freshEmail(), "wrong"))
                .is(401);
        assertThat(refused.json().path("url").stringValue())
                .isEqualTo(server.base() + "/api/auth/error?error=CredentialsSignin&provider=credentials");
    }

    @Test
    void answersNobodyOfVersion4WithAnEmptyObject() {
        Browser browser = new Browser();
        browser.cookies.put("next-auth.callback-url", "x");
        assertThat(browser.get("/api/auth/session").is(200).text()).isEqualTo("{}");
        browser.csrf();
        assertThat(browser.cookies).containsKey("next-auth.csrf-token");
    }

    @Test
    void servesTheCallsOfVersion5() {
        HubTeam.Member member = team.member("SUPPORT");
        Browser browser = new Browser();
        browser.headers.put("X-Auth-Return-Redirect", "1");
        Answer refused = browser.form(
                        "/api/auth/callback/credentials",
                        Map.of("email", member.email(), "password", "wrong", "csrfToken", browser.csrf()))
                .is(200);
        assertThat(refused.json().path("url").stringValue())
                .isEqualTo(server.base() + "/api/auth/signin?error=CredentialsSignin&code=credentials");
        Answer forged = browser.form(
                        "/api/auth/callback/credentials",
                        Map.of("email", member.email(), "password", HubTeam.PASSWORD, "csrfToken", "0".repeat(64)))
                .is(200);
        assertThat(forged.json().path("url").stringValue()).contains("error=MissingCSRF");
        Answer in = browser.form(
                        "/api/auth/callback/credentials",
                        Map.of(
                                "email",
                                member.email(),
                                "password",
                                HubTeam.PASSWORD,
                                "csrfToken",
                                browser.csrf(),
                                "callbackUrl",
                                "/dashboard"))
                .is(200);
        assertThat(in.json().path("url").stringValue()).isEqualTo(server.base() + "/dashboard");
        browser.json("/api/auth/session", "{\"csrfToken\":\"no\"}").is(400);
        assertThat(browser.json("/api/auth/session", "{\"csrfToken\":\"%s\"}".formatted(browser.csrf()))
                        .is(200)
                        .json()
                        .path("user")
                        .path("id")
                        .stringValue())
                .isEqualTo(member.id());
    }

    @Test
    void showsABrowserItsPages() {
        HubTeam.Member member = team.member("SUPPORT");
        Browser browser = new Browser();
        String page = browser.get("/api/auth/signin?callbackUrl=/start").is(200).text();
        assertThat(page).contains("action=\"/api/auth/callback/credentials\"").contains(server.base() + "/start");
        String csrf = page.replaceAll("(?s).*name=\"csrfToken\" value=\"([0-9a-f]{64})\".*", "$1");
        Answer in = browser.form(
                        "/api/auth/callback/credentials",
                        Map.of("email", member.email(), "password", HubTeam.PASSWORD, "csrfToken", csrf))
                .is(302);
        assertThat(in.header("Location")).isEqualTo(server.base());
        assertThat(browser.get("/api/auth/signout").is(200).text()).contains("Sign out");
        browser.form("/api/auth/signout", Map.of("csrfToken", csrf)).is(302);
        assertThat(browser.session()).isEmpty();
        assertThat(browser.get("/api/auth/error?error=%3Cb%3E").is(200).text()).doesNotContain("<b>");
    }

    @Test
    void leadsToPagesOfItsOwnOnly() {
        for (String wanted : List.of(
                "https://evil.example/",
                "//evil.example",
                "/\\evil.example",
                server.base() + "@evil.example/",
                server.base() + ".evil.example/")) {
            Browser browser = new Browser();
            Answer out = browser.form(
                            "/api/auth/signout",
                            Map.of("csrfToken", browser.csrf(), "callbackUrl", wanted, "json", "true"))
                    .is(200);
            assertThat(out.json().path("url").stringValue()).isEqualTo(server.base());
        }
    }

    @Test
    void takesNoFormWithoutTheTokenOfTheCookie() {
        HubTeam.Member member = team.member("SUPPORT");
        Browser victim = new Browser();
        String planted = new Browser().csrf();
        Answer refused = victim.form(
                        "/api/auth/callback/credentials", signInOfVersion4(planted, member.email(), HubTeam.PASSWORD))
                .is(200);
        assertThat(refused.json().path("url").stringValue()).endsWith("/api/auth/signin?csrf=true");
        victim.cookies.put("authjs.csrf-token", "a".repeat(64) + "%7C" + "b".repeat(64));
        victim.form(
                "/api/auth/callback/credentials", signInOfVersion4("a".repeat(64), member.email(), HubTeam.PASSWORD));
        assertThat(victim.session()).isEmpty();
        Browser in = new Browser();
        in.cookies.put("authjs.session-token", member.token());
        in.form("/api/auth/signout", Map.of("csrfToken", "0".repeat(64), "json", "true"))
                .is(200);
        assertThat(in.get("/api/auth/session").json().path("user").isObject()).isTrue();
    }

    @Test
    void signsProgramsInWithPlainJson() {
        HubTeam.Member member = team.member("ADMIN");
        Answer in = team.login(member.email(), HubTeam.PASSWORD).is(200);
        assertThat(in.json().path("success").asBoolean()).isTrue();
        assertThat(in.data().path("userType").stringValue()).isEqualTo("staff");
        String token = in.data().path("token").stringValue();
        server.as(token).get("/api/v1/profile").is(200);
        server.as(token).post("/api/auth/signout", "{}").is(200);
        server.as(token).get("/api/v1/profile").refused(401, "UNAUTHORIZED");
        member.browser().post("/api/auth/signout", "{}").refused(400, "VALIDATION_ERROR");
        member.api().get("/api/v1/profile").is(200);
        Answer wrong = team.login(member.email(), "wrong").refused(401, "UNAUTHORIZED");
        Answer unknown = team.login(HubTeam.freshEmail(), "wrong").refused(401, "UNAUTHORIZED");
        assertThat(unknown.json().path("error")).isEqualTo(wrong.json().path("error"));
    }

    @Test
    void signsNobodyInForAPageOfAnotherSite() {
        HubTeam.Member member = team.member("SUPPORT");
        for (String[] header :
                new String[][] {{"Origin", "https://evil.example"}, {"Origin", "null"}, {"Sec-Fetch-Site", "cross-site"}
                }) {
            HubTeam.login(nobody.with(header[0], header[1]), member.email(), HubTeam.PASSWORD)
                    .refused(403, "FORBIDDEN");
        }
        HubTeam.login(nobody.with("Origin", server.base()), member.email(), HubTeam.PASSWORD)
                .is(200);
    }

    @Test
    void actsForNoPageOfAnotherSite() {
        HubTeam.Member member = team.member("SUPPORT");
        member.browser().patch("/api/v1/profile", "{\"name\":\"Mine\"}").is(200);
        member.browser()
                .with("Origin", "https://evil.example")
                .patch("/api/v1/profile", "{\"name\":\"Theirs\"}")
                .refused(403, "FORBIDDEN");
        member.browser()
                .with("Sec-Fetch-Site", "same-site")
                .patch("/api/v1/profile", "{\"name\":\"Theirs\"}")
                .refused(403, "FORBIDDEN");
        assertThat(member.api().get("/api/v1/profile").data().path("name").stringValue())
                .isEqualTo("Mine");
    }

    @Test
    void leavesTheSessionBehindThatABrowserCameWith() {
        HubTeam.Member member = team.member("SUPPORT");
        Browser browser = new Browser();
        browser.cookies.put("authjs.session-token", member.token());
        browser.form(
                        "/api/auth/callback/credentials",
                        signInOfVersion4(browser.csrf(), member.email(), HubTeam.PASSWORD))
                .is(200);
        assertThat(browser.session()).isNotEmpty().isNotEqualTo(member.token());
        member.api().get("/api/v1/profile").refused(401, "UNAUTHORIZED");
        server.as(browser.session()).get("/api/v1/profile").is(200);
    }

    @Test
    void locksAKnownAndAnUnknownAddressAlike() {
        for (String email : List.of(team.member("SUPPORT").email(), HubTeam.freshEmail())) {
            for (int i = 0; i < 5; i++) {
                team.login(email, "wrong").is(401);
            }
            assertThat(team.login(email, HubTeam.PASSWORD)
                            .refused(429, "RATE_LIMITED")
                            .header("Retry-After"))
                    .isNotNull();
        }
    }

    @Test
    void letsManyDevicesInAtOnceAndJudgesNoMoreWrongTriesThanTheLockAllows() {
        String email = team.member("SUPPORT").email();
        assertThat(atOnce(20, i -> team.login(email, HubTeam.PASSWORD).status()))
                .containsOnly(200);
        List<Integer> wrong = atOnce(20, i -> team.login(email, "wrong").status());
        assertThat(wrong.stream().filter(s -> s == 401)).hasSize(5);
        assertThat(wrong.stream().filter(s -> s == 429)).hasSize(15);
        team.login(email, HubTeam.PASSWORD).refused(429, "RATE_LIMITED");
    }

    @Test
    void marksCookiesAsSecureBehindHttps() {
        try (TestServer https =
                TestServer.start(TestDatabase.fresh(), Map.of("HEDDLE_PUBLIC_URL", "https://hub.example"))) {
            HubTeam small = new HubTeam(https);
            Answer csrf = https.as(null).get("/api/auth/csrf").is(200);
            assertThat(csrf.header("Set-Cookie"))
                    .startsWith("__Host-authjs.csrf-token=")
                    .contains("; Secure");
            String session =
                    small.login(HubTeam.OWNER, HubTeam.PASSWORD).is(200).header("Set-Cookie");
            assertThat(session).startsWith("__Secure-authjs.session-token=").contains("; Secure");
            https.as(null)
                    .with("Cookie", String.valueOf(session).replaceAll(";.*", ""))
                    .get("/api/v1/profile")
                    .is(200);
        }
    }

    @Test
    void endsASessionThatIsLeftAlone() {
        try (TestServer alone = TestServer.start(TestDatabase.fresh(), Map.of())) {
            HubTeam.Member owner = new HubTeam(alone).owner();
            for (int i = 0; i < 3; i++) {
                owner.api().get("/api/v1/profile").is(200);
                advance(alone, 11 * 3600);
            }
            owner.api().get("/api/v1/profile").is(200);
            advance(alone, 13 * 3600);
            owner.api().get("/api/v1/profile").refused(401, "UNAUTHORIZED");
        }
    }

    private static void advance(TestServer server, int seconds) {
        server.operator()
                .post("/v1/platform/clock", "{\"advance_seconds\":%d}".formatted(seconds))
                .is(200);
    }
}
