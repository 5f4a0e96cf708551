package heddle.server;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.kernel.access.Permission;
import heddle.kernel.access.Scope;
import heddle.kernel.access.Surface;
import heddle.kernel.http.Route;
import heddle.server.identity.PlatformPerson;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every declared route against every kind of caller who must not pass. Generated from the declarations, so a new route is
 * in it on the day it is written.
 */
class AccessTest {
    private static final TestServer SERVER = TestServer.shared();
    private static final TestTenant OWNER = SERVER.tenant();
    private static final TestTenant STRANGER = SERVER.tenant();
    private static final Map<String, String> FOREIGN = foreignIds();
    private static final Map<String, Api> LACKING = new java.util.concurrent.ConcurrentHashMap<>();
    private static final Set<Permission> PERSONAL = Set.of(Permission.SELF, Permission.SELF_MFA, Permission.SIGN_IN);
    private static final Api STRANGE_PERSON = person(STRANGER, false);
    private static final Api NOBODY_SPECIAL = person(SERVER.tenant(), true);
    private static final List<String> PLATFORM_SCOPES = List.of("trigger", "upload", "read", "work", "spend", "payout");
    private static final List<String> MISSING = List.of("ot", "obj", "key", "pol", "view", "exp", "prop");

    static Stream<Route> routes() {
        return SERVER.app().routes().all().stream();
    }

