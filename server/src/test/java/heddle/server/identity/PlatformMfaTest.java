package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The second factor of the platform's people: by the API, and on the page where all pages send who is not signed in. */
class PlatformMfaTest {
    private static final Pattern TICKET = Pattern.compile("name=\"ticket\" value=\"([^\"]+)\"");

    private final TestServer server = TestServer.shared();
    private final PlatformPerson person = PlatformPerson.register(server);
    private final Api nobody = server.as(null);
    private final String factor;
    private final AuthenticatorApp app;
    private final List<String> recovery;

    PlatformMfaTest() {
        JsonNode begun = person.api()
                .post("/api/auth/mfa/enroll", "{\"friendly_name\":\"Phone\"}")
                .is(201)
                .json();
        factor = begun.path("factor_id").stringValue();
        app = new AuthenticatorApp(begun.at("/totp/secret").stringValue());
        assertThat(begun.at("/totp/uri").stringValue()).startsWith("otpauth://totp/Heddle:");
        // Until its first code the factor counts for nothing.
        assertThat(login().json().path("access_token").isString()).isTrue();
        recovery = person.api()
                .post("/api/auth/mfa/verify", Enrolled.body(factor, code()))
                .is(200)
                .json()
                .path("recovery_codes")
                .valueStream()
                .map(JsonNode::stringValue)
                .toList();
        Enrolled.nextStep();
    }

    private String code() {
        return app.code(Enrolled.now(server));
    }

    private Answer login() {
        return nobody.post(
                        "/api/auth/login",
                        "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(person.email(), PlatformPerson.PASSWORD))
                .is(200);
    }

    private Answer complete(String ticket, String code) {
        return nobody.post("/api/auth/mfa/complete", "{\"mfa_ticket\":\"%s\",\"code\":\"%s\"}".formatted(ticket, code));
    }

    private String page(String to) {
        Answer asked = PlatformPerson.signIn(server, person.email(), PlatformPerson.PASSWORD, to)
                .is(200);
        assertThat(asked.header("Set-Cookie")).isNull();
        assertThat(asked.text()).contains("Second factor", "one-time-code").doesNotContain("name=\"password\"");
        return ticket(asked);
    }

    private static String ticket(Answer page) {
        Matcher ticket = TICKET.matcher(page.text());
        assertThat(ticket.find()).as(page.text()).isTrue();
        return ticket.group(1);
    }

    private Answer type(Api visitor, String ticket, String code, String to) {
        return PlatformPerson.form(visitor, "/market/sign-in/code", Map.of("ticket", ticket, "code", code, "to", to));
    }

    @Test
    void aPasswordAloneGivesATicketOnly() {
        Answer asked = login();
        assertThat(asked.json().path("access_token").isNull()).isTrue();
        assertThat(asked.json().path("refresh_token").isNull()).isTrue();
        assertThat(asked.json().path("mfa_required").booleanValue()).isTrue();
        assertThat(asked.json().at("/factors/0/id").stringValue()).isEqualTo(factor);
        String ticket = asked.json().path("mfa_ticket").stringValue();
        complete(ticket, "000000").is(401);
        Answer in = complete(ticket, code()).is(200);
        assertThat(in.json().at("/user/id").stringValue()).isEqualTo(person.id());
        server.as(in.json().path("access_token").stringValue())
                .get("/api/auth/me")
                .is(200);
        Enrolled.nextStep();
        complete(ticket, code()).is(401);
    }

    @Test
    void thePageAsksForTheCodeAndGoesOnWhereItWas() {
        String ticket = page("/market/wallet");
        Api visitor = PlatformPerson.inBrowser(server);
        Answer wrong = type(visitor, ticket, "000000", "/market/wallet").is(401);
        assertThat(wrong.text()).contains("role=\"alert\"", "not right", "value=\"/market/wallet\"");
        Answer in = type(visitor, ticket(wrong), code(), "/market/wallet").is(302);
        assertThat(in.header("Location")).isEqualTo("/market/wallet");
        Api browser = visitor.with("Cookie", PlatformPerson.cookie(in));
        assertThat(browser.get("/market/wallet").is(200).text()).contains("Sign out");
        assertThat(browser.get("/api/whoami").is(200).json().at("/user/id").stringValue())
                .isEqualTo(person.id());
        Enrolled.nextStep();
        assertThat(type(visitor, ticket, code(), "/market").is(401).text())
                .contains("Sign in again", "name=\"password\"");
    }

    @Test
    void aRecoveryCodeDoesOnce() {
        Api visitor = PlatformPerson.inBrowser(server);
        type(visitor, page("/market"), recovery.getFirst(), "https://evil.example")
                .is(302);
        assertThat(type(visitor, page("/market"), recovery.getFirst(), "/market")
                        .is(401)
                        .header("Set-Cookie"))
                .isNull();
        complete(login().json().path("mfa_ticket").stringValue(), recovery.get(1))
                .is(200);
    }

    @Test
    void theTicketIsGoodForFiveMinutesAndFiveTries() {
        Api visitor = PlatformPerson.inBrowser(server);
        String old = page("/market");
        Enrolled.later(Duration.ofMinutes(5));
        type(visitor, old, code(), "/market").is(401);
        String ticket = page("/market");
        for (int i = 0; i < 5; i++) {
            type(visitor, ticket, "abcde-fghij", "/market").is(401);
        }
        assertThat(type(visitor, ticket, code(), "/market").is(423).text()).contains("Too many failed tries");
    }

    @Test
    void onlyAPageOfOursSendsTheCode() {
        Api elsewhere = PlatformPerson.inBrowser(server).with("Origin", "https://evil.example");
        assertThat(type(elsewhere, page("/market"), code(), "/market").is(403).header("Set-Cookie"))
                .isNull();
    }

    @Test
    void aTerminalsCodeNeedsItToo() {
        String path = "/cli";
        Api visitor = PlatformPerson.inBrowser(server);
        assertThat(visitor.get(path).is(302).header("Location")).isEqualTo("/market/sign-in?to=%2Fcli");
        Answer in = type(visitor, page(path), code(), path).is(302);
        assertThat(in.header("Location")).isEqualTo(path);
        Api browser = visitor.with("Cookie", PlatformPerson.cookie(in));
        assertThat(PlatformPerson.form(browser, path, Map.of()).is(200).text()).contains("<output");
        assertThat(PlatformPerson.form(
                                visitor, path, Map.of("email", person.email(), "password", PlatformPerson.PASSWORD))
                        .is(302)
                        .text())
                .doesNotContain("<output");
    }

    @Test
    void ticketsOfOtherRealmsAreOfNoUseHere() {
        Enrolled other = Enrolled.in(server.tenant());
        complete(other.ticket(), other.app().code(Enrolled.now(server))).is(401);
        nobody.post(
                        "/v1/auth/mfa/complete",
                        Enrolled.complete(login().json().path("mfa_ticket").stringValue(), factor, code()))
                .refused(401, "INVALID_TOKEN");
    }

    @Test
    void aFactorIsListedAndRemovedByAStrongSession() {
        assertThat(server.as(person.token())
                        .get("/api/auth/mfa/factors")
                        .is(200)
                        .text())
                .contains("Phone")
                .doesNotContain(app.secret());
        Answer in = complete(login().json().path("mfa_ticket").stringValue(), code())
                .is(200);
        Api strong = server.as(in.json().path("access_token").stringValue());
        strong.delete("/api/auth/mfa/" + factor).is(200);
        assertThat(login().json().path("access_token").isString()).isTrue();
    }
}
