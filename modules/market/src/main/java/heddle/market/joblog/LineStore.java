package heddle.market.joblog;

import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.Times;
import heddle.kernel.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All SQL of the lines of jobs. */
final class LineStore {
    private static final int PER_ATTEMPT = 5_000;

    /** Numbers and writes lines of one attempt; what passes the most that an attempt may have is counted and dropped. */
    void append(Tx tx, String jobId, int attempt, List<String> types, List<String> data, Instant now) {
        tx.write(
                """
                        with counted as (
                            insert into market.job_line_counts (realm, job_id, attempt, seq, last_at)
                            values (:tenant, :job, :attempt, :count, :now)
                            on conflict (realm, job_id, attempt)
                            do update set seq = market.job_line_counts.seq + :count, last_at = :now
                            returning attempt, seq
                        )
                        insert into market.job_lines (realm, job_id, attempt, seq, type, data, at)
                        select :tenant, :job, c.attempt, c.seq - cast(:count as int) + n.nth, n.type, cast(n.data as jsonb),
                            cast(:now as timestamptz)
                        from counted c,
                            unnest(cast(:types as text[]), cast(:data as text[])) with ordinality as n (type, data, nth)
                        where c.seq - cast(:count as int) + n.nth <= cast(:most as int) or n.type in ('verdict', 'status', 'end')
                        """,
                Map.of(
                        "job",
                        jobId,
                        "attempt",
                        attempt,
                        "count",
                        types.size(),
                        "types",
                        types,
                        "data",
                        data,
                        "most",
                        PER_ATTEMPT,
                        "now",
                        now));
    }

    List<StoredLine> after(Tx tx, String jobId, Position position, int limit) {
        return tx.query("""
                        select attempt, seq, type, data::text as data, at from market.job_lines
                        where realm = :tenant and job_id = :job and (attempt, seq) > (:attempt, :seq)
                        order by attempt, seq limit :limit
                        """)
                .bind("job", jobId)
                .bind("attempt", position.attempt())
                .bind("seq", position.seq())
                .bind("limit", limit)
                .map((row, c) -> new StoredLine(
                        new Position(row.getInt("attempt"), row.getInt("seq")),
                        row.getString("type"),
                        row.getString("data"),
                        Times.instant(row, "at")))
                .list();
    }

    /** Where the log ends now. */
    Optional<Position> last(Tx tx, String jobId) {
        return tx.query("""
                        select attempt, seq from market.job_lines where realm = :tenant and job_id = :job
                        order by attempt desc, seq desc limit 1
                        """)
                .bind("job", jobId)
                .map((row, c) -> new Position(row.getInt("attempt"), row.getInt("seq")))
                .findOne();
    }

    boolean exists(Tx tx, String jobId, Position position) {
        return tx.query("""
                        select exists (select from market.job_lines
                        where realm = :tenant and job_id = :job and attempt = :attempt and seq = :seq)
                        """)
                .bind("job", jobId)
                .bind("attempt", position.attempt())
                .bind("seq", position.seq())
                .mapTo(Boolean.class)
                .one();
    }

    /** Deletes some of the numbers of attempts whose last line is too old; returns how many went. */
    int forgetCounts(Tx systemTx, Instant before, int limit) {
        return systemTx.update("""
                        delete from market.job_line_counts where last_at < :before and ctid = any(array(
                            select ctid from market.job_line_counts where last_at < :before limit :limit))
                        """)
                .bind("before", utc(before))
                .bind("limit", limit)
                .execute();
    }

    /** Deletes some of what is too old; returns how many lines went. */
    int forget(Tx systemTx, Instant before, int limit) {
        return systemTx.update("""
                        delete from market.job_lines where ctid = any(array(
                            select ctid from market.job_lines where at < :before limit :limit))
                        """)
                .bind("before", utc(before))
                .bind("limit", limit)
                .execute();
    }
}
