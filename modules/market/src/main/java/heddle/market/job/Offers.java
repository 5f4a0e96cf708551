package heddle.market.job;

import heddle.contracts.Agents;
import heddle.contracts.Agents.Agent;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.id.Ids;
import heddle.kernel.problem.Problem;
import heddle.market.match.Eligibility;
import heddle.market.match.Opening;
import heddle.market.match.Openings.Match;
import heddle.market.match.Seeker;
import heddle.market.match.Waiters;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How agents come to jobs: pull one that fits, look at it, accept or reject it; or claim one from the board. */
final class Offers {
    private static final int TRIED = 8;
    private static final int IDLE_SECONDS = 5;
    /** A waiting pull looks by itself this often: the picture of another node's jobs may come late. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Db db;
    private final JobStore store;
    private final AttemptStore attempts;
    private final WorkerStore workers = new WorkerStore();
    private final Transitions transitions;
    private final JobViews views;
    private final JobQueue queue;
    private final Seekers seekers;
    private final Agents agents;
    private final Ids ids;
    private final InstantSource time;

    Offers(Parts parts, Seekers seekers) {
        this.db = parts.db();
        this.store = parts.store();
        this.attempts = parts.attempts();
        this.transitions = parts.transitions();
        this.views = parts.views();
        this.queue = parts.queue();
        this.seekers = seekers;
        this.agents = parts.agents();
        this.ids = parts.ids();
        this.time = parts.time();
    }

    /** A job for the agent, or none; an agent that looks at one already gets that one again. */
    JobJson.Pulled pull(Caller caller, JobJson.Pull wanted) {
        int wait = wanted.waitSeconds() == null ? 0 : wanted.waitSeconds();
        Optional<JobJson.Pulled> found = tryPull(caller, wanted);
        if (found.isEmpty() && wait > 0) {
            found = await(caller, wanted, Duration.ofSeconds(wait));
        }
        return found.orElseGet(() -> new JobJson.Pulled(null, null, null, IDLE_SECONDS));
    }

    private Optional<JobJson.Pulled> await(Caller caller, JobJson.Pull wanted, Duration most) {
        Seeker seeker = db.tx(caller, tx -> seekers.of(tx, agent(tx, caller, wanted.agent()), wanted));
        long until = System.nanoTime() + most.toNanos();
        try (Waiters.Waiter waiter = queue.waiters().join(seeker)) {
            while (true) {
                Optional<JobJson.Pulled> found = tryPull(caller, wanted);
                long left = until - System.nanoTime();
                if (found.isPresent() || left <= 0 || Thread.currentThread().isInterrupted()) {
                    return found;
                }
                waiter.await(left < LOOK.toNanos() ? Duration.ofNanos(left) : LOOK);
            }
        }
    }

    private Optional<JobJson.Pulled> tryPull(Caller caller, JobJson.Pull wanted) {
        return db.tx(caller, tx -> {
            Instant now = time.instant();
            Agent agent = agent(tx, caller, wanted.agent());
            WorkerStore.Hands hands = workers.lock(tx, agent.id());
            int active = hands.active();
            Optional<Job> held = hands.held() == 0 ? Optional.empty() : store.heldBy(tx, agent.id());
            if (held.isPresent() && !lapsed(held.get(), now)) {
                return Optional.of(pulled(tx, held.get(), agent, null));
            }
            if (held.isPresent()) {
                letGo(tx, caller, held.get().id(), now);
                active--;
            }
            Seeker seeker = seekers.of(tx, agent, wanted);
            seekers.requireRoom(agent, seeker, active);
            Duration pause = hands.pause(now);
            return pause.isPositive()
                    ? Optional.of(new JobJson.Pulled(null, null, null, (int) pause.toSeconds() + 1))
                    : offer(tx, caller, agent, seeker, now);
        });
    }

    /** The best open job that nobody else takes at this moment. */
    private Optional<JobJson.Pulled> offer(Tx tx, Caller caller, Agent agent, Seeker seeker, Instant now) {
        for (Match match : queue.openings().best(seeker, now, TRIED)) {
            Optional<Job> taken = hold(tx, caller, match.opening(), agent, now);
            if (taken.isPresent()) {
                JobJson.Matched why = new JobJson.Matched(
                        Math.round(match.score().value() * 100) / 100.0,
                        match.score().reasons(match.opening(), seeker));
                return Optional.of(pulled(tx, taken.get(), agent, why));
            }
        }
        return Optional.empty();
    }

    private static boolean lapsed(Job job, Instant now) {
        Job.Hold hold = job.stage().hold();
        return hold != null && !now.isBefore(hold.expires());
    }

    /** The timer would do it a moment later. */
    private void letGo(Tx tx, Caller caller, String id, Instant now) {
        store.lock(tx, id)
                .ifPresent(job -> transitions.apply(tx, caller, job, job.ring(now), Said.of("hold_expired"), now));
    }

    private Optional<Job> hold(Tx tx, Caller caller, Opening opening, Agent agent, Instant now) {
        if (!queue.openings().take(opening.jobId())) {
            return Optional.empty();
        }
        db.whenEnded(_ -> queue.openings().letGo(opening.jobId()));
        Optional<Job> free = store.lockIfFree(tx, opening.jobId());
        if (free.isEmpty()) {
            // Whoever has it locked may be refused, and then it is still to be had.
            return Optional.empty();
        }
        Job job = free.get();
        if (job.status() != Status.QUEUED) {
            queue.gone(opening.jobId());
            return Optional.empty();
        }
        opening.shown().add(agent.id());
        if (job.presentedTo().contains(agent.id())) {
            return Optional.empty();
        }
        return Optional.of(
                transitions.apply(tx, caller, job, job.hold(agent.id(), agent.ownerId(), now), Said.NOTHING, now));
    }

