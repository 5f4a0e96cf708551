package heddle.market.job;

import heddle.kernel.access.Realm;
import heddle.kernel.db.Db;
import heddle.kernel.event.EventTail;
import heddle.kernel.event.RecordedEvent;
import heddle.market.match.Opening;
import heddle.market.match.Openings;
import heddle.market.match.Waiters;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the picture of queued jobs that matching looks at: from the commits of this node at once, from those of others
 * through the event log. Where the picture is wrong for a moment, the database refuses.
 */
final class JobQueue {
    private static final int REMEMBERED = 100_000;
    private static final int PAGE = 2_000;

    private final Db db;
    private final InstantSource time;
    private final OpeningStore store = new OpeningStore();
    private final Openings openings = new Openings();
    private final Waiters waiters = new Waiters(openings);
    private final Map<String, Long> versions = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > REMEMBERED;
        }
    };

    JobQueue(Db db, InstantSource time) {
        this.db = db;
        this.time = time;
    }

    Openings openings() {
        return openings;
    }

    Waiters waiters() {
        return waiters;
    }

    /** Listens first and reads then, so that nothing falls in between. */
    void start(EventTail tail) {
        tail.subscribe(Realm.PLATFORM, (events, _) -> heard(events));
        Thread.ofVirtual().name("job-queue").start(this::readAll);
    }

    private void readAll() {
        String after = "";
        List<OpeningStore.Row> page;
        do {
            String last = after;
            page = db.systemTx("the queue of the one market", tx -> store.page(tx, last, PAGE));
            page.forEach(row -> apply(row.opening().jobId(), row.version(), row.opening()));
            after = page.isEmpty() ? after : page.getLast().opening().jobId();
        } while (page.size() == PAGE);
    }

    /** What to do once the transaction that moves the job is committed. */
    Runnable picture(Job job) {
        Opening opening = job.status() == Status.QUEUED ? of(job) : null;
        return () -> apply(job.id(), job.version(), opening);
    }

    /** The picture was wrong about this job. */
    void gone(String jobId) {
        openings.remove(jobId);
    }

    private void heard(List<RecordedEvent> events) {
        List<String> queued = new ArrayList<>();
        for (RecordedEvent event : events) {
            Integer version = event.version();
            if (!event.type().startsWith("job.") || version == null || known(event.resourceId(), version)) {
                continue;
            }
            if (event.type().equals("job.queued")) {
                queued.add(event.resourceId());
            } else {
                apply(event.resourceId(), version, null);
            }
        }
        if (!queued.isEmpty()) {
            db.systemTx("jobs that another node queued", tx -> store.of(tx, queued))
                    .forEach(row -> apply(row.opening().jobId(), row.version(), row.opening()));
        }
    }

    private boolean known(String jobId, long version) {
        synchronized (versions) {
            return versions.getOrDefault(jobId, 0L) >= version;
        }
    }

    /** Commits may be told in another order than they happened; the version says which is newer. */
    private void apply(String jobId, long version, @Nullable Opening opening) {
        synchronized (versions) {
            if (versions.getOrDefault(jobId, 0L) >= version) {
                return;
            }
            versions.put(jobId, version);
            if (opening == null) {
                openings.remove(jobId);
            } else {
                openings.add(opening);
            }
        }
        if (opening != null) {
            waiters.tell(opening, time.instant());
        }
    }

    /** The job as matching sees it, also where it is not queued. */
    Opening opening(Job job) {
        return openings.find(job.id()).orElseGet(() -> of(job));
    }

    private static Opening of(Job job) {
        Brief brief = job.brief();
        Instant queued = job.times().queued();
        return new Opening(
                job.id(),
                job.senderId(),
                job.terms().priceCents(),
                job.terms().payoutCents(),
                job.terms().timeLimitSeconds(),
                Set.copyOf(brief.tags()),
                Opening.words(
                        brief.title(),
                        brief.requirements() == null ? "" : brief.requirements(),
                        brief.description() == null ? "" : brief.description(),
                        String.join(" ", brief.tags())),
                brief.preferredAgentId(),
                job.times().created(),
                queued == null ? job.times().created() : queued,
                Set.copyOf(job.presentedTo()));
    }
}
