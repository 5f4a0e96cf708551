package heddle.identity.lock;

import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Counts failed tries in the database, so that a lock holds on every node and outlives a restart. Tries of codes, which
 * one person shows one at a time, are counted before they are judged; passwords, which many devices may rightly show at
 * once, when they turned out to be wrong.
 */
public final class Locks {
    private static final Duration WINDOW = Duration.ofMinutes(15);
    private static final Duration CLOSED = Duration.ofMinutes(15);

    private final Db db;
    private final LockStore store = new LockStore();
    private final InstantSource time;

    public Locks(Db db, InstantSource time) {
        this.db = db;
        this.time = time;
    }

    /**
     * Counts a try that is about to be judged.
     *
     * @param realm a caller bound to the realm
     * @param kind of lock, e.g. {@code mfa}
     * @param subject who is protected
     * @param most tries in 15 minutes
     * @param code of the refusal, e.g. {@code MFA_LOCKED}
     * @throws Problem 423 with Retry-After while the lock is closed
     */
    public void attempt(Caller realm, String kind, String subject, int most, String code) {
        long wait = count(realm, kind, subject, most);
        if (wait > 0) {
            throw Problem.of(423, code, text(wait)).header("Retry-After", Long.toString(wait));
        }
    }

    /**
     * Refuses while the lock is closed, without counting: for proofs that many may rightly show at once, whose failures
     * are counted by {@link #failed} afterwards.
     *
     * @return whether failures are on record, which a success should {@link #clear}
     * @throws Problem 423 with Retry-After
     */
    public boolean requireOpen(Caller realm, String kind, String subject, int most, String code) {
        Instant now = time.instant();
        Optional<LockStore.Count> failures = db.apart(realm, tx -> store.find(tx, kind, subject, now));
        long wait = wait(now, failures, most);
        if (wait > 0) {
            throw Problem.of(423, code, text(wait)).header("Retry-After", Long.toString(wait));
        }
        return failures.isPresent();
    }

    /**
     * The same for surfaces that know no 423.
     *
     * @throws Problem 429 with Retry-After while the lock is closed
     */
    public void requireCalm(Caller realm, String kind, String subject, int most) {
        Instant now = time.instant();
        throttle(wait(now, db.apart(realm, tx -> store.find(tx, kind, subject, now)), most));
    }

    /** Counts a failure; the last one that is allowed closes the lock. */
    public void failed(Caller realm, String kind, String subject, int most) {
        count(realm, kind, subject, most);
    }

    /**
     * Counts a failure that was judged while others were, so that the lock may have closed meanwhile: of many guesses at
     * once no more than the limit learn that they were wrong.
     *
     * @throws Problem 429 with Retry-After when more failures than allowed were counted before
     */
    public void failedCalmly(Caller realm, String kind, String subject, int most) {
        throttle(count(realm, kind, subject, most));
    }

    /**
     * Forgets the failures after a success, unless others closed the lock while it was judged: then a guess that was
     * right is refused like the wrong ones, and the lock stays.
     *
     * @throws Problem 429 with Retry-After
     */
    public void passed(Caller realm, String kind, String subject, int most) {
        Instant now = time.instant();
        throttle(wait(
                now,
                db.apart(realm, tx -> {
                    store.clearOpen(tx, kind, subject, now);
                    return store.find(tx, kind, subject, now);
                }),
                most));
    }

    private static long wait(Instant now, Optional<LockStore.Count> failures, int most) {
        return failures.filter(f -> f.failures() >= most && f.until().isAfter(now))
                .map(f -> Math.max(1, Duration.between(now, f.until()).toSeconds()))
                .orElse(0L);
    }

    private static void throttle(long wait) {
        if (wait > 0) {
            throw Problem.tooMany(text(wait), wait);
        }
    }

    /** Seconds until the lock opens; 0 when the try may be judged. */
    private long count(Caller realm, String kind, String subject, int most) {
        Instant now = time.instant();
        LockStore.Count count = db.apart(realm, tx -> store.count(tx, kind, subject, most, now, WINDOW, CLOSED));
        return count.failures() > most
                ? Math.max(1, Duration.between(now, count.until()).toSeconds())
                : 0;
    }

    private static String text(long wait) {
        return "Too many failed tries; try again in " + (wait / 60 + 1) + " minutes";
    }

    /** Forgets the failures after a success. */
    public void clear(Caller realm, String kind, String subject) {
        db.apart(realm, tx -> {
            store.clear(tx, kind, subject);
            return true;
        });
    }

    public void forgetOld() {
        Instant before = time.instant().minus(WINDOW).minus(CLOSED);
        db.systemTx("locks of all realms end", tx -> store.deleteOld(tx, before));
    }
}
