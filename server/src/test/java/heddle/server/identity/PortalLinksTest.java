package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the portal shows for a mailed link, good or not. Opening it never spends it. */
class PortalLinksTest {
    private final TestServer server = TestServer.shared();
    private final TestTenant tenant = server.tenant();
    private final Api nobody = server.as(null);

    private void pass(Duration time) {
        server.operator()
                .post("/v1/platform/clock", "{\"advance_seconds\":" + time.toSeconds() + "}")
                .is(200);
    }

    private Answer open(String type, String token) {
        return nobody.get("/portal?tenant=" + tenant.id() + "&type=" + type + "&token=" + token);
    }

    private void isGood(String type, String token) {
        for (int i = 0; i < 2; i++) {
            assertThat(open(type, token).is(200).text()).contains("/portal/portal.js");
        }
    }

    private void isDead(String type, String token, String next) {
        assertThat(open(type, token).is(410).text())
                .contains("This link is not good any more", next)
                .doesNotContain("<script");
    }

    private String reset(Person person) {
        nobody.post(
                        "/v1/auth/portal-forgot-password",
                        "{\"tenant_id\":\"%s\",\"email\":\"%s\"}".formatted(tenant.id(), person.email()))
                .is(200);
        return Person.token(tenant, person.email());
    }

    private Answer set(String token, String password) {
        return nobody.post(
                "/v1/auth/portal-reset-password", "{\"token\":\"%s\",\"password\":\"%s\"}".formatted(token, password));
    }

    @Test
    void showsWhetherAResetLinkIsGood() {
        Person person = Person.signUp(tenant);
        String token = reset(person);
        isGood("reset", token);
        set(token, "a brand new one").is(200);
        isDead("reset", token, "/portal?tenant=" + tenant.id() + "#forgot");
        assertThat(open("reset", "x".repeat(43)).is(404).text()).contains("This link is not known");
        assertThat(open("magic_link", token).is(404).text()).contains("This link is not known");
        assertThat(open("nonsense", token).is(404).text()).contains("This link is not known");
        String late = reset(Person.signUp(tenant));
        pass(Duration.ofHours(1));
        isDead("reset", late, "#forgot");
    }

    @Test
    void showsWhetherAMagicLinkIsGood() {
        Person person = Person.signUp(tenant);
        Person.door(tenant)
                .post("/v1/auth/magic-link", "{\"email\":\"" + person.email() + "\"}")
                .is(200);
        String token = Person.token(tenant, person.email());
        isGood("magic_link", token);
        nobody.post("/v1/auth/portal-magic-link-verify", "{\"token\":\"" + token + "\"}")
                .is(200);
        isDead("magic_link", token, "/portal?tenant=" + tenant.id());
    }

    @Test
    void confirmsAnAddressAsOftenAsTheLinkIsOpened() {
        Person person = Person.signUp(tenant);
        String token = Person.token(tenant, person.email());
        isGood("verify", token);
        String body = "{\"token\":\"" + token + "\"}";
        nobody.post("/v1/auth/portal-verify-email", body).is(200);
        isGood("verify", token);
        nobody.post("/v1/auth/portal-verify-email", body).is(200);
        pass(Duration.ofDays(1));
        isDead("verify", token, "#forgot");
    }

    @Test
    void keepsAnInvitationGoodForAWeekAndForOnePassword() {
        String email = Person.address();
        tenant.api()
                .post("/v1/users", "{\"email\":\"" + email + "\",\"send_invite\":true}")
                .is(201);
        String token = Person.token(tenant, email);
        pass(Duration.ofDays(6));
        isGood("invite", token);
        nobody.get("/v1/auth/verify?token=" + token).is(200);
        nobody.get("/v1/auth/verify?token=" + token).is(200);
        isGood("invite", token);
        set(token, "short").is(400);
        set(token, "a brand new one").is(200);
        set(token, "yet another one").refused(410, "LINK_EXPIRED");
        isDead("invite", token, "#forgot");
        Person.door(tenant)
                .post("/v1/auth/login", "{\"email\":\"%s\",\"password\":\"a brand new one\"}".formatted(email))
                .is(200);
    }

    @Test
    void endsAnOpenInvitationWithThePasswordThatAResetSets() {
        String email = Person.address();
        tenant.api()
                .post("/v1/users", "{\"email\":\"" + email + "\",\"send_invite\":true}")
                .is(201);
        String invitation = Person.token(tenant, email);
        nobody.post(
                        "/v1/auth/portal-forgot-password",
                        "{\"tenant_id\":\"%s\",\"email\":\"%s\"}".formatted(tenant.id(), email))
                .is(200);
        set(Person.token(tenant, email), "a brand new one").is(200);
        set(invitation, "yet another one").refused(410, "LINK_EXPIRED");
    }

    @Test
    void knowsNoLinkOfTheHub() {
        HubTeam team = HubTeam.shared();
        HubTeam.Member member = team.member("SUPPORT");
        nobody.post("/api/v1/auth/password/reset-request", "{\"email\":\"" + member.email() + "\"}")
                .is(200);
        String token = team.mail(member.email()).replaceAll("(?s).*\\?token=([A-Za-z0-9_-]{43}).*", "$1");
        open("reset", token).is(404);
    }
}
