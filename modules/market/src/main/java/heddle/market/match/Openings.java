package heddle.market.match;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The queued jobs in memory, in the orders in which they are looked for. A picture only: it may be a moment late, and
 * whoever takes a job asks the database.
 */
public final class Openings {
    private static final int OLDEST = 200;
    private static final int BEST_PER_TAG = 50;
    private static final int MOST_LOOKED_AT = 50_000;
    private static final int BUCKETS = 1 << 16;
    private static final Comparator<Opening> OLDEST_FIRST =
            Comparator.comparing(Opening::created).thenComparing(Opening::jobId);
    private static final Comparator<Opening> DEAREST_FIRST =
            Comparator.comparingInt(Opening::priceCents).reversed().thenComparing(OLDEST_FIRST);

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Opening> byId = new HashMap<>();
    private final Map<String, NavigableSet<Opening>> bySender = new HashMap<>();
    private final Map<String, NavigableSet<Opening>> byTag = new HashMap<>();
    private final Map<String, NavigableSet<Opening>> byPreferred = new HashMap<>();
    private final Queue<String> senders = new ArrayDeque<>();
    private final int[] jobsWithWord = new int[BUCKETS];
    private final Prices prices = new Prices();
    private final Set<String> taken = ConcurrentHashMap.newKeySet();

    /** A job and how well it fits. */
    public record Match(Opening opening, Score score) {}

    /** Puts a job in, in the place of what is known of it. */
    public void add(Opening opening) {
        lock.lock();
        try {
            drop(opening.jobId());
            byId.put(opening.jobId(), opening);
            NavigableSet<Opening> ofSender = bySender.computeIfAbsent(opening.senderId(), s -> {
                senders.add(s);
                return new TreeSet<>(OLDEST_FIRST);
            });
            ofSender.add(opening);
            opening.tags()
                    .forEach(t -> byTag.computeIfAbsent(t, _ -> new TreeSet<>(DEAREST_FIRST))
                            .add(opening));
            String preferred = opening.preferredAgentId();
            if (preferred != null) {
                byPreferred
                        .computeIfAbsent(preferred, _ -> new TreeSet<>(OLDEST_FIRST))
                        .add(opening);
            }
            for (int bucket : opening.words().buckets()) {
                jobsWithWord[bucket]++;
            }
            prices.add(opening);
        } finally {
            lock.unlock();
        }
    }

    public void remove(String jobId) {
        lock.lock();
        try {
            drop(jobId);
        } finally {
            lock.unlock();
        }
    }

    private void drop(String jobId) {
        Opening old = byId.remove(jobId);
        if (old == null) {
            return;
        }
        if (takeOut(bySender, old.senderId(), old)) {
            senders.remove(old.senderId());
        }
        old.tags().forEach(t -> takeOut(byTag, t, old));
        if (old.preferredAgentId() != null) {
            takeOut(byPreferred, old.preferredAgentId(), old);
        }
        for (int bucket : old.words().buckets()) {
            jobsWithWord[bucket]--;
        }
        prices.remove(old);
    }

    /** Whether nothing is left under the name. */
    private static boolean takeOut(Map<String, NavigableSet<Opening>> index, String name, Opening old) {
        NavigableSet<Opening> set = index.get(name);
        if (set == null || !set.remove(old) || !set.isEmpty()) {
            return false;
        }
        index.remove(name);
        return true;
    }

    /**
     * Keeps a job from others of this node while somebody takes it, so that not all who look at once try the same one.
     *
     * @return false where somebody takes it already
     */
    public boolean take(String jobId) {
        return taken.add(jobId);
    }

    /** Whoever took it has it now, or does not want it. */
    public void letGo(String jobId) {
        taken.remove(jobId);
    }

    public Optional<Opening> find(String jobId) {
        lock.lock();
        try {
            return Optional.ofNullable(byId.get(jobId));
        } finally {
            lock.unlock();
        }
    }

    /**
     * The best jobs for an agent, best first: of those that waited longest, a job of each sender in turn, and of the
     * dearest with a tag of the agent's. Jobs that prefer the agent come before all.
     */
    public List<Match> best(Seeker agent, Instant now, int limit) {
        Set<Opening> candidates = new LinkedHashSet<>();
        List<Opening> preferring = new ArrayList<>();
        Score.Scene scene;
        lock.lock();
        try {
            gather(byPreferred.get(agent.agentId()), agent, BEST_PER_TAG, preferring);
            inTurn(agent, candidates);
            for (String tag : agent.wanted().isEmpty() ? agent.capabilities() : agent.wanted()) {
                gather(byTag.get(tag), agent, BEST_PER_TAG, candidates);
            }
            scene = scene(now);
        } finally {
            lock.unlock();
        }
        Comparator<Match> best = Comparator.comparingDouble(
                        (Match m) -> m.score().value())
                .reversed()
                .thenComparing(Match::opening, OLDEST_FIRST);
        List<Match> out = new ArrayList<>();
        preferring.stream().map(o -> new Match(o, Score.of(o, agent, scene))).forEach(out::add);
        candidates.stream()
                .filter(o -> !preferring.contains(o))
                .map(o -> new Match(o, Score.of(o, agent, scene)))
                .sorted(best)
                .limit(limit)
                .forEach(out::add);
        return out;
    }

    /** How well a job fits an agent at this moment. */
    public Score score(Opening opening, Seeker agent, Instant now) {
        lock.lock();
        try {
            return Score.of(opening, agent, scene(now));
        } finally {
            lock.unlock();
        }
    }

    private Score.Scene scene(Instant now) {
        int jobs = Math.max(1, byId.size());
        int[] counts = jobsWithWord;
        double most = Math.log(1.0 + jobs);
        Words.Rarity rarity = bucket -> most == 0 ? 1 : Math.log(1.0 + jobs / (1.0 + counts[bucket])) / most;
        return new Score.Scene(rarity, prices.medianPayout(), prices.dear(), now);
    }

    private void gather(@Nullable NavigableSet<Opening> from, Seeker agent, int limit, Collection<Opening> out) {
        if (from == null) {
            return;
        }
        int taken = 0;
        int looked = 0;
        for (Opening opening : from) {
            if (taken == limit || looked++ == MOST_LOOKED_AT) {
                return;
            }
            if (free(opening, agent)) {
                out.add(opening);
                taken++;
            }
        }
    }

    private boolean free(Opening opening, Seeker agent) {
        return Eligibility.holds(opening, agent) && !taken.contains(opening.jobId());
    }

    /** A job of each sender and round, so that one with ten thousand jobs keeps nobody else waiting. */
    private void inTurn(Seeker agent, Set<Opening> out) {
        List<Iterator<Opening>> rounds = new ArrayList<>();
        for (String sender : senders) {
            NavigableSet<Opening> jobs = bySender.get(sender);
            if (jobs != null && rounds.size() < OLDEST) {
                rounds.add(jobs.iterator());
            }
        }
        String first = senders.poll();
        if (first != null) {
            senders.add(first);
        }
        int looked = 0;
        while (!rounds.isEmpty() && out.size() < OLDEST && looked < MOST_LOOKED_AT) {
            for (var it = rounds.iterator(); it.hasNext(); ) {
                var jobs = it.next();
                if (!jobs.hasNext()) {
                    it.remove();
                    continue;
                }
                Opening next = jobs.next();
                looked++;
                if (out.size() < OLDEST && free(next, agent)) {
                    out.add(next);
                }
            }
        }
    }
}
