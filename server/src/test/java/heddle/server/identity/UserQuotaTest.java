package heddle.server.identity;

import static heddle.server.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import heddle.kernel.access.Caller;
import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A plan's number of users holds for every way in which an account is made. */
class UserQuotaTest {
    private static final int INCLUDED = 10_000;

    private final TestServer server = TestServer.shared();
    private final TestTenant tenant = freeTenant(server);
    private final Api door = Person.door(tenant);

    static TestTenant freeTenant(TestServer server) {
        TestTenant tenant = server.tenant();
        server.operator()
                .patch("/v1/platform/tenants/" + tenant.id(), "{\"plan_tier\":\"free\"}")
                .is(200);
        return tenant;
    }

    private void fill(int accounts) {
        server.app()
                .kernel()
                .db()
                .tx(
                        Caller.system(tenant.id(), "the tests"),
                        tx -> tx.update("""
                        insert into identity.accounts (realm, id, role, created_at, updated_at)
                        select :tenant, 'usr_' || lpad(n::text, 26, '0'), 'authenticated', now(), now()
                        from generate_series(1, :accounts) n
                        """).bind("accounts", accounts).execute());
    }

    private Answer signUp(String email) {
        return door.post("/v1/auth/signup", "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, Person.PASSWORD));
    }

    private static void full(Answer answer) {
        answer.refused(402, "QUOTA_EXCEEDED");
        assertThat(answer.json().at("/error/limit").asInt()).as(answer.text()).isEqualTo(INCLUDED);
        assertThat(answer.json().at("/error/used").asInt()).isEqualTo(INCLUDED);
    }

    @Test
    void holdsEveryWayIn() {
        tenant.api()
                .post("/v1/auth-config", "{\"methods\":{\"anonymous\":true,\"magic_link\":true}}")
                .is(200);
        StandInIdp idp = StandInIdp.make();
        idp.introduce(tenant, "");
        String member = Person.address();
        signUp(member).is(201);
        fill(INCLUDED - 1);
        full(signUp(Person.address()));
        full(door.post("/v1/auth/anonymous"));
        full(tenant.api().post("/v1/users", "{\"email\":\"" + Person.address() + "\"}"));
        StandInIdp.Asked asked = StandInIdp.ask(tenant);
        String stranger = Person.address();
        assertThat(OAuthFlow.fragment(asked.post(new SamlResponse(idp, asked, "name", stranger).encoded())))
                .containsEntry("error", "saml_quota_exceeded");
        signUp(member).refused(409, "EMAIL_EXISTS");
    }

    /** A refusal would tell that the address has no account. */
    @Test
    void tellsNobodyWhoseMailIsAskedForThatThePlanIsFull() {
        tenant.api()
                .post("/v1/auth-config", "{\"methods\":{\"magic_link\":true}}")
                .is(200);
        fill(INCLUDED);
        String stranger = Person.address();
        door.post("/v1/auth/magic-link", "{\"email\":\"" + stranger + "\"}").is(200);
        assertThat(Person.mails(tenant, stranger)).isZero();
    }

    @Test
    void tellsAKnownAndAnUnknownAddressAlikeWhereTheyAreHidden() {
        String member = Person.address();
        signUp(member).is(201);
        tenant.api()
                .post("/v1/auth-config", "{\"enumeration_protection\":true}")
                .is(200);
        fill(INCLUDED - 1);
        full(signUp(member));
        full(signUp(Person.address()));
    }

    @Test
    void letsNoMoreInAtOnceThanThereIsPlaceFor() {
        fill(INCLUDED - 3);
        List<Integer> statuses = atOnce(20, i -> signUp(Person.address()).status());
        assertThat(statuses.stream().filter(s -> s == 201)).hasSize(3);
        assertThat(statuses.stream().filter(s -> s == 402)).hasSize(17);
    }
}
