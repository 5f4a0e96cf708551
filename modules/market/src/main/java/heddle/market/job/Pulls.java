package heddle.market.job;

import heddle.contracts.Agents;
import heddle.contracts.Agents.Agent;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.db.Together;
import heddle.kernel.db.Together.Answer;
import heddle.kernel.db.Tx;
import heddle.kernel.problem.Problem;
import heddle.market.job.AbandonmentStore.Abandonments;
import heddle.market.match.Openings;
import heddle.market.match.Openings.Match;
import heddle.market.match.Seeker;
import heddle.market.match.Waiters;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Agents ask for a job that fits them and get one to look at. Those that ask at the same moment are served in one
 * transaction.
 */
final class Pulls {
    private static final int TRIED = 8;
    private static final int IDLE_SECONDS = 5;
    /** A waiting pull looks by itself this often: the picture of another node's jobs may come late. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private record Ask(Caller caller, String account, JobJson.Pull wanted) {}

    /** An agent that asks, on its way to an answer. */
    private static final class Guest {
        private final Caller caller;
        private final Agent agent;
        private final Seeker seeker;
        private @Nullable Iterator<Match> matches;
        private @Nullable Match offered;
        private @Nullable Job held;

        Guest(Caller caller, Agent agent, Seeker seeker) {
            this.caller = caller;
            this.agent = agent;
            this.seeker = seeker;
        }

        /** The next job to try, kept from the others of this node until the transaction ends. */
        Optional<Match> next(Openings openings, Instant now) {
            if (matches == null) {
                matches = openings.best(seeker, now, TRIED).iterator();
            }
            while (matches.hasNext()) {
                Match match = matches.next();
                if (openings.take(match.opening().jobId())) {
                    offered = match;
                    return Optional.of(match);
                }
            }
            return Optional.empty();
        }

        JobJson.@Nullable Matched why() {
            return offered == null
                    ? null
                    : new JobJson.Matched(
                            Math.round(offered.score().value() * 100) / 100.0,
                            offered.score().reasons(offered.opening(), seeker));
        }
    }

    private final Db db;
    private final JobStore store;
    private final WorkerStore workers = new WorkerStore();
    private final AbandonmentStore abandonments = new AbandonmentStore();
    private final Transitions transitions;
    private final JobViews views;
    private final JobQueue queue;
    private final Seekers seekers;
    private final Sides sides;
    private final Agents agents;
    private final InstantSource time;
    private final Together<Ask, Optional<JobJson.Pulled>> together;

    Pulls(Parts parts, Seekers seekers) {
        this.db = parts.db();
        this.store = parts.store();
        this.transitions = parts.transitions();
        this.views = parts.views();
        this.queue = parts.queue();
        this.seekers = seekers;
        this.sides = parts.sides();
        this.agents = parts.agents();
        this.time = parts.time();
        this.together = new Together<>(db, 1, this::serve);
    }

    /** A job for the agent, or none; an agent that looks at one already gets that one again. */
    JobJson.Pulled pull(Caller caller, JobJson.Pull wanted) {
        Ask ask = new Ask(caller, Members.account(caller), wanted);
        int wait = wanted.waitSeconds() == null ? 0 : wanted.waitSeconds();
        Optional<JobJson.Pulled> found = together.ask(caller, ask);
        if (found.isEmpty() && wait > 0) {
            found = await(ask, Duration.ofSeconds(wait));
        }
        return found.orElseGet(() -> new JobJson.Pulled(null, null, null, IDLE_SECONDS));
    }

    private Optional<JobJson.Pulled> await(Ask ask, Duration most) {
        Seeker seeker = db.tx(
                ask.caller(),
                tx -> seekers.of(tx, agents(tx, List.of(ask)).getFirst().get(), ask.wanted()));
        long until = System.nanoTime() + most.toNanos();
        try (Waiters.Waiter waiter = queue.waiters().join(seeker)) {
            while (true) {
                Optional<JobJson.Pulled> found = together.ask(ask.caller(), ask);
                long left = until - System.nanoTime();
                if (found.isPresent() || left <= 0 || Thread.currentThread().isInterrupted()) {
                    return found;
                }
                waiter.await(left < LOOK.toNanos() ? Duration.ofNanos(left) : LOOK);
            }
        }
    }

