package heddle.market.verify;

import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.id.Ids;
import heddle.kernel.problem.Problem;
import heddle.market.verify.Submissions.Submitted;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Submissions that people decide, and what happens when nobody does. */
final class Reviews {
    static final Duration PATIENCE = Duration.ofDays(3);

    private final Db db;
    private final Ids ids;
    private final InstantSource time;
    private final Submissions submissions;
    private final Receipts receipts;
    private final DeliveredFiles files;
    private final ReviewStore store = new ReviewStore();

    Reviews(Db db, Ids ids, InstantSource time, Submissions submissions, Receipts receipts, DeliveredFiles files) {
        this.db = db;
        this.ids = ids;
        this.time = time;
        this.submissions = submissions;
        this.receipts = receipts;
        this.files = files;
    }

    /** Puts a submission in front of people. */
    void open(Tx tx, Submitted work, Verdict verdict) {
        String cause = verdict.outcome() == Verdict.Outcome.REVIEW ? "judgement" : "unavailable";
        store.insert(
                tx,
                new Review(
                        ids.next("rev"),
                        work.jobId(),
                        work.attempt(),
                        cause,
                        verdict,
                        Review.State.OPEN,
                        time.instant()));
    }

    /** How long people may still take for a submission; null where they were not asked. */
    @Nullable
    Duration left(Submitted work) {
        return db.tx(Verifications.caller(), tx -> store.of(tx, work.jobId(), work.attempt()))
                .map(review ->
                        Duration.between(time.instant(), review.createdAt().plus(PATIENCE)))
                .orElse(null);
    }

    /** Ends what nobody has decided: paid where all that could be checked has passed, else paid back without a mark. */
    void overdue(Submitted work) {
        Caller judge = Verifications.caller();
        db.tx(judge, tx -> {
            Review found = store.of(tx, work.jobId(), work.attempt()).orElseThrow();
            Review review = store.lock(tx, found.id()).orElseThrow();
            if (review.state() != Review.State.OPEN) {
                return false;
            }
            store.close(tx, review.id(), Review.State.OVERDUE, "system", null, null, time.instant());
            if (!review.passesOverdue()) {
                return submissions.abandon(judge, work);
            }
            settle(
                    judge,
                    work,
                    review.verdict()
                            .decided(true, "Nobody decided in time; all that could be checked has passed", "timer"));
            return true;
        });
    }

    /** The submissions that wait, oldest first, with what is needed to decide them. */
    List<ReviewJson.View> list(int limit) {
        List<Review> open = db.tx(Caller.system(Realm.PLATFORM, "reviews"), tx -> store.open(tx, limit));
        return open.stream()
                .map(review ->
                        ReviewJson.of(review, submissions.find(review.jobId()).orElse(null), files, PATIENCE))
                .toList();
    }

    /**
     * Decides.
     *
     * @throws Problem 404 where there is none, 409 where it is decided or the job has moved on
     */
    ReviewJson.Decided decide(Caller person, String id, ReviewJson.Decision decision) {
        return db.tx(person, tx -> {
            Review review = store.lock(tx, id).orElseThrow(Problem::notFound);
            if (review.state() != Review.State.OPEN) {
                throw Problem.conflict("INVALID_STATE", "This submission has been decided already");
            }
            Submitted work = submissions
                    .find(review.jobId())
                    .filter(w -> w.attempt() == review.attempt())
                    .orElseThrow(() -> Problem.conflict("INVALID_STATE", "The job no longer waits for this verdict"));
            Instant now = time.instant();
            store.close(tx, id, Review.State.DECIDED, person.id(), decision.passed(), decision.reasoning(), now);
            settle(person, work, review.verdict().decided(decision.passed(), decision.reasoning(), "person"));
            return new ReviewJson.Decided(id, review.jobId(), review.attempt(), decision.passed(), now);
        });
    }

    private void settle(Caller judge, Submitted work, Verdict verdict) {
        if (!submissions.settle(judge, work, verdict, tx -> {
            receipts.add(tx, work, verdict);
            return List.of();
        })) {
            throw Problem.conflict("INVALID_STATE", "The job no longer waits for this verdict");
        }
    }
}
