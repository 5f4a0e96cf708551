package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The pages behind the links of mails to the Hub's people. */
class MailedPagesTest {
    private static final String NEW = "a brand new one";
    private final TestServer server = TestServer.shared();
    private final HubTeam team = HubTeam.shared();
    private final Api nobody = server.as(null);

    private Answer post(Api api, String path, String... fields) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < fields.length; i += 2) {
            form.append(i == 0 ? "" : "&")
                    .append(fields[i])
                    .append('=')
                    .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
        }
        return api.send(
                "POST", path, form.toString().getBytes(StandardCharsets.UTF_8), "application/x-www-form-urlencoded");
    }

    private String resetLink(String email) {
        post(nobody, "/hub/password/link", "email", email).is(200);
        return link(email, "/hub/password\\?token=[A-Za-z0-9_-]{43}");
    }

    private String link(String email, String pattern) {
        var found = java.util.regex.Pattern.compile(pattern).matcher(team.mail(email));
        assertThat(found.find()).isTrue();
        return found.group();
    }

    private static String token(String link) {
        return link.substring(link.indexOf('=') + 1);
    }

    @Test
    void setsAPasswordWithALinkThatOpeningDoesNotSpend() {
        HubTeam.Member member = team.member("SUPPORT");
        String link = resetLink(member.email());
        for (int i = 0; i < 3; i++) {
            Answer page = nobody.get(link).is(200);
            assertThat(page.header("Content-Type")).startsWith("text/html");
            assertThat(page.header("Content-Security-Policy")).contains("script-src 'self';");
            assertThat(page.text())
                    .contains("Choose a new password", member.email(), "value=\"" + token(link) + "\"")
                    .doesNotContain("<script", "style=");
        }
        Answer weak = post(nobody, "/hub/password", "token", token(link), "password", "short")
                .is(400);
        assertThat(weak.text()).contains("id=\"faults\"", "8 characters", "Set password");
        assertThat(post(nobody, "/hub/password", "token", token(link), "password", NEW)
                        .is(200)
                        .text())
                .contains("Your password is set", "/api/auth/signin");
        team.login(member.email(), NEW).is(200);
        member.api().get("/api/v1/profile").refused(401, "UNAUTHORIZED");
        Answer again = post(nobody, "/hub/password", "token", token(link), "password", "yet another one")
                .is(410);
        assertThat(again.text()).contains("not good any more", "href=\"/hub/password\"");
        assertThat(nobody.get(link).is(410).text()).contains("Ask for a new link");
        team.login(member.email(), NEW).is(200);
    }

    @Test
    void saysWhatToDoWithLinksThatLeadNowhere() {
        assertThat(nobody.get("/hub/password?token=" + "x".repeat(43)).is(404).text())
                .contains("This link is not known", "Ask for a new link");
        post(nobody, "/hub/password", "token", "x".repeat(43), "password", NEW).is(404);
        assertThat(nobody.get("/hub/password").is(200).text()).contains("action=\"/hub/password/link\"");
        assertThat(post(nobody, "/hub/password/link", "email", "").is(400).text())
                .contains("role=\"alert\"");
        nobody.send("POST", "/hub/password", "{}".getBytes(StandardCharsets.UTF_8), "application/json")
                .is(415);
        assertThat(nobody.get("/api/auth/signin").is(200).text()).contains("href=\"/hub/password\"");
    }

    @Test
    void tellsNobodyWhoHasAnAccount() {
        HubTeam.Member member = team.member("SUPPORT");
        Answer known =
                post(nobody, "/hub/password/link", "email", member.email()).is(200);
        Answer unknown = post(nobody, "/hub/password/link", "email", HubTeam.freshEmail())
                .is(200);
        assertThat(unknown.text()).isEqualTo(known.text());
    }

    @Test
    void knowsNoLinkOfATenantsPeople() {
        Person person = Person.signUp(server.tenant());
        Person.door(person.tenant())
                .post("/v1/auth/forgot-password", "{\"email\":\"" + person.email() + "\"}")
                .is(200);
        String token = Person.token(person.tenant(), person.email());
        nobody.get("/hub/password?token=" + token).is(404);
        post(nobody, "/hub/password", "token", token, "password", NEW).is(404);
        person.again();
    }

    @Test
    void acceptsAnInvitationOnceAndSignsIn() {
        String email = HubTeam.freshEmail();
        HubTeam.invite(team.owner().api(), email, "MANAGER").is(201);
        String link = link(email, "/hub/invite/[A-Za-z0-9_-]{43}");
        for (int i = 0; i < 2; i++) {
            assertThat(nobody.get(link).is(200).text())
                    .contains("Join the staff", email, "MANAGER", "Olga Owner")
                    .doesNotContain("<script", "style=");
        }
        Answer weak = post(nobody, link, "name", "Mia <b>", "password", "short").is(400);
        assertThat(weak.text()).contains("8 characters", "value=\"Mia &lt;b");
        post(nobody, link, "name", " ", "password", NEW).is(400);
        Answer in = post(nobody, link, "name", "Mia Manager", "password", NEW).is(200);
        assertThat(in.text()).contains("Welcome, Mia Manager");
        String cookie = String.valueOf(in.header("Set-Cookie"));
        assertThat(cookie).startsWith("authjs.session-token=").contains("HttpOnly", "SameSite=Lax");
        nobody.with("Cookie", cookie.substring(0, cookie.indexOf(';')))
                .get("/api/v1/profile")
                .is(200);
        team.login(email, NEW).is(200);
        assertThat(post(nobody, link, "name", "Mia", "password", NEW).is(410).text())
                .contains("was accepted", "/api/auth/signin");
        assertThat(nobody.get(link).is(410).text()).contains("was accepted");
    }

    @Test
    void refusesInvitationsTakenBackUnknownOrPostedByAnotherSite() {
        String email = HubTeam.freshEmail();
        String id = HubTeam.invite(team.owner().api(), email, "SUPPORT").is(201).id();
        String link = link(email, "/hub/invite/[A-Za-z0-9_-]{43}");
        assertThat(nobody.get(link).header("Referrer-Policy")).isEqualTo("same-origin");
        for (String[] sign :
                new String[][] {{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"}
                }) {
            post(nobody.with(sign[0], sign[1]), link, "name", "Eve", "password", NEW)
                    .is(403);
        }
        team.owner().api().delete("/api/v1/admin/staff/invitations/" + id).is(200);
        assertThat(nobody.get(link).is(410).text()).contains("revoked", "can send it again");
        post(nobody, link, "name", "Mia", "password", NEW).is(410);
        assertThat(nobody.get("/hub/invite/" + "x".repeat(43)).is(404).text()).contains("not known");
        team.login(email, NEW).is(401);
    }
}