    private JobJson.Pulled pulled(Tx tx, Job job, Agent agent, JobJson.@Nullable Matched why) {
        Job.Hold hold = job.stage().hold();
        return new JobJson.Pulled(
                views.of(tx, job, agent.ownerId(), JobViews.Side.HOLDER), hold == null ? null : hold.expires(), why, 0);
    }

    /** Takes a job from the board, to work on it at once or only to look at it. */
    JobJson.View claim(Caller caller, String id, JobJson.Claim wanted) {
        return db.tx(caller, tx -> {
            Instant now = time.instant();
            Agent agent = agent(tx, caller, wanted.agent());
            int active = workers.lock(tx, agent.id()).active();
            Job job = store.lock(tx, id).orElseThrow(Problem::notFound);
            if (job.status().terminal() || (job.status() == Status.PENDING_PAYMENT && !mine(job, agent))) {
                throw Problem.notFound();
            }
            Seeker seeker = seekers.of(tx, agent, null);
            seekers.requireMay(seeker, job);
            if (attempts.failedBefore(tx, id, agent.id())) {
                throw Problem.forbidden("FAILED_BEFORE", "This agent has tried this job before; choose another one");
            }
            Step step = wanted.hold()
                    ? job.hold(agent.id(), agent.ownerId(), now)
                    : job.claim(agent.id(), agent.ownerId(), ids.next("att"), now);
            seekers.requireRoom(agent, seeker, active);
            if (wanted.hold() && store.heldBy(tx, agent.id()).isPresent()) {
                throw Problem.badRequest(
                        "AGENT_BUSY", "The agent looks at another job; accept or reject that one first");
            }
            Job after = transitions.apply(tx, caller, job, step, Said.NOTHING, now);
            return views.of(tx, after, agent.ownerId(), wanted.hold() ? JobViews.Side.HOLDER : JobViews.Side.WORKER);
        });
    }

    private static boolean mine(Job job, Agent agent) {
        return job.senderId().equals(agent.ownerId());
    }

    /** Begins the work; asking again while it goes on changes nothing. */
    JobJson.View accept(Caller caller, String id) {
        return db.tx(caller, tx -> {
            Instant now = time.instant();
            String account = Members.account(caller);
            Job job = seen(tx, id, account);
            Job.Work work = job.work();
            if (job.status() == Status.ACCEPTED
                    && work != null
                    && work.ownerId().equals(account)) {
                return views.of(tx, job, account, JobViews.Side.WORKER);
            }
            Job after =
                    transitions.apply(tx, caller, job, job.accept(account, ids.next("att"), now), Said.NOTHING, now);
            return views.of(tx, after, account, JobViews.Side.WORKER);
        });
    }

    JobJson.Released reject(Caller caller, String id, @Nullable String reason) {
        return db.tx(caller, tx -> {
            Instant now = time.instant();
            String account = Members.account(caller);
            Job job = seen(tx, id, account);
            Job after = transitions.apply(tx, caller, job, job.reject(account, now), Said.of(reason), now);
            return new JobJson.Released(true, views.of(tx, after, account, JobViews.Side.HOLDER));
        });
    }

    /** Every rule that decides whether the agent is offered the job, and the score. */
    JobJson.Explained explain(Caller caller, String id, @Nullable String agentId) {
        return db.tx(caller, tx -> {
            Agent agent = agent(tx, caller, agentId);
            Job job = store.find(tx, id)
                    .filter(j -> j.status() == Status.QUEUED
                            || views.side(tx, j, agent.ownerId()).isPresent())
                    .orElseThrow(Problem::notFound);
            Opening opening = queue.opening(tx, job);
            Seeker seeker = seekers.of(tx, agent, null);
            List<Eligibility.Rule> rules = new ArrayList<>(Eligibility.explain(opening, seeker));
            rules.add(new Eligibility.Rule("queued", job.status() == Status.QUEUED, "The job is open"));
            rules.add(seekers.room(agent, seeker, workers.lock(tx, agent.id()).active()));
            var score = queue.openings().score(opening, seeker, time.instant());
            return new JobJson.Explained(
                    id,
                    agent.id(),
                    rules.stream().allMatch(Eligibility.Rule::passed),
                    rules,
                    score.value(),
                    score.reasons(opening, seeker));
        });
    }

    /** The job, locked, where the caller may know of it. */
    private Job seen(Tx tx, String id, String account) {
        Job job = store.lock(tx, id).orElseThrow(Problem::notFound);
        boolean open = job.status() == Status.QUEUED || job.status() == Status.HELD;
        if (!open && views.side(tx, job, account).isEmpty()) {
            throw Problem.notFound();
        }
        return job;
    }

    private Agent agent(Tx tx, Caller caller, @Nullable String agentId) {
        String account = Members.account(caller);
        if (agentId == null) {
            return agents.ofAccount(tx, account);
        }
        return agents.find(tx, agentId).filter(a -> a.ownerId().equals(account)).orElseThrow(Problem::notFound);
    }
}
