package heddle.identity.lock;

import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Counts failed tries in the database, so that a lock holds on every node and outlives a restart. A try is counted
 * before it is judged: of many at once no more than the limit are judged.
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
     * The same for surfaces that know no 423.
     *
     * @throws Problem 429 with Retry-After while the lock is closed
     */
    public void limit(Caller realm, String kind, String subject, int most) {
        long wait = count(realm, kind, subject, most);
        if (wait > 0) {
            throw Problem.tooMany(text(wait), wait);
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
        failures.filter(f -> f.failures() >= most && f.until().isAfter(now)).ifPresent(f -> {
            long wait = Math.max(1, Duration.between(now, f.until()).toSeconds());
            throw Problem.of(423, code, text(wait)).header("Retry-After", Long.toString(wait));
        });
        return failures.isPresent();
    }

    /** Counts a failure; the last one that is allowed closes the lock. */
    public void failed(Caller realm, String kind, String subject, int most) {
        count(realm, kind, subject, most);
    }

    /** Takes back one try that turned out to be no failure, and leaves the others counted. */
    public void giveBack(Caller realm, String kind, String subject) {
        db.apart(realm, tx -> {
            store.giveBack(tx, kind, subject);
            return true;
        });
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
