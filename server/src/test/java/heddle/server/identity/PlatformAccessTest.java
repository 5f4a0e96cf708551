package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.kernel.access.Permission;
import heddle.kernel.access.Surface;
import heddle.kernel.http.Route;
import heddle.server.Calls;
import heddle.server.TestServer;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every guarded route of the platform against people and keys of the platform who must not pass. */
class PlatformAccessTest {
    private static final TestServer SERVER = TestServer.shared();
    private static final PlatformPerson PERSON = PlatformPerson.register(SERVER);
    private static final PlatformPerson OTHER = PlatformPerson.register(SERVER);
    private static final Set<Permission> PERSONAL = Set.of(Permission.SELF, Permission.SELF_MFA);
    /** What everybody of the platform may by signing in. */
    private static final Set<String> MEMBERS = Set.of(
            "platform:member",
            "platform:trigger",
            "platform:upload",
            "platform:read",
            "platform:work",
            "platform:spend",
            "platform:payout");

    private static final List<String> SCOPES = List.of("trigger", "upload", "read", "work", "spend", "payout");
    private static final Map<String, Api> KEYS = new ConcurrentHashMap<>();
    private static final Map<String, String> OTHERS = Map.of("platform_key_id", keyId(OTHER));
    private static final Api REVOKED = revoked();

    static Stream<Route> guarded() {
        return SERVER.app().routes().all().stream()
                .filter(r -> Surface.of(r.path()) == Surface.PLATFORM && r.permission() != Permission.PUBLIC);
    }

    @Test
    void knowsRoutesToTry() {
        assertThat(guarded()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void refusesAPersonWithoutThePermission(Route route) {
        boolean may = PERSONAL.contains(route.permission())
                || MEMBERS.contains(route.permission().accountPermission());
        if (!may) {
            refused(send(fresh().api(), route), 403);
        }
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void refusesAPersonalKeyWithoutTheScope(Route route) {
        String needed = route.permission().accountPermission();
        if (needed.equals("platform:member")) {
            refusedNot(send(key("read"), route));
            return;
        }
        String lacking = SCOPES.stream()
                .filter(scope -> !needed.equals("platform:" + scope))
                .collect(Collectors.joining(","));
        refused(send(key(lacking), route), 403);
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void refusesARevokedKey(Route route) {
        refused(send(REVOKED, route), 401);
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void showsNothingOfAnotherPerson(Route route) {
        if (!route.path().contains("{")) {
            return;
        }
        Api api = fresh().api();
        Answer foreign = Calls.send(api, route, name -> OTHERS.getOrDefault(name, OTHER.id()));
        assertThat(foreign.status()).as(foreign.text()).isBetween(400, 499);
        assertThat(foreign.text()).doesNotContain(OTHER.email());
        if (foreign.status() == 404) {
            Answer missing = send(api, route);
            assertThat(Calls.comparable(missing)).isEqualTo(Calls.comparable(foreign));
        }
    }

    private static Answer send(Api api, Route route) {
        return Calls.send(api, route, name -> "unknown");
    }

    private static void refused(Answer answer, int status) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    }

    private static void refusedNot(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isNotIn(401, 403);
    }

    /** A person who is in anew: one of the routes signs out, and other tests move the clock. */
    private static PlatformPerson fresh() {
        return PlatformPerson.register(SERVER);
    }

    private static Api key(String scopes) {
        return KEYS.computeIfAbsent(scopes, s -> SERVER.as(fresh().key(s.split(","))));
    }

    private static String keyId(PlatformPerson person) {
        person.key("read");
        return person.api().get("/api/keys").is(200).json().findPath("id").stringValue();
    }

    private static Api revoked() {
        String token = PERSON.key("read");
        String id = PERSON.api().get("/api/keys").is(200).json().findPath("id").stringValue();
        PERSON.api().post("/api/keys/" + id + "/revoke").is(200);
        return SERVER.as(token);
    }
}
