package heddle.market.job;

import heddle.kernel.access.Caller;
import heddle.kernel.db.Together;
import heddle.kernel.db.Together.Answer;
import heddle.kernel.db.Tx;
import heddle.kernel.problem.Problem;
import heddle.market.job.Command.Decided;
import heddle.market.job.Command.Decision;
import heddle.market.job.JobViews.Side;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Carries out what many want of jobs at the same moment in one transaction: locks their jobs, decides on each, and takes
 * all steps together. Two commands on one job are decided one after the other.
 */
final class Commands {
    private final JobStore store;
    private final JobViews views;
    private final Transitions transitions;
    private final InstantSource time;
    private final Together<Command, JobJson.View> viewed;
    private final Together<Command, Boolean> moved;

    Commands(Parts parts) {
        this.store = parts.store();
        this.views = parts.views();
        this.transitions = parts.transitions();
        this.time = parts.time();
        this.viewed = new Together<>(parts.db(), 1, this::view);
        this.moved = new Together<>(parts.db(), 1, this::move);
    }

    /**
     * The job as it is then.
     *
     * @param side from which the caller sees it
     */
    JobJson.View run(Caller caller, String jobId, Side side, Decision decision) {
        return viewed.ask(caller, new Command(caller, jobId, side, decision));
    }

    /** Whether the job moved. */
    boolean moves(Caller caller, String jobId, Decision decision) {
        return moved.ask(caller, new Command(caller, jobId, Side.FORMER, decision));
    }

    private List<Answer<Boolean>> move(Tx tx, List<Command> commands) {
        List<Answer<Boolean>> out = new ArrayList<>();
        carryOut(tx, commands).forEach(a -> out.add(a.map(TakenStep::moves)));
        return out;
    }

    private List<Answer<JobJson.View>> view(Tx tx, List<Command> commands) {
        List<Answer<TakenStep>> taken = carryOut(tx, commands);
        Map<String, List<Attempt>> made = views.made(
                tx,
                taken.stream()
                        .flatMap(a -> a.found().stream())
                        .map(TakenStep::after)
                        .toList());
        List<Answer<JobJson.View>> out = new ArrayList<>();
        for (int i = 0; i < commands.size(); i++) {
            Side side = commands.get(i).side();
            out.add(taken.get(i).map(t -> views.of(tx, t.after(), Members.account(t.actor()), side, made)));
        }
        return out;
    }

    private List<Answer<TakenStep>> carryOut(Tx tx, List<Command> commands) {
        Instant now = time.instant();
        Map<String, Job> jobs =
                store.lock(tx, commands.stream().map(Command::jobId).distinct().toList());
        List<Answer<TakenStep>> answers = new ArrayList<>();
        List<TakenStep> steps = new ArrayList<>();
        for (Command command : commands) {
            Answer<TakenStep> answer = decide(tx, command, jobs, now);
            answers.add(answer);
            answer.found().ifPresent(taken -> {
                jobs.put(command.jobId(), taken.after());
                steps.add(taken);
            });
        }
        transitions.apply(tx, steps, now);
        return answers;
    }

    private static Answer<TakenStep> decide(Tx tx, Command command, Map<String, Job> jobs, Instant now) {
        Job job = jobs.get(command.jobId());
        if (job == null) {
            return Answer.refused(Problem.notFound());
        }
        try {
            Decided decided = command.decision().on(tx, job, now);
            return Answer.of(new TakenStep(command.actor(), job, decided.step(), decided.said()));
        } catch (Problem refusal) {
            return Answer.refused(refusal);
        }
    }
}
