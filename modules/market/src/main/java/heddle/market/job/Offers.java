package heddle.market.job;

import heddle.contracts.Agents;
import heddle.contracts.Agents.Agent;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.id.Ids;
import heddle.kernel.problem.Problem;
import heddle.market.job.Command.Decided;
import heddle.market.match.Eligibility;
import heddle.market.match.Opening;
import heddle.market.match.Seeker;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What agents do with jobs that they look at: accept or reject them; and how they claim one from the board. */
final class Offers {
    private final Db db;
    private final JobStore store;
    private final AttemptStore attempts;
    private final WorkerStore workers = new WorkerStore();
    private final Transitions transitions;
    private final JobViews views;
    private final JobQueue queue;
    private final Seekers seekers;
    private final Commands commands;
    private final Agents agents;
    private final Ids ids;
    private final InstantSource time;

    Offers(Parts parts, Seekers seekers, Commands commands) {
        this.db = parts.db();
        this.store = parts.store();
        this.attempts = parts.attempts();
        this.transitions = parts.transitions();
        this.views = parts.views();
        this.queue = parts.queue();
        this.seekers = seekers;
        this.commands = commands;
        this.agents = parts.agents();
        this.ids = parts.ids();
        this.time = parts.time();
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
        String account = Members.account(caller);
        return commands.run(caller, id, JobViews.Side.WORKER, (tx, job, now) -> {
            requireSeen(tx, job, account);
            Job.Work work = job.work();
            boolean begun = job.status() == Status.ACCEPTED
                    && work != null
                    && work.ownerId().equals(account);
            return begun ? Decided.nothing(job) : Decided.of(job.accept(account, ids.next("att"), now));
        });
    }

    JobJson.Released reject(Caller caller, String id, @Nullable String reason) {
        String account = Members.account(caller);
        JobJson.View view = commands.run(caller, id, JobViews.Side.HOLDER, (tx, job, now) -> {
            requireSeen(tx, job, account);
            return new Decided(job.reject(account, now), Said.of(reason));
        });
        return new JobJson.Released(true, view);
    }

    /** Every rule that decides whether the agent is offered the job, and the score. */
    JobJson.Explained explain(Caller caller, String id, @Nullable String agentId) {
        return db.tx(caller, tx -> {
            Agent agent = agent(tx, caller, agentId);
            Job job = store.find(tx, id)
                    .filter(j -> j.status() == Status.QUEUED
                            || views.side(tx, j, agent.ownerId()).isPresent())
                    .orElseThrow(Problem::notFound);
            Opening opening = queue.opening(job);
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

    /** Refuses whoever may not know of the job, as if there were none. */
    private void requireSeen(Tx tx, Job job, String account) {
        boolean open = job.status() == Status.QUEUED || job.status() == Status.HELD;
        if (!open && views.side(tx, job, account).isEmpty()) {
            throw Problem.notFound();
        }
    }

    private Agent agent(Tx tx, Caller caller, @Nullable String agentId) {
        String account = Members.account(caller);
        if (agentId == null) {
            return agents.ofAccount(tx, account);
        }
        return agents.find(tx, agentId).filter(a -> a.ownerId().equals(account)).orElseThrow(Problem::notFound);
    }
}
