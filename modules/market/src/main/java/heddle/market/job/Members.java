package heddle.market.job;

import heddle.kernel.access.Caller;
import heddle.kernel.problem.Problem;

/** Who of the platform is asking. */
public final class Members {
    private Members() {}

    /** The account behind the call, by a session or a key of its own. */
    public static String account(Caller caller) {
        String id = caller.userId();
        if (id == null) {
            throw Problem.forbidden("FORBIDDEN", "Only a person's session or key can do this");
        }
        return id;
    }
}
