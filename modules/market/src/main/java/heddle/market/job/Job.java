package heddle.market.job;

import heddle.kernel.problem.Problem;
import heddle.market.job.Step.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A paid job: data, and every way from one status to the next. Nothing here reads a clock or a database.
 *
 * @param senderId the account that pays
 * @param brief what is asked, frozen when posted
 * @param terms what is paid, frozen when posted
 * @param attempts how often it was accepted
 * @param presentedTo agents that were shown it, the first ones first; each is shown it once
 * @param cancelAsked the sender wants it ended at the next failure
 * @param reason why it was cancelled or failed
 */
public record Job(
        String id,
        String senderId,
        Brief brief,
        Terms terms,
        Stage stage,
        int attempts,
        List<String> presentedTo,
        boolean cancelAsked,
        @Nullable String reason,
        Times times,
        long version) {

    public Job {
        presentedTo = List.copyOf(presentedTo);
    }

    static final Duration HOLD = Duration.ofSeconds(30);
    static final Duration UNPAID = Duration.ofHours(24);
    static final Duration UNCLAIMED = Duration.ofDays(7);
    /** A verification that has not reported by then is looked for again. */
    static final Duration VERIFICATION = Duration.ofMinutes(2);

    /**
     * @param hold the agent that looks at it, while HELD
     * @param work the agent that does it, while ACCEPTED or SUBMITTED, and who did it once VERIFIED
     * @param due when its timer rings; null once nothing happens any more
     */
    public record Stage(
            Status status,
            @Nullable Hold hold,
            @Nullable Work work,
            @Nullable Instant due) {}

    /** @param maxAttempts 1 to 3 */
    public record Terms(int priceCents, int feeCents, int timeLimitSeconds, int maxAttempts) {
        public int payoutCents() {
            return priceCents - feeCents;
        }
    }

    public record Hold(String agentId, String ownerId, Instant expires) {}

    /** @param attemptId {@code att_...}; whoever writes with an older one is too late */
    public record Work(String attemptId, String agentId, String ownerId, Instant accepted, Instant deadline) {}

    public record Times(
            Instant created,
            Instant updated,
            @Nullable Instant paid,
            @Nullable Instant queued,
            @Nullable Instant submitted,
            @Nullable Instant settled) {
        Times at(Instant now) {
            return new Times(created, now, paid, queued, submitted, settled);
        }

        Times queuedAt(Instant now) {
            return new Times(created, now, paid == null ? now : paid, now, submitted, settled);
        }

        Times submittedAt(Instant now) {
            return new Times(created, now, paid, queued, now, settled);
        }

        Times settledAt(Instant now) {
            return new Times(created, now, paid, queued, submitted, now);
        }
    }

    static Job unpaid(String id, String senderId, Brief brief, Terms terms, Instant now) {
        Stage stage = new Stage(Status.PENDING_PAYMENT, null, null, now.plus(UNPAID));
        return new Job(
                id,
                senderId,
                brief,
                terms,
                stage,
                0,
                List.of(),
                false,
                null,
                new Times(now, now, null, null, null, null),
                1);
    }

    public Status status() {
        return stage.status();
    }

    public @Nullable Work work() {
        return stage.work();
    }

    Step pay(Instant now) {
        if (status() != Status.PENDING_PAYMENT) {
            throw wrongState("Only a job that waits for payment can be paid");
        }
        return new Step(queue(now), Money.ESCROW, null);
    }

    /** Ends it at once where nobody works on it, else at the next failure; a job that has ended stays as it is. */
    Step cancel(@Nullable String why, Instant now) {
        return switch (status()) {
            case PENDING_PAYMENT -> Step.to(end(Status.CANCELLED, why == null ? "sender" : why, now));
            case QUEUED, HELD -> new Step(end(Status.CANCELLED, why == null ? "sender" : why, now), Money.REFUND, null);
            case ACCEPTED, SUBMITTED -> Step.to(cancelAsked ? this : askCancel(why, now));
            case VERIFIED, CANCELLED, FAILED -> Step.to(this);
        };
    }

    Step hold(String agentId, String ownerId, Instant now) {
        if (status() != Status.QUEUED) {
            throw taken();
        }
        Instant until = now.plus(HOLD);
        Stage held = new Stage(Status.HELD, new Hold(agentId, ownerId, until), null, until);
        return Step.to(shownTo(agentId).next(held, times.at(now)));
    }

    /** Back to the queue, by the holder's wish. */
    Step reject(String ownerId, Instant now) {
        requireHeldBy(ownerId, now);
        return Step.to(release(now));
    }

    Step accept(String ownerId, String attemptId, Instant now) {
        Hold held = requireHeldBy(ownerId, now);
        return Step.to(begin(attemptId, held.agentId(), ownerId, now));
    }

    Step claim(String agentId, String ownerId, String attemptId, Instant now) {
        return switch (status()) {
            case QUEUED -> Step.to(shownTo(agentId).begin(attemptId, agentId, ownerId, now));
            case HELD, ACCEPTED, SUBMITTED -> throw taken();
            case PENDING_PAYMENT -> throw wrongState("This job is not paid yet");
            case VERIFIED, CANCELLED, FAILED -> throw Problem.notFound();
        };
    }

    /** @param arrived when the request arrived, which is what the deadline is compared with */
    Step submit(String ownerId, @Nullable String attemptId, Instant arrived, Instant now) {
        Work doing = requireWorkOf(ownerId, attemptId);
        if (status() != Status.ACCEPTED) {
            throw wrongState("Only an accepted job can be submitted");
        }
        if (arrived.isAfter(doing.deadline())) {
            throw Problem.badRequest("DEADLINE_PASSED", "The deadline of this job was " + doing.deadline());
        }
        Stage handedIn = new Stage(Status.SUBMITTED, null, doing, now.plus(VERIFICATION));
        return new Step(next(handedIn, times.submittedAt(now)), Money.NONE, Outcome.SUBMITTED);
    }

    Step giveUp(String ownerId, @Nullable String attemptId, Instant now) {
        requireWorkOf(ownerId, attemptId);
        if (status() != Status.ACCEPTED) {
            throw wrongState("Only an accepted job can be given up");
        }
        return afterFailure(Outcome.GAVE_UP, now);
    }

    /** Nothing where the verdict is about an attempt that is no longer the current one. */
    Step verdict(String attemptId, boolean passed, Instant now) {
        if (!judges(attemptId)) {
            return Step.to(this);
        }
        return passed
                ? new Step(end(Status.VERIFIED, null, now), Money.PAYOUT, Outcome.PASSED)
                : afterFailure(Outcome.FAILED_VERIFICATION, now);
    }

    /** Nobody could judge the work: the sender is paid back, and the worker's record is not touched. */
    Step unjudged(String attemptId, Instant now) {
        if (!judges(attemptId)) {
            return Step.to(this);
        }
        return new Step(end(Status.CANCELLED, "verification_unavailable", now), Money.REFUND, Outcome.CANCELLED);
    }

    /** What the timer brings; nothing where it was not due. A submitted job's timer is the verification's affair. */
    Step ring(Instant now) {
        Instant due = stage.due();
        if (due == null || due.isAfter(now)) {
            return Step.to(this);
        }
        return switch (status()) {
            case PENDING_PAYMENT -> Step.to(end(Status.CANCELLED, "payment_expired", now));
            case QUEUED -> new Step(end(Status.CANCELLED, "unclaimed", now), Money.REFUND, null);
            case HELD -> Step.to(release(now));
            case ACCEPTED -> afterFailure(Outcome.TIMED_OUT, now);
            case SUBMITTED, VERIFIED, CANCELLED, FAILED -> Step.to(this);
        };
    }

    private boolean judges(String attemptId) {
        Work done = work();
        return status() == Status.SUBMITTED && done != null && done.attemptId().equals(attemptId);
    }

    private Step afterFailure(Outcome how, Instant now) {
        if (cancelAsked) {
            return new Step(end(Status.CANCELLED, reason == null ? "sender" : reason, now), Money.REFUND, how);
        }
        if (attempts >= terms.maxAttempts()) {
            return new Step(end(Status.FAILED, how.word(), now), Money.REFUND, how);
        }
        return new Step(queue(now), Money.NONE, how);
    }

    private Hold requireHeldBy(String ownerId, Instant now) {
        Hold held = stage.hold();
        if (status() != Status.HELD || held == null) {
            throw wrongState("This job is not held; pull one first");
        }
        if (!held.ownerId().equals(ownerId)) {
            throw Problem.forbidden("FORBIDDEN", "Another agent holds this job");
        }
        if (!now.isBefore(held.expires())) {
            throw Problem.badRequest("HOLD_EXPIRED", "The hold ended; pull again");
        }
        return held;
    }

    private Work requireWorkOf(String ownerId, @Nullable String attemptId) {
        Work doing = work();
        if (doing == null || (status() != Status.ACCEPTED && status() != Status.SUBMITTED)) {
            throw wrongState("Nobody works on this job");
        }
        if (!doing.ownerId().equals(ownerId)) {
            throw Problem.forbidden("FORBIDDEN", "Another agent works on this job");
        }
        if (attemptId != null && !attemptId.equals(doing.attemptId())) {
            throw Problem.conflict("STALE_ATTEMPT", "This attempt has ended; the job goes on in another one");
        }
        return doing;
    }

    private Job queue(Instant now) {
        return next(new Stage(Status.QUEUED, null, null, now.plus(UNCLAIMED)), times.queuedAt(now));
    }

    /** A hold that led to nothing does not lengthen the time in the queue. */
    private Job release(Instant now) {
        Instant since = times.queued() == null ? now : times.queued();
        return next(new Stage(Status.QUEUED, null, null, since.plus(UNCLAIMED)), times.at(now));
    }

    private Job begin(String attemptId, String agentId, String ownerId, Instant now) {
        Instant deadline = now.plusSeconds(terms.timeLimitSeconds());
        Work begun = new Work(attemptId, agentId, ownerId, now, deadline);
        Stage accepted = new Stage(Status.ACCEPTED, null, begun, deadline);
        return with(accepted, attempts + 1, cancelAsked, reason, times.at(now));
    }

    private Job askCancel(@Nullable String why, Instant now) {
        return with(stage, attempts, true, why, times.at(now));
    }

    private Job end(Status last, @Nullable String why, Instant now) {
        Stage ended = new Stage(last, null, last == Status.VERIFIED ? work() : null, null);
        return with(ended, attempts, cancelAsked, why, times.settledAt(now));
    }

    private Job next(Stage stage, Times at) {
        return with(stage, attempts, cancelAsked, reason, at);
    }

    private Job with(Stage then, int made, boolean cancel, @Nullable String why, Times at) {
        return new Job(id, senderId, brief, terms, then, made, presentedTo, cancel, why, at, version + 1);
    }

    private Job shownTo(String agentId) {
        if (presentedTo.contains(agentId)) {
            return this;
        }
        List<String> more = new ArrayList<>(presentedTo);
        more.add(agentId);
        return new Job(id, senderId, brief, terms, stage, attempts, more, cancelAsked, reason, times, version);
    }

    private Problem wrongState(String hint) {
        return Problem.badRequest("INVALID_STATE", "The job is " + status().word() + ". " + hint);
    }

    private static Problem taken() {
        return Problem.conflict("JOB_TAKEN", "Another agent was faster; pull or choose another job");
    }
}
