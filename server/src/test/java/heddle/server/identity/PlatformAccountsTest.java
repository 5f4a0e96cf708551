package heddle.server.identity;

import static heddle.server.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import heddle.testkit.TestDatabase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlatformAccountsTest {
    private static final TestServer SERVER = TestServer.shared();
    private final Api nobody = SERVER.as(null);

    @Test
    void registersAndTellsWhoIsThere() {
        String email = PlatformPerson.freshEmail();
        Answer answer = nobody.post(
                        "/api/auth/register",
                        "{\"email\":\" %s \",\"password\":\"securepassword123\",\"name\":\"John Doe\"}"
                                .formatted(email.toUpperCase(java.util.Locale.ROOT)))
                .is(201);
        assertThat(answer.json().path("expires_in").asInt()).isEqualTo(900);
        assertThat(answer.json().path("user").path("email").stringValue()).isEqualTo(email);
        assertThat(answer.json().path("user").path("tier").stringValue()).isEqualTo("free");
        Answer me = SERVER.as(answer.json().path("access_token").stringValue())
                .get("/api/auth/me")
                .is(200);
        assertThat(me.json().path("name").stringValue()).isEqualTo("John Doe");
        assertThat(me.json().path("preferences").isObject()).isTrue();
        assertThat(nobody.get("/api/auth/status").json().path("has_users").asBoolean())
                .isTrue();
    }

    @Test
    void namesEveryFaultOfARegistration() {
        Answer refused = nobody.post("/api/auth/register", "{\"email\":\"no address\",\"password\":\"short\"}")
                .is(400);
        assertThat(refused.json().path("code").stringValue()).isEqualTo("VALIDATION_ERROR");
        assertThat(refused.json()
                        .path("details")
                        .path("fields")
                        .propertyStream()
                        .map(Map.Entry::getKey))
                .containsExactlyInAnyOrder("email", "password");
    }

    @Test
    void takesAnAddressOnce() {
        String email = PlatformPerson.freshEmail();
        List<Integer> statuses =
                atOnce(4, i -> PlatformPerson.register(SERVER, email).status());
        assertThat(statuses).containsExactlyInAnyOrder(201, 409, 409, 409);
    }

    @Test
    void makesExactlyOneOfManyFirstAccountsAdmin() {
        try (TestServer fresh = TestServer.start(TestDatabase.fresh(), Map.of())) {
            assertThat(fresh.as(null)
                            .get("/api/auth/status")
                            .json()
                            .path("has_users")
                            .asBoolean())
                    .isFalse();
            List<String> roles = atOnce(
                    8,
                    i -> PlatformPerson.register(fresh, "first" + i + "@platform.example")
                            .is(201)
                            .json()
                            .path("user")
                            .path("role")
                            .stringValue());
            assertThat(roles.stream().filter("admin"::equals)).hasSize(1);
        }
    }

    @Test
    void makesOnlyTheNamedAddressAdmin() {
        String database = TestDatabase.fresh();
        Map<String, String> named = Map.of(
                "HEDDLE_ADMIN_EMAIL", "Boss@Platform.example", "HEDDLE_ADMIN_PASSWORD", "a password of the boss");
        try (TestServer first = TestServer.start(database, named);
                TestServer again = TestServer.start(database, named)) {
            assertThat(roleOf(PlatformPerson.register(first, "early@platform.example")))
                    .isEqualTo("user");
            assertThat(roleOf(again.as(null)
                            .post(
                                    "/api/auth/login",
                                    "{\"email\":\"boss@platform.example\",\"password\":\"a password of the boss\"}")
                            .is(200)))
                    .isEqualTo("admin");
        }
    }

    private static String roleOf(Answer session) {
        return session.json().path("user").path("role").stringValue();
    }

    @Test
    void refusesAnUnknownAddressAndAWrongPasswordAlike() {
        PlatformPerson person = PlatformPerson.register(SERVER);
        Answer wrong = login(person.email(), "not the password").is(401);
        Answer unknown = login(PlatformPerson.freshEmail(), "not the password").is(401);
        assertThat(unknown.json()).isEqualTo(wrong.json());
        assertThat(login("no address at all", "not the password").is(401).json())
                .isEqualTo(wrong.json());
        assertThat(unknown.json().path("code").stringValue()).isEqualTo("UNAUTHORIZED");
    }

    @Test
    void locksAKnownAndAnUnknownAddressAlike() {
        PlatformPerson person = PlatformPerson.register(SERVER);
        for (String email : List.of(person.email(), PlatformPerson.freshEmail())) {
            for (int i = 0; i < 5; i++) {
                login(email, "wrong").is(401);
            }
            Answer locked = login(email, PlatformPerson.PASSWORD).is(429);
            assertThat(locked.json().path("code").stringValue()).isEqualTo("RATE_LIMIT");
            assertThat(locked.json().path("details").path("retry_after").asInt())
                    .isBetween(1, 900);
        }
    }

    @Test
    void judgesNoMoreTriesThanTheLockAllows() {
        PlatformPerson person = PlatformPerson.register(SERVER);
        List<Integer> statuses = atOnce(20, i -> login(person.email(), "wrong").status());
        assertThat(statuses.stream().filter(s -> s == 401)).hasSize(5);
        assertThat(statuses.stream().filter(s -> s == 429)).hasSize(15);
    }

    @Test
    void letsManyDevicesOfOnePersonInAtOnce() {
        PlatformPerson person = PlatformPerson.register(SERVER);
        assertThat(atOnce(
                        20, i -> login(person.email(), PlatformPerson.PASSWORD).status()))
                .containsOnly(200);
    }

    @Test
    void keepsALockOverARestart() {
        String database = TestDatabase.fresh();
        String email = PlatformPerson.freshEmail();
        try (TestServer before = TestServer.start(database, Map.of())) {
            PlatformPerson.register(before, email).is(201);
            for (int i = 0; i < 5; i++) {
                login(before, email, "wrong").is(401);
            }
        }
        try (TestServer after = TestServer.start(database, Map.of())) {
            login(after, email, PlatformPerson.PASSWORD).is(429);
        }
    }

    @Test
    void forgetsFailuresAfterASuccess() {
        PlatformPerson person = PlatformPerson.register(SERVER);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 4; i++) {
                login(person.email(), "wrong").is(401);
            }
            login(person.email(), PlatformPerson.PASSWORD).is(200);
        }
    }

    @Test
    void answersTwinsOfARefreshWithTheSameChild() {
        PlatformPerson person = PlatformPerson.register(SERVER);
        List<String> children = atOnce(
                50,
                i -> refresh(person.refreshToken())
                        .is(200)
                        .json()
                        .path("refresh_token")
                        .stringValue());
        assertThat(children.stream().distinct()).hasSize(1);
        assertThat(children.getFirst()).isNotEqualTo(person.refreshToken());
    }

    @Test
    void endsTheSessionOfATokenThatComesBack() {
        PlatformPerson person = PlatformPerson.register(SERVER);
        String second =
                refresh(person.refreshToken()).json().path("refresh_token").stringValue();
        refresh(second).is(200);
        refresh(person.refreshToken()).is(401);
        refresh(second).is(401);
        person.api().get("/api/auth/me").is(401);
    }

    @Test
    void asksForARefreshToken() {
        nobody.post("/api/auth/refresh", "{}").is(400);
        refresh("rt_unknown").is(401);
    }

    @Test
    void logsOutOneSessionOrAll() {
        PlatformPerson person = PlatformPerson.register(SERVER);
        Answer other = login(person.email(), PlatformPerson.PASSWORD).is(200);
        String otherRefresh = other.json().path("refresh_token").stringValue();
        String body = "{\"refresh_token\":\"%s\"}".formatted(otherRefresh);
        person.api().post("/api/auth/logout", body).is(200);
        person.api().post("/api/auth/logout", body).is(200);
        refresh(otherRefresh).is(401);
        person.api().get("/api/auth/me").is(200);
        person.api().post("/api/auth/logout").is(200);
        person.api().get("/api/auth/me").is(401);
    }

    @Test
    void endsNobodyElsesSession() {
        PlatformPerson person = PlatformPerson.register(SERVER);
        PlatformPerson stranger = PlatformPerson.register(SERVER);
        stranger.api()
                .post("/api/auth/logout", "{\"refresh_token\":\"%s\"}".formatted(person.refreshToken()))
                .is(200);
        person.api().get("/api/auth/me").is(200);
    }

    @Test
    void keepsTheSurfacesApart() {
        PlatformPerson person = PlatformPerson.register(SERVER);
        person.api().get("/v1/auth/sessions").is(401);
        person.api().get("/api/v1/profile").is(401);
        SERVER.tenant().api().get("/api/auth/me").is(401);
    }

    private Answer login(String email, String password) {
        return login(SERVER, email, password);
    }

    private static Answer login(TestServer server, String email, String password) {
        return server.as(null)
                .post("/api/auth/login", "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, password));
    }

    private Answer refresh(String token) {
        return nobody.post("/api/auth/refresh", "{\"refresh_token\":\"%s\"}".formatted(token));
    }
}
