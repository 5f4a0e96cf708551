package heddle.kernel.event;

import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.work.WorkRunner;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the event log in a table per month: made ahead, and dropped whole when they are too old. A fact of a month that
 * has no table yet (the clock was moved) waits in the default table and moves when its month's is made.
 */
public final class EventPartitions {
    private static final Logger LOG = LoggerFactory.getLogger(EventPartitions.class);
    private static final Duration PAUSE = Duration.ofHours(6);
    private static final int MONTHS_AHEAD = 2;
    private static final Pattern NAME = Pattern.compile("events_([0-9]{4})_([0-9]{2})");

    private final Db db;
    private final InstantSource time;
    private final Supplier<Duration> kept;

    /**
     * @param kept how long the tenant that keeps its facts longest keeps them
     */
    public EventPartitions(Db db, InstantSource time, Supplier<Duration> kept) {
        this.kept = kept;
        this.db = db;
        this.time = time;
    }

    public void chores(WorkRunner work) {
        work.every("kernel.event_partitions", PAUSE, this::keep);
    }

    /** Makes the tables of this month and the next ones, and drops those that are past their time. */
    public void keep() {
        Instant now = time.instant();
        YearMonth month = YearMonth.from(now.atOffset(ZoneOffset.UTC));
        for (int ahead = 0; ahead <= MONTHS_AHEAD; ahead++) {
            make(month.plusMonths(ahead));
        }
        drop(now.minus(kept.get()));
    }

    private void make(YearMonth month) {
        if (months().contains(month)) {
            return;
        }
        String table = table(month);
        String from = month.atDay(1) + " 00:00+00";
        String to = month.plusMonths(1).atDay(1) + " 00:00+00";
        db.systemTx("the event log belongs to all tenants", tx -> {
            allowPruning(tx);
            tx.define("lock table kernel.events_default in access exclusive mode");
            tx.define("create table " + table + " (like kernel.events including defaults)");
            int moved = tx.update(
                            "with moved as (delete from kernel.events_default where at >= cast(:from as timestamptz)"
                                    + " and at < cast(:to as timestamptz) returning *) insert into " + table
                                    + " select * from moved")
                    .bind("from", from)
                    .bind("to", to)
                    .execute();
            tx.define("alter table kernel.events attach partition " + table + " for values from ('" + from + "') to ('"
                    + to + "')");
            LOG.info("Made {} and moved {} events into it", table, moved);
            return moved;
        });
    }

    private void drop(Instant before) {
        YearMonth oldest = YearMonth.from(before.atOffset(ZoneOffset.UTC));
        months().stream()
                .filter(m -> m.isBefore(oldest))
                .forEach(m -> db.systemTx("the event log belongs to all tenants", tx -> {
                    limitWaiting(tx);
                    tx.define("drop table " + table(m));
                    LOG.info("Dropped {}", table(m));
                    return m;
                }));
        db.systemTx("the event log belongs to all tenants", tx -> {
            allowPruning(tx);
            return tx.update("delete from kernel.events_default where at < cast(:before as timestamptz)")
                    .bind("before", before.toString())
                    .execute();
        });
    }

    private List<YearMonth> months() {
        return db.systemTx(
                "the event log belongs to all tenants",
                tx -> tx
                        .query(
                                "select inhrelid::regclass::text from pg_inherits where inhparent = 'kernel.events'::regclass")
                        .mapTo(String.class)
                        .stream()
                        .map(NAME::matcher)
                        .filter(Matcher::find)
                        .map(m -> YearMonth.of(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2))))
                        .toList());
    }

    /** Nobody waits long for housekeeping: what cannot be locked now is tried again later. */
    private static void limitWaiting(Tx tx) {
        tx.define("set local lock_timeout = '3s'");
    }

    private static void allowPruning(Tx tx) {
        limitWaiting(tx);
        tx.define("set local heddle.pruning = 'on'");
    }

    private static String table(YearMonth month) {
        return "kernel.events_%04d_%02d".formatted(month.getYear(), month.getMonthValue());
    }
}
