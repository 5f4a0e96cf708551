package heddle.identity.lock;

import static heddle.kernel.db.Times.utc;
import static heddle.kernel.db.Times.utcOrNull;

import heddle.kernel.db.Times;
import heddle.kernel.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All SQL of locks. */
final class LockStore {
    /** The number of this try, and until when the lock is closed once there are too many. */
    record Count(int failures, Instant until) {}

    Count count(Tx tx, String kind, String subject, int most, Instant now, Duration window, Duration closed) {
        return tx.query("""
                        insert into identity.locks as l (realm, kind, subject, failures, since, locked_until)
                        values (:tenant, :kind, :subject, 1, :now, :first)
                        on conflict (realm, kind, subject) do update set
                            failures = case when l.locked_until <= :now or (l.locked_until is null and l.since < :window)
                                then 1 else l.failures + 1 end,
                            since = case when l.locked_until <= :now or (l.locked_until is null and l.since < :window)
                                then :now else l.since end,
                            locked_until = case
                                when l.locked_until <= :now or (l.locked_until is null and l.since < :window) then :first
                                when l.locked_until is null and l.failures + 1 >= :most then :closed
                                else l.locked_until end
                        returning failures, coalesce(locked_until, :now) as until
                        """)
                .bind("kind", kind)
                .bind("subject", subject)
                .bind("most", most)
                .bind("now", utc(now))
                .bind("first", utcOrNull(first(most, now, closed)))
                .bind("window", utc(now.minus(window)))
                .bind("closed", utc(now.plus(closed)))
                .map((row, c) -> new Count(row.getInt("failures"), Times.instant(row, "until")))
                .one();
    }

    /** The failures on record; {@code until} is now where the lock is open. */
    Optional<Count> find(Tx tx, String kind, String subject, Instant now) {
        return tx.query("""
                        select failures, coalesce(locked_until, :now) as until from identity.locks
                        where realm = :tenant and kind = :kind and subject = :subject
                        """)
                .bind("kind", kind)
                .bind("subject", subject)
                .bind("now", utc(now))
                .map((row, c) -> new Count(row.getInt("failures"), Times.instant(row, "until")))
                .findOne();
    }

    private static @Nullable Instant first(int most, Instant now, Duration closed) {
        return most <= 1 ? now.plus(closed) : null;
    }

    void clear(Tx tx, String kind, String subject) {
        tx.update("delete from identity.locks where realm = :tenant and kind = :kind and subject = :subject")
                .bind("kind", kind)
                .bind("subject", subject)
                .execute();
    }

    /** Forgets failures, but not those that closed the lock. */
    void clearOpen(Tx tx, String kind, String subject, Instant now) {
        tx.update("""
                        delete from identity.locks
                        where realm = :tenant and kind = :kind and subject = :subject
                            and (locked_until is null or locked_until <= :now)
                        """)
                .bind("kind", kind)
                .bind("subject", subject)
                .bind("now", utc(now))
                .execute();
    }

    int deleteOld(Tx systemTx, Instant before) {
        return systemTx.update("""
                        delete from identity.locks where since < :before and (locked_until is null or locked_until < :before)
                        """).bind("before", utc(before)).execute();
    }
}
