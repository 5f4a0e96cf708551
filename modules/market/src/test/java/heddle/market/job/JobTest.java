package heddle.market.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heddle.kernel.problem.Problem;
import heddle.market.job.Step.Money;
import heddle.market.verify.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way from one status to the next, and those that do not exist. */
class JobTest {
    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
    private static final String SENDER = "usr_sender";
    private static final String WORKER = "usr_worker";
    private static final String AGENT = "agent_1";

    private static Job unpaid() {
        Brief brief = new Brief(
                "Title",
                "Prompt",
                null,
                null,
                List.of(),
                false,
                List.of(),
                new Plan(List.of(), List.of(), 0.7),
                "hash",
                null,
                List.of(),
                List.of());
        return Job.unpaid("job_1", SENDER, brief, new Job.Terms(500, Fees.of(500), 600, 3), NOON);
    }

    private static Job queued() {
        return unpaid().pay(NOON).job();
    }

    private static Job held() {
        return queued().hold(AGENT, WORKER, NOON).job();
    }

    private static Job accepted() {
        return held().accept(WORKER, "att_1", NOON).job();
    }

    private static Job submitted() {
        return accepted().submit(WORKER, "att_1", NOON, NOON).job();
    }

    private static void assertRefused(Supplier<?> command, int status, String code) {
        assertThatThrownBy(command::get).isInstanceOfSatisfying(Problem.class, p -> {
            assertThat(p.status()).isEqualTo(status);
            assertThat(p.code()).isEqualTo(code);
        });
    }

    @ParameterizedTest
    @CsvSource({"100, 30", "101, 31", "104, 34", "105, 34", "500, 350", "1000, 750", "5000, 3950", "100000, 79950"})
    void theWorkerGetsThePriceLessAFifthAndFiftyCents(int price, int payout) {
        assertThat(Fees.payout(price)).isEqualTo(payout);
        assertThat(Fees.of(price) + Fees.payout(price)).isEqualTo(price);
    }

    @Test
    void payingMovesThePriceIntoEscrowOnce() {
        Step paid = unpaid().pay(NOON);
        assertThat(paid.job().status()).isEqualTo(Status.QUEUED);
        assertThat(paid.money()).isEqualTo(Money.ESCROW);
        assertRefused(() -> paid.job().pay(NOON), 400, "INVALID_STATE");
    }

    @Test
    void aPassPaysTheWorker() {
        Step passed = submitted().verdict("att_1", true, NOON);
        assertThat(passed.job().status()).isEqualTo(Status.VERIFIED);
        assertThat(passed.money()).isEqualTo(Money.PAYOUT);
        assertThat(passed.ended()).isEqualTo(Outcome.PASSED);
        assertThat(passed.job().stage().due()).isNull();
    }

    @Test
    void aFailureGoesBackToTheQueueUntilTheThird() {
        Job job = submitted();
        for (int attempt = 1; attempt <= 3; attempt++) {
            assertThat(job.attempts()).isEqualTo(attempt);
            Step failed = job.verdict("att_" + attempt, false, NOON);
            assertThat(failed.ended()).isEqualTo(Outcome.FAILED_VERIFICATION);
            if (attempt == 3) {
                assertThat(failed.job().status()).isEqualTo(Status.FAILED);
                assertThat(failed.money()).isEqualTo(Money.REFUND);
                return;
            }
            assertThat(failed.job().status()).isEqualTo(Status.QUEUED);
            assertThat(failed.money()).isEqualTo(Money.NONE);
            String next = "att_" + (attempt + 1);
            job = failed.job()
                    .claim(AGENT, WORKER, next, NOON)
                    .job()
                    .submit(WORKER, next, NOON, NOON)
                    .job();
        }
    }

    @Test
    void aVerdictOfAnotherAttemptMovesNothing() {
        Job job = submitted();
        assertThat(job.verdict("att_0", true, NOON).moves(job)).isFalse();
        Job done = job.verdict("att_1", true, NOON).job();
        assertThat(done.verdict("att_1", false, NOON).moves(done)).isFalse();
        assertThat(done.unjudged("att_1", NOON).moves(done)).isFalse();
    }

    @Test
    void cancellingBeforeWorkRefundsAtOnce() {
        assertThat(unpaid().cancel(null, NOON).money()).isEqualTo(Money.NONE);
        assertThat(queued().cancel(null, NOON).money()).isEqualTo(Money.REFUND);
        assertThat(held().cancel(null, NOON).job().status()).isEqualTo(Status.CANCELLED);
    }

    @Test
    void cancellingDuringWorkWaitsForTheNextFailureAndAPassStillPays() {
        Job asked = accepted().cancel("too slow", NOON).job();
        assertThat(asked.status()).isEqualTo(Status.ACCEPTED);
        assertThat(asked.cancelAsked()).isTrue();
        assertThat(asked.cancel(null, NOON).moves(asked)).isFalse();

        Step gaveUp = asked.giveUp(WORKER, null, NOON);
        assertThat(gaveUp.job().status()).isEqualTo(Status.CANCELLED);
        assertThat(gaveUp.money()).isEqualTo(Money.REFUND);

        Step passed = asked.submit(WORKER, null, NOON, NOON).job().verdict("att_1", true, NOON);
        assertThat(passed.money()).isEqualTo(Money.PAYOUT);
    }

