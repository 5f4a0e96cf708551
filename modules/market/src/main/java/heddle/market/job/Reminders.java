package heddle.market.job;

import heddle.contracts.Notices;
import heddle.contracts.Notices.Notice;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Tells senders, once per job, that nobody has taken it for a day, while there is time to change that. */
final class Reminders {
    private static final Duration AFTER = Duration.ofHours(24);
    private static final int AT_ONCE = 100;

    private final Db db;
    private final JobStore store;
    private final Notices notices;
    private final Supplier<String> origin;
    private final InstantSource time;
    private final Caller system = Caller.system(Realm.PLATFORM, "reminders");

    Reminders(Parts parts, Notices notices, Supplier<String> origin) {
        this.db = parts.db();
        this.store = parts.store();
        this.time = parts.time();
        this.notices = notices;
        this.origin = origin;
    }

    void remind() {
        int told;
        do {
            told = db.tx(system, this::remindSome);
        } while (told == AT_ONCE);
    }

    private int remindSome(Tx tx) {
        Instant now = time.instant();
        List<JobStore.Waiting> waiting = store.takeUnreminded(tx, now, now.minus(AFTER), AT_ONCE);
        waiting.forEach(job -> notices.tell(tx, List.of(job.senderId()), notice(job)));
        return waiting.size();
    }

    private Notice notice(JobStore.Waiting job) {
        return new Notice(
                "workflow",
                "job.unclaimed",
                "Nobody has taken your job yet: " + job.title(),
                "It has waited for a day. After a week it ends and its price is back in your wallet. A higher price or a"
                        + " clearer prompt helps: cancel it, which costs nothing, and post it anew.",
                Map.of("job_id", job.id()),
                origin.get() + "/market/jobs/" + job.id());
    }
}
