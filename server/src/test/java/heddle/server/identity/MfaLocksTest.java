package heddle.server.identity;

import static heddle.server.identity.Enrolled.body;
import static heddle.server.identity.Enrolled.complete;
import static heddle.server.identity.Enrolled.later;
import static heddle.server.identity.Enrolled.nextStep;
import static heddle.server.identity.Enrolled.now;
import static heddle.server.identity.Enrolled.recover;
import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import heddle.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Wrong codes are counted, however many come at once and wherever. */
class MfaLocksTest {
    private static final TestServer SERVER = TestServer.shared();

    private final TestTenant tenant = SERVER.tenant();
    private final Api nobody = SERVER.as(null);

    @Test
    void locksAfterFiveFailuresWhateverIsTried() {
        Enrolled enrolled = Enrolled.in(tenant);
        String ticket = enrolled.ticket();
        String bad = enrolled.wrong();
        nobody.post("/v1/auth/mfa/complete", complete(ticket, enrolled.factorId(), bad))
                .refused(401, "MFA_INVALID_CODE");
        nobody.post("/v1/auth/mfa/recover", recover(ticket, "aaaaa-aaaaa")).refused(401, "MFA_INVALID_CODE");
        enrolled.session()
                .post("/v1/auth/mfa/verify", body(enrolled.factorId(), bad))
                .refused(401, "MFA_INVALID_CODE");
        enrolled.challenge(tenant.api(), bad).refused(401, "MFA_INVALID_CODE");
        nobody.post("/v1/auth/mfa/complete", complete(enrolled.ticket(), enrolled.factorId(), bad))
                .refused(401, "MFA_INVALID_CODE");
        String right = enrolled.app().code(now(SERVER));
        Answer locked = nobody.post("/v1/auth/mfa/complete", complete(ticket, enrolled.factorId(), right))
                .refused(423, "MFA_LOCKED");
        assertThat(Integer.parseInt(String.valueOf(locked.header("Retry-After"))))
                .isBetween(840, 900);
        enrolled.challenge(tenant.api(), right).refused(423, "MFA_LOCKED");
        nobody.post("/v1/auth/mfa/recover", recover(ticket, enrolled.recovery().getFirst()))
                .refused(423, "MFA_LOCKED");
        later(Duration.ofMinutes(15));
        nobody.post(
                        "/v1/auth/mfa/complete",
                        complete(
                                enrolled.ticket(),
                                enrolled.factorId(),
                                enrolled.app().code(now(SERVER))))
                .is(200);
    }

    @Test
    void forgetsFailuresAfterASuccess() {
        Enrolled enrolled = Enrolled.in(tenant);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 4; i++) {
                enrolled.challenge(tenant.api(), enrolled.wrong()).refused(401, "MFA_INVALID_CODE");
            }
            enrolled.challenge(tenant.api(), enrolled.app().code(now(SERVER))).is(200);
            nextStep();
        }
    }

    @Test
    void judgesFiveOfTwentyTriesAtOnceAndRemembersItElsewhere() throws Exception {
        String database = TestDatabase.fresh();
        Enrolled enrolled;
        try (TestServer first = TestServer.start(database, java.util.Map.of())) {
            TestTenant there = first.tenant();
            enrolled = Enrolled.of(Person.signUp(there));
            String bad = enrolled.wrong();
            Api key = there.api();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Callable<Integer>> tries = IntStream.range(0, 20)
                        .<Callable<Integer>>mapToObj(
                                i -> () -> enrolled.challenge(key, bad).status())
                        .toList();
                List<Integer> answers = new java.util.ArrayList<>();
                for (Future<Integer> answer : threads.invokeAll(tries)) {
                    answers.add(answer.get());
                }
                assertThat(answers.stream().collect(Collectors.groupingBy(s -> s, Collectors.counting())))
                        .isEqualTo(java.util.Map.of(401, 5L, 423, 15L));
            }
        }
        try (TestServer second = TestServer.start(database, java.util.Map.of())) {
            enrolled.challenge(second.as(enrolled.person().tenant().token()), "000000")
                    .refused(423, "MFA_LOCKED");
        }
    }
}
