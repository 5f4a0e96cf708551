package heddle.identity.settings;

import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;

/** Holds what new settings would give to people to what the caller who saves them may give. */
@FunctionalInterface
public interface GrantCheck {
    /**
     * @param tx of the change
     * @throws heddle.kernel.problem.Problem 403 SCOPE_ESCALATION
     */
    void check(Tx tx, Caller caller, AuthConfig before, AuthConfig after);
}
