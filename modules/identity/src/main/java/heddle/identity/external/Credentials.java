package heddle.identity.external;

import heddle.kernel.db.Tx;

/** Something by which an account can be entered or taken back, kept elsewhere than in the account itself. */
@FunctionalInterface
public interface Credentials {
    /** Ends all of it. */
    void drop(Tx tx, String accountId);
}
