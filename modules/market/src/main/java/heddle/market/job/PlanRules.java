package heddle.market.job;

import heddle.kernel.problem.Fault;
import heddle.market.verify.Plan;
import java.util.List;

/** What the room of verification says of a plan. */
public interface PlanRules {
    /** Everything that is wrong with it. */
    List<Fault> faults(String field, Plan plan);

    /** SHA-256 of the plan, hex; frozen with the job. */
    String hash(Plan plan);
}