    static Stream<Route> guarded() {
        return routes().filter(r -> r.permission() != Permission.PUBLIC);
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void refusesNobody(Route route) {
        Answer answer = call(SERVER.as(null), route, OWNER.id());
        assertThat(answer.status()).as(answer.text()).isEqualTo(401);
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void refusesAnUnknownToken(Route route) {
        Answer answer = call(SERVER.as("sk_" + "x".repeat(46)), route, OWNER.id());
        assertThat(answer.status()).as(answer.text()).isEqualTo(401);
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void refusesAKeyWithoutThePermission(Route route) {
        Answer answer = call(keyWithout(route.permission()), route, OWNER.id());
        boolean elsewhere = route.permission() == Permission.PLATFORM || Surface.of(route.path()) != Surface.BASE;
        int expected = elsewhere ? 401 : 403;
        assertThat(answer.status()).as(answer.text()).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void showsAStrangerNothingOfAnotherTenant(Route route) {
        if (!route.path().contains("{") || route.permission() == Permission.PLATFORM) {
            return;
        }
        Api stranger = stranger(route);
        Answer foreign = call(stranger, route, OWNER.id());
        assertThat(foreign.status()).as(foreign.text()).isBetween(400, 499);
        assertThat(foreign.text()).doesNotContain(OWNER.id()).doesNotContain("canary");
        if (foreign.status() == 404) {
            Answer missing = Calls.send(stranger, route, AccessTest::missing);
            assertThat(Calls.comparable(missing)).isEqualTo(Calls.comparable(foreign));
        }
    }

    /** An account whose role permits nothing. */
    @ParameterizedTest
    @MethodSource("guarded")
    void refusesAnAccountWithoutThePermission(Route route) {
        if (PERSONAL.contains(route.permission()) || Surface.of(route.path()) != Surface.BASE) {
            return;
        }
        Answer answer = call(NOBODY_SPECIAL, route, OWNER.id());
        int expected = route.permission() == Permission.PLATFORM ? 401 : 403;
        assertThat(answer.status()).as(answer.text()).isEqualTo(expected);
    }

    /** A key of a person of the platform with every scope but the one that is asked. */
    @ParameterizedTest
    @MethodSource("guarded")
    void refusesAPlatformKeyWithoutTheScope(Route route) {
        boolean anyScopeWill = route.permission() == Permission.PLATFORM_MEMBER;
        if (anyScopeWill || Surface.of(route.path()) != Surface.PLATFORM) {
            return;
        }
        Answer answer = call(platformKeyWithout(route.permission()), route, OWNER.id());
        assertThat(answer.status()).as(answer.text()).isEqualTo(403);
    }

    /** What a person does with their own account is tried by a person. */
    private static Api stranger(Route route) {
        return PERSONAL.contains(route.permission()) ? STRANGE_PERSON : STRANGER.api();
    }

    private static Api person(TestTenant tenant, boolean powerless) {
        Answer made = SERVER.as(null)
                .post(
                        "/v1/auth/portal-signup",
                        "{\"tenant_id\":\"%s\",\"email\":\"p%d@example.com\",\"password\":\"correct horse\"}"
                                .formatted(tenant.id(), System.nanoTime()))
                .is(201);
        if (powerless) {
            tenant.api().post("/v1/roles", "{\"name\":\"nothing\"}").is(201);
            tenant.api()
                    .patch("/v1/users/" + made.data().at("/user/id").stringValue(), "{\"role\":\"nothing\"}")
                    .is(200);
        }
        return SERVER.as(made.data().path("access_token").stringValue());
    }

    private static Api keyWithout(Permission permission) {
        Scope needed = permission.scope();
        String[] others = Arrays.stream(Scope.values())
                .filter(s -> s != Scope.ALL && s != needed)
                .map(Scope::word)
                .toArray(String[]::new);
        return LACKING.computeIfAbsent(String.join(",", others), k -> OWNER.key(others));
    }

    private static Api platformKeyWithout(Permission permission) {
        String[] others = PLATFORM_SCOPES.stream()
                .filter(s -> !permission.accountPermission().equals("platform:" + s))
                .toArray(String[]::new);
        return LACKING.computeIfAbsent(
                "platform " + String.join(",", others),
                k -> SERVER.as(PlatformPerson.register(SERVER).key(others)));
    }

    private static Answer call(Api api, Route route, String tenantId) {
        return Calls.send(
                api, route, name -> FOREIGN.getOrDefault(name, "tenant_id".equals(name) ? tenantId : "unknown"));
    }

    private static String missing(String name) {
        String prefix = switch (name) {
            case "object_type_id", "from_type", "to_type", "type" -> MISSING.get(0);
            case "object_id", "from_id", "to_id", "id" -> MISSING.get(1);
            case "key_id" -> MISSING.get(2);
            case "policy_id" -> MISSING.get(3);
            case "view_id" -> MISSING.get(4);
            case "export_id" -> MISSING.get(5);
            default -> MISSING.get(6);
        };
        return prefix + "_00000000000000000000000000";
    }

    /** Ids of one tenant's real things, which another tenant then tries. */
    private static Map<String, String> foreignIds() {
        String type =
                OWNER.type("{\"name\":\"canary\",\"properties\":[{\"name\":\"secret\",\"data_type\":\"string\"}]}");
        String object = OWNER.object("canary", "{\"secret\":\"canary\"}");
        String property = OWNER.api()
                .get("/v1/object-types/" + type + "/properties")
                .data()
                .path(0)
                .path("id")
                .stringValue();
        String user = OWNER.api()
                .post("/v1/users", "{\"email\":\"canary@example.com\"}")
                .is(201)
                .id();
        String role =
                OWNER.api().post("/v1/roles", "{\"name\":\"canary\"}").is(201).id();
        String key = OWNER.api().get("/v1/keys").data().path(0).path("id").stringValue();
        return Map.ofEntries(
                Map.entry("object_type_id", type),
                Map.entry("from_type", type),
                Map.entry("to_type", type),
                Map.entry("type", type),
                Map.entry("object_id", object),
                Map.entry("from_id", object),
                Map.entry("to_id", object),
                Map.entry("id", object),
                Map.entry("association_type", "knows"),
                Map.entry("version", "1"),
                Map.entry("property_id", property),
                Map.entry("user_id", user),
                Map.entry("role_id", role),
                Map.entry("key_id", key));
    }
}
