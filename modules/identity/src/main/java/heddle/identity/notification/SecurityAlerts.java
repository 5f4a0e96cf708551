package heddle.identity.notification;

import heddle.contracts.Notices;
import heddle.identity.account.Account;
import heddle.identity.signin.SecurityNotices;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import java.util.List;
import java.util.Map;

/** Security notices as notifications of the category that nobody can switch off by mail. */
public final class SecurityAlerts implements SecurityNotices {
    private final Notices notices;

    public SecurityAlerts(Notices notices) {
        this.notices = notices;
    }

    @Override
    public void newDevice(Tx tx, Caller from, Account account) {
        tell(tx, from, account, "user.new_device", "Somebody signed in to your account from a new device");
    }

    @Override
    public void passwordChanged(Tx tx, Caller from, Account account) {
        tell(tx, from, account, "user.password_changed", "Your password was changed");
    }

    @Override
    public void factorsChanged(Tx tx, Caller from, Account account, String what) {
        tell(tx, from, account, "user.mfa_changed", what);
    }

    @Override
    public void refreshReused(Tx tx, Caller from, Account account) {
        tell(tx, from, account, "user.refresh_reused", "A session was ended because its token was used twice");
    }

    @Override
    public void emailChangeAsked(Tx tx, Caller from, Account account, String newEmail) {
        tell(tx, from, account, "user.email_change", "Your address is to be changed to " + newEmail);
    }

    private void tell(Tx tx, Caller from, Account account, String type, String title) {
        String body = "From " + from.ip() + (from.userAgent().isEmpty() ? "" : ", " + from.userAgent());
        notices.tell(
                tx,
                List.of(account.id()),
                new Notices.Notice("security", type, title, body, Map.of("ip", from.ip()), null));
    }
}