    @Test
    void anEndedJobStaysAsItIs() {
        Job done = submitted().verdict("att_1", true, NOON).job();
        assertThat(done.cancel(null, NOON).moves(done)).isFalse();
        assertThat(done.ring(NOON.plus(Duration.ofDays(400))).moves(done)).isFalse();
        assertRefused(() -> done.claim(AGENT, WORKER, "att_2", NOON), 404, "NOT_FOUND");
        assertRefused(() -> done.submit(WORKER, null, NOON, NOON), 400, "INVALID_STATE");
    }

    @Test
    void oneOfTwoTakesAJob() {
        assertRefused(() -> held().hold("agent_2", "usr_2", NOON), 409, "JOB_TAKEN");
        assertRefused(() -> accepted().claim("agent_2", "usr_2", "att_2", NOON), 409, "JOB_TAKEN");
        assertRefused(() -> unpaid().claim(AGENT, WORKER, "att_2", NOON), 400, "INVALID_STATE");
    }

    @Test
    void aHoldBelongsToItsHolderForThirtySeconds() {
        assertRefused(() -> held().accept("usr_other", "att_1", NOON), 403, "FORBIDDEN");
        Instant late = NOON.plusSeconds(30);
        assertRefused(() -> held().accept(WORKER, "att_1", late), 400, "HOLD_EXPIRED");
        assertThat(held().accept(WORKER, "att_1", late.minusMillis(1)).job().status())
                .isEqualTo(Status.ACCEPTED);
        assertThat(held().ring(late).job().status()).isEqualTo(Status.QUEUED);
        assertThat(held().ring(late).job().attempts()).isZero();
        assertRefused(() -> queued().accept(WORKER, "att_1", NOON), 400, "INVALID_STATE");
    }

    @Test
    void theClockOfTheWorkStartsWhenItIsAccepted() {
        assertThat(Objects.requireNonNull(accepted().work()).deadline()).isEqualTo(NOON.plusSeconds(600));
    }

    @Test
    void aSubmitThatArrivedInTimeCountsHoweverLateItIsDone() {
        Instant deadline = NOON.plusSeconds(600);
        assertThat(accepted()
                        .submit(WORKER, null, deadline, deadline.plusSeconds(5))
                        .job()
                        .status())
                .isEqualTo(Status.SUBMITTED);
        assertRefused(
                () -> accepted().submit(WORKER, null, deadline.plusMillis(1), deadline.plusMillis(1)),
                400,
                "DEADLINE_PASSED");
    }

    @Test
    void aWorkerWhoseAttemptMovedOnCannotWrite() {
        assertRefused(() -> accepted().submit(WORKER, "att_0", NOON, NOON), 409, "STALE_ATTEMPT");
        assertRefused(() -> accepted().giveUp(WORKER, "att_0", NOON), 409, "STALE_ATTEMPT");
        assertRefused(() -> accepted().submit("usr_other", null, NOON, NOON), 403, "FORBIDDEN");
        assertRefused(() -> submitted().giveUp(WORKER, null, NOON), 400, "INVALID_STATE");
    }

    @Test
    void timersEndWhatNobodyEnds() {
        assertThat(unpaid().ring(NOON.plus(Duration.ofHours(24))).job().reason())
                .isEqualTo("payment_expired");
        Step unclaimed = queued().ring(NOON.plus(Duration.ofDays(7)));
        assertThat(unclaimed.job().reason()).isEqualTo("unclaimed");
        assertThat(unclaimed.money()).isEqualTo(Money.REFUND);
        Step late = accepted().ring(NOON.plusSeconds(600));
        assertThat(late.ended()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(late.job().status()).isEqualTo(Status.QUEUED);
        assertThat(queued().ring(NOON.plus(Duration.ofDays(6))).moves(queued())).isFalse();
    }

    @Test
    void aHoldThatLapsesDoesNotLengthenTheTimeInTheQueue() {
        Instant later = NOON.plus(Duration.ofDays(6));
        Job back =
                queued().hold(AGENT, WORKER, later).job().reject(WORKER, later).job();
        assertThat(back.stage().due()).isEqualTo(NOON.plus(Duration.ofDays(7)));
    }

    @Test
    void workThatNobodyCanJudgeIsPaidBackWithoutAMark() {
        Step unjudged = submitted().unjudged("att_1", NOON);
        assertThat(unjudged.job().status()).isEqualTo(Status.CANCELLED);
        assertThat(unjudged.money()).isEqualTo(Money.REFUND);
        assertThat(unjudged.ended()).isEqualTo(Outcome.CANCELLED);
    }
}
