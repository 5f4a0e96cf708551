package heddle.identity.signin;

import heddle.identity.account.Account;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;

/** Tells people what happened to their account that they may not have done themselves. */
public interface SecurityNotices {
    void newDevice(Tx tx, Caller from, Account account);

    void passwordChanged(Tx tx, Caller from, Account account);

    /**
     * @param what e.g. {@code a second factor was added}
     */
    void factorsChanged(Tx tx, Caller from, Account account, String what);

    void refreshReused(Tx tx, Caller from, Account account);

    void emailChangeAsked(Tx tx, Caller from, Account account, String newEmail);
}