    private List<Answer<Optional<JobJson.Pulled>>> serve(Tx tx, List<Ask> asks) {
        List<Answer<Agent>> known = agents(tx, asks);
        List<@Nullable Answer<Optional<JobJson.Pulled>>> answers = new ArrayList<>();
        known.forEach(a -> answers.add(a.refusal() == null ? null : Answer.refused(a.refusal())));
        while (answers.contains(null)) {
            // A second ask of one agent is served after its first, and finds what that one got.
            Map<String, Integer> places = new LinkedHashMap<>();
            for (int i = 0; i < asks.size(); i++) {
                if (answers.get(i) == null) {
                    places.putIfAbsent(known.get(i).get().id(), i);
                }
            }
            Map<Integer, Agent> guests = new LinkedHashMap<>();
            places.values().forEach(i -> guests.put(i, known.get(i).get()));
            serve(tx, asks, guests, answers);
        }
        return answers.stream().map(Objects::requireNonNull).toList();
    }

    /** Serves different agents, each by its place in the list of asks. */
    private void serve(
            Tx tx, List<Ask> asks, Map<Integer, Agent> from, List<@Nullable Answer<Optional<JobJson.Pulled>>> answers) {
        Instant now = time.instant();
        List<String> ids = from.values().stream().map(Agent::id).toList();
        Map<String, WorkerStore.Hands> hands = workers.lock(tx, ids);
        Map<String, Sides.Standing> standings = sides.standings(tx, ids);
        Map<String, Abandonments> left =
                abandonments.of(tx, from.values().stream().map(Agent::ownerId).toList(), now);
        Map<Integer, Guest> hungry = new LinkedHashMap<>();
        from.forEach((place, agent) -> {
            Sides.Standing standing = standings.getOrDefault(agent.id(), Sides.Standing.NEW);
            Ask ask = asks.get(place);
            Guest guest = new Guest(ask.caller(), agent, seekers.of(agent, standing, ask.wanted()));
            WorkerStore.Hands has = Objects.requireNonNull(hands.get(agent.id()));
            Instant paused = Seekers.pausedUntil(has, left.getOrDefault(agent.ownerId(), Abandonments.NONE));
            try {
                Optional<JobJson.Pulled> at = greet(tx, guest, has, paused, now);
                if (at.isPresent()) {
                    answers.set(place, Answer.of(at));
                } else {
                    hungry.put(place, guest);
                }
            } catch (Problem refusal) {
                answers.set(place, Answer.refused(refusal));
            }
        });
        offer(tx, List.copyOf(hungry.values()), now);
        List<Job> held = hungry.values().stream()
                .map(g -> g.held)
                .filter(Objects::nonNull)
                .toList();
        Map<String, List<Attempt>> made = views.made(tx, held);
        hungry.forEach((place, guest) -> answers.set(
                place, Answer.of(Optional.ofNullable(guest.held).map(job -> pulled(tx, job, guest, made)))));
    }

    /** What can be told without looking for a job; empty where one is to be looked for. */
    private Optional<JobJson.Pulled> greet(Tx tx, Guest guest, WorkerStore.Hands hands, Instant paused, Instant now) {
        Optional<Job> held = hands.held() == 0 ? Optional.empty() : store.heldBy(tx, guest.agent.id());
        boolean lapsed = held.filter(job -> lapsed(job, now)).isPresent();
        if (held.isPresent() && !lapsed) {
            return held.map(job -> pulled(tx, job, guest, views.made(tx, List.of(job))));
        }
        seekers.requireRoom(guest.agent, guest.seeker, lapsed ? hands.active() - 1 : hands.active());
        // The timer would do it a moment later.
        held.flatMap(job -> store.lock(tx, job.id()))
                .ifPresent(
                        job -> transitions.apply(tx, guest.caller, job, job.ring(now), Said.of("hold_expired"), now));
        return paused.isAfter(now)
                ? Optional.of(new JobJson.Pulled(
                        null, null, null, (int) Duration.between(now, paused).toSeconds() + 1))
                : Optional.empty();
    }

