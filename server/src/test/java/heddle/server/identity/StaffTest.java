package heddle.server.identity;

import static heddle.server.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heddle.server.TestServer;
import heddle.testkit.Answer;
import heddle.testkit.TestDatabase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class StaffTest {
    private final HubTeam team = HubTeam.shared();
    private final TestServer server = TestServer.shared();

    @Test
    void setsUpOnceForEver() {
        try (TestServer fresh = TestServer.start(TestDatabase.fresh(), Map.of())) {
            List<Integer> statuses = atOnce(
                    6,
                    i -> fresh.as(null)
                            .post(
                                    "/api/v1/setup",
                                    "{\"email\":\"o%d@hub.example\",\"name\":\"O\",\"password\":\"%s\"}"
                                            .formatted(i, HubTeam.PASSWORD))
                            .status());
            assertThat(statuses.stream().filter(s -> s == 201)).hasSize(1);
            assertThat(statuses.stream().filter(s -> s == 409)).hasSize(5);
        }
    }

    @Test
    void asksForTheSetupTokenWhereTheOperatorSetOne() {
        String setup = "{\"email\":\"o@hub.example\",\"name\":\"O\",\"password\":\"" + HubTeam.PASSWORD + "\"%s}";
        try (TestServer fresh =
                TestServer.start(TestDatabase.fresh(), Map.of("HEDDLE_SETUP_TOKEN", "a-token-of-the-operator"))) {
            fresh.as(null).post("/api/v1/setup", setup.formatted("")).refused(403, "FORBIDDEN");
            fresh.as(null)
                    .post("/api/v1/setup", setup.formatted(",\"setupToken\":\"another-token-of-16\""))
                    .refused(403, "FORBIDDEN");
            fresh.as(null)
                    .post("/api/v1/setup", setup.formatted(",\"setupToken\":\"a-token-of-the-operator\""))
                    .is(201);
            fresh.as(null).post("/api/v1/setup", setup.formatted("")).refused(409, "CONFLICT");
        }
    }

    @Test
    void namesEveryFaultOfASetup() {
        Answer refused = server.as(null)
                .post("/api/v1/setup", "{\"email\":\"none\",\"name\":\"x\",\"password\":\"short\"}")
                .refused(400, "VALIDATION_ERROR");
        assertThat(refused.faults()).containsExactly("email invalid_format", "password weak_password");
    }

    @Test
    void listsWithPagesAndSearch() {
        HubTeam.Member member = team.member("SUPPORT");
        Answer page =
                team.owner().api().get("/api/v1/admin/staff?page=1&pageSize=1").is(200);
        assertThat(page.data().size()).isEqualTo(1);
        JsonNode meta = page.json().path("meta");
        assertThat(meta.path("pageSize").asInt()).isEqualTo(1);
        assertThat(meta.path("totalPages").asInt()).isEqualTo(meta.path("total").asInt());
        Answer found = team.owner()
                .api()
                .get("/api/v1/admin/staff?search="
                        + member.email().substring(0, member.email().indexOf('@')) + "@")
                .is(200);
        assertThat(found.data().path(0).path("id").stringValue()).isEqualTo(member.id());
        assertThat(found.data().path(0).path("twoFactorEnabled").asBoolean()).isFalse();
        team.owner().api().get("/api/v1/admin/staff?pageSize=101").refused(400, "VALIDATION_ERROR");
    }

    @Test
    void holdsEachRoleToItsPermissions() {
        HubTeam.Member admin = team.member("ADMIN");
        HubTeam.Member manager = team.member("MANAGER");
        HubTeam.Member support = team.member("SUPPORT");
        admin.api().get("/api/v1/admin/staff").is(200);
        for (HubTeam.Member lower : List.of(manager, support)) {
            Answer refused = lower.api().get("/api/v1/admin/staff").refused(403, "FORBIDDEN");
            assertThat(refused.text()).contains("hub:staff.read");
            HubTeam.invite(lower.api(), HubTeam.freshEmail(), "SUPPORT").refused(403, "FORBIDDEN");
        }
        admin.api()
                .patch("/api/v1/admin/staff/" + support.id(), "{\"role\":\"MANAGER\"}")
                .refused(403, "FORBIDDEN");
        admin.api().delete("/api/v1/admin/staff/" + support.id()).refused(403, "FORBIDDEN");
    }

    @Test
    void letsNobodyInviteIntoARoleThatTheyCouldNotGive() {
        HubTeam.Member admin = team.member("ADMIN");
        HubTeam.invite(admin.api(), HubTeam.freshEmail(), "ADMIN").refused(403, "FORBIDDEN");
        HubTeam.invite(admin.api(), HubTeam.freshEmail(), "OWNER").refused(400, "VALIDATION_ERROR");
        HubTeam.invite(team.owner().api(), HubTeam.freshEmail(), "OWNER").refused(400, "VALIDATION_ERROR");
        HubTeam.invite(admin.api(), HubTeam.freshEmail(), "MANAGER").is(201);
        String forAdmin = HubTeam.freshEmail();
        Answer sent = HubTeam.invite(team.owner().api(), forAdmin, "ADMIN").is(201);
        HubTeam.invite(admin.api(), forAdmin, "SUPPORT").refused(403, "FORBIDDEN");
        admin.api().delete("/api/v1/admin/staff/invitations/" + sent.id()).refused(403, "FORBIDDEN");
    }

    @Test
    void takesAnInvitationOnce() {
        String email = HubTeam.freshEmail();
        HubTeam.invite(team.owner().api(), email, "MANAGER").is(201);
        String token = team.invitationToken(email);
        Answer shown = server.as(null).get("/api/v1/auth/invite/" + token).is(200);
        assertThat(shown.data().path("email").stringValue()).isEqualTo(email);
        assertThat(shown.data().path("invitedBy").stringValue()).isEqualTo("Olga Owner");
        List<Integer> statuses = atOnce(
                4,
                i -> server.as(null)
                        .post(
                                "/api/v1/auth/accept-invite",
                                "{\"token\":\"%s\",\"name\":\"N\",\"password\":\"%s\"}"
                                        .formatted(token, HubTeam.PASSWORD))
                        .status());
        assertThat(statuses).containsExactlyInAnyOrder(201, 409, 409, 409);
        assertThat(server.as(null)
                        .get("/api/v1/auth/invite/" + token)
                        .refused(409, "CONFLICT")
                        .text())
                .contains("ACCEPTED");
        HubTeam.invite(team.owner().api(), email, "MANAGER").refused(409, "CONFLICT");
        server.as(null).get("/api/v1/auth/invite/" + "x".repeat(43)).refused(404, "NOT_FOUND");
    }

    @Test
    void sendsAgainWithAnotherToken() {
        String email = HubTeam.freshEmail();
        Answer first = HubTeam.invite(team.owner().api(), email, "SUPPORT").is(201);
        String before = team.invitationToken(email);
        Answer again = HubTeam.invite(team.owner().api(), email, "SUPPORT").is(200);
        assertThat(again.id()).isEqualTo(first.id());
        server.as(null).get("/api/v1/auth/invite/" + before).refused(404, "NOT_FOUND");
        JsonNode pending = team.owner()
                .api()
                .get("/api/v1/admin/staff/invitations")
                .is(200)
                .data()
                .valueStream()
                .filter(i -> i.path("email").stringValue().equals(email))
                .findFirst()
                .orElseThrow();
        assertThat(pending.path("resentCount").asInt()).isEqualTo(1);
        team.owner()
                .api()
                .delete("/api/v1/admin/staff/invitations/" + first.id())
                .is(200);
        assertThat(server.as(null)
                        .get("/api/v1/auth/invite/" + team.invitationToken(email))
                        .refused(409, "CONFLICT")
                        .text())
                .contains("REVOKED");
    }

    @Test
    void takesInvitationsBackOfWhomIsDeactivated() {
        HubTeam.Member admin = team.member("ADMIN");
        String email = HubTeam.freshEmail();
        HubTeam.invite(admin.api(), email, "MANAGER").is(201);
        team.owner().api().delete("/api/v1/admin/staff/" + admin.id()).is(200);
        server.as(null)
                .get("/api/v1/auth/invite/" + team.invitationToken(email))
                .refused(409, "CONFLICT");
    }

    @Test
    void endsTheSessionsOfWhomItChanges() {
        HubTeam.Member member = team.member("ADMIN");
        String path = "/api/v1/admin/staff/" + member.id();
        team.owner().api().patch(path, "{\"role\":\"MANAGER\"}").is(200);
        member.api().get("/api/v1/profile").refused(401, "UNAUTHORIZED");
        HubTeam.Member again = team.signIn(member.email());
        again.api().get("/api/v1/admin/staff").refused(403, "FORBIDDEN");
        team.owner().api().delete(path).is(200);
        team.owner().api().delete(path).is(200);
        again.api().get("/api/v1/profile").refused(403, "FORBIDDEN");
        team.login(member.email(), HubTeam.PASSWORD).refused(403, "FORBIDDEN");
        team.owner().api().patch(path, "{\"status\":\"ACTIVE\"}").is(200);
        // The node hears of a changed account by signal, a moment later.
        await().untilAsserted(() -> again.api().get("/api/v1/profile").refused(401, "UNAUTHORIZED"));
        team.login(member.email(), HubTeam.PASSWORD).is(200);
    }

    @Test
    void letsNobodyChangeTheirOwnRole() {
        HubTeam.Member second = team.member("OWNER");
        String own = "/api/v1/admin/staff/" + second.id();
        second.api().patch(own, "{\"role\":\"ADMIN\"}").refused(409, "CONFLICT");
        second.api().patch(own, "{\"status\":\"SUSPENDED\"}").refused(409, "CONFLICT");
        second.api().delete(own).refused(409, "CONFLICT");
        team.owner().api().patch(own, "{\"role\":\"ADMIN\"}").is(200);
    }

    @Test
    void keepsAnOwnerWhenTwoDemoteEachOther() {
        try (TestServer fresh = TestServer.start(TestDatabase.fresh(), Map.of())) {
            HubTeam small = new HubTeam(fresh);
            HubTeam.Member first = small.owner();
            HubTeam.Member second = small.member("OWNER");
            List<Integer> statuses = atOnce(2, i -> {
                HubTeam.Member acting = i == 0 ? first : second;
                HubTeam.Member other = i == 0 ? second : first;
                return acting.api()
                        .patch("/api/v1/admin/staff/" + other.id(), "{\"role\":\"SUPPORT\"}")
                        .status();
            });
            assertThat(statuses.stream().filter(s -> s == 200)).hasSize(1);
        }
    }

    @Test
    void namesWhatIsWrongWithAChange() {
        HubTeam.Member member = team.member("SUPPORT");
        String path = "/api/v1/admin/staff/" + member.id();
        team.owner().api().patch(path, "{}").refused(400, "VALIDATION_ERROR");
        team.owner().api().patch(path, "{\"role\":\"KING\"}").refused(400, "VALIDATION_ERROR");
        team.owner().api().patch(path, "{\"status\":\"GONE\"}").refused(400, "VALIDATION_ERROR");
        team.owner()
                .api()
                .patch("/api/v1/admin/staff/unknown", "{\"role\":\"ADMIN\"}")
                .refused(404, "NOT_FOUND");
        team.owner()
                .api()
                .patch("/api/v1/admin/staff/staff_" + member.id().replace("-", ""), "{\"role\":\"MANAGER\"}")
                .is(200);
    }
}
