package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.contracts.Customers;
import heddle.identity.role.StaffRole;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Permission;
import heddle.kernel.access.Realm;
import heddle.kernel.access.Surface;
import heddle.kernel.http.Route;
import heddle.server.Calls;
import heddle.server.TestServer;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import heddle.testkit.TestDatabase;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every guarded route of the Hub against each role of its staff, its customers, and sessions that have ended. */
class HubAccessTest {
    private static final Set<Permission> PERSONAL = Set.of(Permission.SELF, Permission.SELF_MFA);
    private static final Map<StaffRole, String> EMAILS = new EnumMap<>(StaffRole.class);
    private static final String CUSTOMER = "customer@access.example";
    private static TestServer server = TestServer.shared();
    private static HubTeam team = HubTeam.shared();

    /** A Hub of its own: a call that passes may change it, and its clock is moved. */
    @BeforeAll
    static void setUp() {
        server = TestServer.start(TestDatabase.fresh(), Map.of());
        team = new HubTeam(server);
        for (StaffRole role : StaffRole.values()) {
            EMAILS.put(role, team.member(role.name()).email());
        }
        server.app()
                .customers()
                .create(Caller.system(Realm.CUSTOMER, "the tests"), new Customers.New(CUSTOMER, "Cora Customer", true));
        CustomersTest.setPassword(server, CustomersTest.token(team.mail(CUSTOMER)))
                .is(200);
    }

    @AfterAll
    static void close() {
        server.close();
    }

    static Stream<Route> guarded() {
        // Of the server that all share: this one is not there yet when the routes are asked for.
        return TestServer.shared().app().routes().all().stream()
                .filter(r -> Surface.of(r.path()) == Surface.HUB && r.permission() != Permission.PUBLIC);
    }

    static Stream<Route> forStaff() {
        return guarded().filter(r -> !PERSONAL.contains(r.permission()));
    }

    static Stream<Arguments> forEachRole() {
        return forStaff().flatMap(route -> Arrays.stream(StaffRole.values()).map(role -> Arguments.of(route, role)));
    }

    @Test
    void knowsRoutesToTry() {
        assertThat(forStaff()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("forEachRole")
    void holdsARoleToItsPermissions(Route route, StaffRole role) {
        Answer answer = send(team.signIn(String.valueOf(EMAILS.get(role))).api(), route);
        if (role.permissions().contains(route.permission().accountPermission())) {
            assertThat(answer.status()).as(answer.text()).isNotIn(401, 403);
        } else {
            answer.refused(403, "FORBIDDEN");
        }
    }

    @ParameterizedTest
    @MethodSource("forStaff")
    void refusesACustomer(Route route) {
        Api customer = server.as(CustomersTest.signIn(server, CUSTOMER));
        send(customer, route).refused(403, "FORBIDDEN");
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void refusesThoseOfOtherSurfaces(Route route) {
        send(PlatformPerson.register(server).api(), route).refused(401, "UNAUTHORIZED");
    }

    @Test
    void refusesASessionThatHasExpired() {
        List<Api> sessions =
                List.of(team.signIn(HubTeam.OWNER).api(), server.as(CustomersTest.signIn(server, CUSTOMER)));
        server.operator()
                .post(
                        "/v1/platform/clock",
                        "{\"advance_seconds\":" + Duration.ofDays(31).toSeconds() + "}")
                .is(200);
        for (Api session : sessions) {
            guarded().forEach(route -> send(session, route).refused(401, "UNAUTHORIZED"));
        }
    }

    private static Answer send(Api api, Route route) {
        return Calls.send(api, route, name -> "00000000-0000-7000-8000-000000000000");
    }
}