    private static boolean lapsed(Job job, Instant now) {
        Job.Hold hold = job.stage().hold();
        return hold != null && !now.isBefore(hold.expires());
    }

    /** To each the best open job that nobody else takes at this moment. */
    private void offer(Tx tx, List<Guest> hungry, Instant now) {
        List<TakenStep> steps = new ArrayList<>();
        List<Guest> left = hungry;
        while (!left.isEmpty()) {
            Map<String, Guest> trying = new HashMap<>();
            left.forEach(guest -> guest.next(queue.openings(), now)
                    .ifPresent(match -> trying.put(match.opening().jobId(), guest)));
            if (trying.isEmpty()) {
                break;
            }
            trying.keySet().forEach(id -> db.whenEnded(_ -> queue.openings().letGo(id)));
            // Whoever has one locked may be refused, and then it is still to be had.
            Map<String, Job> free = store.lockFree(tx, trying.keySet());
            free.forEach((id, job) ->
                    hold(Objects.requireNonNull(trying.get(id)), job, now).ifPresent(steps::add));
            left = trying.values().stream().filter(g -> g.held == null).toList();
        }
        transitions.apply(tx, steps, now);
    }

    private Optional<TakenStep> hold(Guest guest, Job job, Instant now) {
        if (job.status() != Status.QUEUED) {
            queue.gone(job.id());
            return Optional.empty();
        }
        Agent agent = guest.agent;
        if (guest.offered != null) {
            guest.offered.opening().shown().add(agent.id());
        }
        if (job.presentedTo().contains(agent.id())) {
            return Optional.empty();
        }
        TakenStep step = new TakenStep(guest.caller, job, job.hold(agent.id(), agent.ownerId(), now), Said.NOTHING);
        guest.held = step.after();
        return Optional.of(step);
    }

    private JobJson.Pulled pulled(Tx tx, Job job, Guest guest, Map<String, List<Attempt>> made) {
        Job.Hold hold = job.stage().hold();
        return new JobJson.Pulled(
                views.of(tx, job, guest.agent.ownerId(), JobViews.Side.HOLDER, made),
                hold == null ? null : hold.expires(),
                guest.why(),
                0);
    }

    /** The agent that each ask is for: one of the account's own, or its default agent. */
    private List<Answer<Agent>> agents(Tx tx, List<Ask> asks) {
        List<String> named = asks.stream()
                .map(a -> a.wanted().agent())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        List<String> unnamed = asks.stream()
                .filter(a -> a.wanted().agent() == null)
                .map(Ask::account)
                .distinct()
                .toList();
        Map<String, Agent> byId = named.isEmpty()
                ? Map.of()
                : agents.findAll(tx, named).stream().collect(Collectors.toMap(Agent::id, Function.identity()));
        Map<String, Agent> byAccount = new HashMap<>();
        if (!unnamed.isEmpty()) {
            agents.ofAccounts(tx, unnamed).forEach(a -> byAccount.put(a.ownerId(), a));
        }
        return asks.stream().map(a -> agent(a, byId, byAccount)).toList();
    }

    private static Answer<Agent> agent(Ask ask, Map<String, Agent> byId, Map<String, Agent> byAccount) {
        String id = ask.wanted().agent();
        Agent agent = id == null ? byAccount.get(ask.account()) : byId.get(id);
        return agent == null || !agent.ownerId().equals(ask.account())
                ? Answer.refused(Problem.notFound())
                : Answer.of(agent);
    }
}
