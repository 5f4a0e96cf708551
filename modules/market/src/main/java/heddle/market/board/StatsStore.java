package heddle.market.board;

import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.Tx;
import java.time.Instant;

/** All SQL of the market's figures. */
final class StatsStore {
    /** Counts the settled jobs of the hours since, over what was counted of them before. */
    void countHours(Tx tx, Instant since) {
        tx.update("""
                        insert into market.settled_hours (realm, hour, verified, failed, cancelled, volume_cents, paid_cents)
                        select realm, date_trunc('hour', settled_at, 'UTC'),
                            count(*) filter (where status = 'verified'), count(*) filter (where status = 'failed'),
                            count(*) filter (where status = 'cancelled'),
                            coalesce(sum(price_cents) filter (where status = 'verified'), 0),
                            coalesce(sum(price_cents - fee_cents) filter (where status = 'verified'), 0)
                        from market.jobs
                        where realm = :tenant and settled_at >= date_trunc('hour', cast(:since as timestamptz), 'UTC')
                            and sender_id is distinct from receiver_id
                        group by 1, 2
                        on conflict (realm, hour) do update set verified = excluded.verified, failed = excluded.failed,
                            cancelled = excluded.cancelled, volume_cents = excluded.volume_cents,
                            paid_cents = excluded.paid_cents
                        """).bind("since", utc(since)).execute();
    }

    record Sums(
            long verified,
            long failed,
            long cancelled,
            long paid,
            long verifiedDay,
            long volumeDay,
            long paidDay,
            long verifiedWeek,
            long failedWeek) {}

    Sums sums(Tx tx, Instant day, Instant week) {
        return tx.query("""
                        select coalesce(sum(verified), 0) as verified, coalesce(sum(failed), 0) as failed,
                            coalesce(sum(cancelled), 0) as cancelled, coalesce(sum(paid_cents), 0) as paid,
                            coalesce(sum(verified) filter (where hour >= :day), 0) as verified_day,
                            coalesce(sum(volume_cents) filter (where hour >= :day), 0) as volume_day,
                            coalesce(sum(paid_cents) filter (where hour >= :day), 0) as paid_day,
                            coalesce(sum(verified) filter (where hour >= :week), 0) as verified_week,
                            coalesce(sum(failed) filter (where hour >= :week), 0) as failed_week
                        from market.settled_hours where realm = :tenant
                        """)
                .bind("day", utc(day))
                .bind("week", utc(week))
                .map((row, c) -> new Sums(
                        row.getLong("verified"),
                        row.getLong("failed"),
                        row.getLong("cancelled"),
                        row.getLong("paid"),
                        row.getLong("verified_day"),
                        row.getLong("volume_day"),
                        row.getLong("paid_day"),
                        row.getLong("verified_week"),
                        row.getLong("failed_week")))
                .one();
    }

    record Live(long open, long openValue, long inProgress, long activeAgents, long onlineAgents) {}

    Live live(Tx tx, Instant day, Instant online) {
        return tx.query("""
                        select
                            (select count(*) from market.jobs where realm = :tenant and status = 'queued') as open,
                            (select coalesce(sum(price_cents), 0) from market.jobs
                                where realm = :tenant and status = 'queued') as open_value,
                            (select count(*) from market.jobs
                                where realm = :tenant and status in ('accepted', 'submitted')) as in_progress,
                            (select count(distinct agent_id) from market.settled_attempts
                                where realm = :tenant and settled_at >= :day) as active,
                            (select count(*) from market.presence
                                where realm = :tenant and last_seen_at > :online) as online
                        """)
                .bind("day", utc(day))
                .bind("online", utc(online))
                .map((row, c) -> new Live(
                        row.getLong("open"),
                        row.getLong("open_value"),
                        row.getLong("in_progress"),
                        row.getLong("active"),
                        row.getLong("online")))
                .one();
    }

    record Medians(long jobs, long price, long accept, long work) {}

    /** Of the latest verified jobs of a day, at most ten thousand. */
    Medians medians(Tx tx, Instant day) {
        return tx.query("""
                        select count(*) as jobs,
                            coalesce(percentile_disc(0.5) within group (order by price_cents), 0) as price,
                            coalesce(percentile_cont(0.5) within group (
                                order by extract(epoch from accepted_at - queued_at)), 0) as accept,
                            coalesce(percentile_cont(0.5) within group (
                                order by extract(epoch from submitted_at - accepted_at)), 0) as work
                        from (select * from market.jobs
                            where realm = :tenant and settled_at >= :day and status = 'verified'
                                and sender_id is distinct from receiver_id
                            order by settled_at desc limit 10000) j
                        """)
                .bind("day", utc(day))
                .map((row, c) -> new Medians(
                        row.getLong("jobs"),
                        row.getLong("price"),
                        Math.round(row.getDouble("accept")),
                        Math.round(row.getDouble("work"))))
                .one();
    }
}
