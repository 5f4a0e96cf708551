package heddle.data.quota;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import heddle.contracts.PlanLimits;
import heddle.data.catalog.Catalogs;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.problem.Problem;
import heddle.kernel.work.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * Holds tenants to the number of objects that their plans include, from memory: a write costs an addition. A tenant is
 * counted when its first object comes to this node, again in the background while it writes, and before a refusal.
 */
public final class ObjectQuota {
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration ROOMY = Duration.ofMinutes(1);
    private static final Duration TIGHT = Duration.ofSeconds(10);
    /** A tenant that is full may ask again and again; it is not counted each time. */
    private static final Duration REFUSED = Duration.ofSeconds(1);

    private final Db db;
    private final Catalogs catalogs;
    private final PlanLimits plans;
    private final InstantSource time;
    private final QuotaStore store = new QuotaStore();
    private final Cache<String, Tally> tallies = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterAccess(Duration.ofHours(6))
            .build();

    public ObjectQuota(Db db, Catalogs catalogs, PlanLimits plans, InstantSource time) {
        this.db = db;
        this.catalogs = catalogs;
        this.plans = plans;
        this.time = time;
    }

    /**
     * Writes new objects if the plan has places for them.
     *
     * @param some how many; with 0 it refuses only a tenant that has more than its plan includes
     * @throws Problem 402 QUOTA_EXCEEDED
     */
    public <T> T within(Caller caller, int some, Supplier<T> write) {
        String tenant = caller.tenantId();
        long most = plans.objects(tenant);
        if (most < 0) {
            return write.get();
        }
        Tally tally = take(tenant, some, most);
        T written;
        try {
            written = write.get();
        } catch (RuntimeException e) {
            tally.settle(some, false);
            throw e;
        }
        db.whenEnded(committed -> tally.settle(some, committed));
        return written;
    }

    /**
     * Refuses what would not fit, before any of it is written.
     *
     * @throws Problem 402 QUOTA_EXCEEDED
     */
    public void require(Caller caller, int some) {
        long most = plans.objects(caller.tenantId());
        if (most >= 0) {
            take(caller.tenantId(), some, most).settle(some, false);
        }
    }

    /** Some of a tenant's objects are gone for good, if the transaction around the caller is committed. */
    public void shrank(String tenantId) {
        Tally tally = tallies.getIfPresent(tenantId);
        if (tally != null) {
            db.whenEnded(committed -> tally.shrank());
        }
    }

    private Tally take(String tenant, int some, long most) {
        Tally tally = tallies.get(tenant, id -> new Tally());
        if (!tally.known()) {
            count(tenant, tally, most);
        }
        if (!tally.take(some, most)) {
            Instant now = time.instant();
            if (tally.doubtful(now, REFUSED)) {
                count(tenant, tally, most);
            }
            if (!tally.take(some, most)) {
                throw Problem.of(
                                402,
                                "QUOTA_EXCEEDED",
                                "The plan includes " + most
                                        + " objects, trashed ones too; purge some or take another plan")
                        .with("limit", most)
                        .with("used", tally.used());
            }
        }
        return tally;
    }

    /** Counts in a transaction of its own: what this node has under way is in the tally already. */
    private void count(String tenant, Tally tally, long most) {
        Caller system = Caller.system(tenant, "quota");
        tally.count(time.instant(), () -> db.apart(system, tx -> store.count(tx, catalogs.of(tenant), most + 1)));
    }

    public void chores(Ticker ticker) {
        ticker.every(PAUSE, this::refresh);
    }

    private void refresh() {
        Instant now = time.instant();
        tallies.asMap().forEach((tenant, tally) -> {
            long most = plans.objects(tenant);
            if (most >= 0 && tally.due(now, ROOMY, TIGHT)) {
                count(tenant, tally, most);
            }
        });
    }
}
