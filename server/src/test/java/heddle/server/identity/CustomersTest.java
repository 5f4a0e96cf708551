package heddle.server.identity;

import static heddle.server.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heddle.contracts.Customers;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.problem.Problem;
import heddle.server.TestServer;
import heddle.testkit.Answer;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Customers come by a sale or through staff; how they sign in from then on. */
class CustomersTest {
    private static final Pattern TOKEN = Pattern.compile("[?&]token=([A-Za-z0-9_-]+)");
    private static final Caller HEDDLE = Caller.system(Realm.CUSTOMER, "the tests");

    private final TestServer server = TestServer.shared();
    private final HubTeam team = HubTeam.shared();
    private final Customers customers = server.app().customers();
    private final String email = HubTeam.freshEmail().replace("@hub", "@customer");

    static String token(String mail) {
        Matcher link = TOKEN.matcher(mail);
        assertThat(link.find()).as(mail).isTrue();
        return link.group(1);
    }

    static Answer setPassword(TestServer server, String token) {
        return server.as(null)
                .post(
                        "/api/v1/auth/password/reset",
                        "{\"token\":\"%s\",\"password\":\"%s\"}".formatted(token, HubTeam.PASSWORD));
    }

    static String signIn(TestServer server, String email) {
        return login(server, email, HubTeam.PASSWORD)
                .is(200)
                .data()
                .path("token")
                .stringValue();
    }

    private static Answer login(TestServer server, String email, String password) {
        return server.as(null)
                .post(
                        "/api/auth/callback/credentials",
                        "{\"email\":\"%s\",\"password\":\"%s\",\"userType\":\"customer\"}".formatted(email, password));
    }

    private String customer() {
        return customers.create(HEDDLE, new Customers.New(email, "Cora", true));
    }

    @Test
    void setsTheFirstPasswordByTheLinkOfTheMail() {
        String id = customer();
        login(server, email, HubTeam.PASSWORD).is(401);
        String link = token(team.mail(email));
        setPassword(server, link).is(200);
        Answer in = login(server, email, HubTeam.PASSWORD).is(200);
        assertThat(in.data().path("userType").stringValue()).isEqualTo("customer");
        assertThat(in.data().path("user").path("id").stringValue()).isEqualTo(id);
        setPassword(server, link).refused(409, "CONFLICT");
    }

    @Test
    void endsTheOldLinkWithTheNewOne() {
        String id = customer();
        String first = token(team.mail(email));
        customers.invite(HEDDLE, id);
        setPassword(server, first).refused(409, "CONFLICT");
        setPassword(server, token(team.mail(email))).is(200);
        assertThatThrownBy(() -> customers.invite(HEDDLE, id)).isInstanceOf(Problem.class);
    }

    @Test
    void resetsAPasswordAndEndsTheSessions() {
        customer();
        setPassword(server, token(team.mail(email))).is(200);
        String session = signIn(server, email);
        server.as(session).get("/api/auth/session").is(200);
        server.as(null)
                .post(
                        "/api/v1/auth/password/reset-request",
                        "{\"email\":\"%s\",\"userType\":\"customer\"}".formatted(email))
                .is(200);
        setPassword(server, token(team.mail(email))).is(200);
        server.as(session).get("/api/v1/profile").is(401);
        signIn(server, email);
    }

    @Test
    void takesAnAddressOnce() {
        customer();
        assertThatThrownBy(() -> customers.create(HEDDLE, new Customers.New(email, "Again", false)))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo("EMAIL_EXISTS"));
        assertThatThrownBy(() -> customers.create(HEDDLE, new Customers.New("none", "None", false)))
                .isInstanceOfSatisfying(
                        Problem.class, p -> assertThat(p.status()).isEqualTo(400));
    }

    @Test
    void letsManyDevicesInAtOnceAndLocksAfterFiveWrongPasswords() {
        customer();
        setPassword(server, token(team.mail(email))).is(200);
        assertThat(atOnce(20, i -> login(server, email, HubTeam.PASSWORD).status()))
                .containsOnly(200);
        for (String address : List.of(email, "nobody-" + email)) {
            List<Integer> wrong =
                    atOnce(20, i -> login(server, address, "wrong").status());
            assertThat(wrong.stream().filter(s -> s == 401)).hasSize(5);
            assertThat(wrong.stream().filter(s -> s == 429)).hasSize(15);
            login(server, address, HubTeam.PASSWORD).refused(429, "RATE_LIMITED");
        }
    }
}
