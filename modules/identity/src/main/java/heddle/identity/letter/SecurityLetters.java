package heddle.identity.letter;

import heddle.identity.account.Account;
import heddle.identity.signin.SecurityNotices;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.mail.TemplateName;
import java.util.Map;

/** Security notices by mail; a person without a confirmed address has none to be told at. */
public final class SecurityLetters implements SecurityNotices {
    private final Letters letters;

    public SecurityLetters(Letters letters) {
        this.letters = letters;
    }

    @Override
    public void newDevice(Tx tx, Caller from, Account account) {
        send(tx, account, TemplateName.SECURITY_NOTICE);
    }

    @Override
    public void passwordChanged(Tx tx, Caller from, Account account) {
        send(tx, account, TemplateName.SECURITY_NOTICE);
    }

    @Override
    public void factorsChanged(Tx tx, Caller from, Account account, String what) {
        send(tx, account, TemplateName.MFA_NOTICE);
    }

    @Override
    public void refreshReused(Tx tx, Caller from, Account account) {
        send(tx, account, TemplateName.SECURITY_NOTICE);
    }

    @Override
    public void emailChangeAsked(Tx tx, Caller from, Account account, String newEmail) {
        send(tx, account, TemplateName.SECURITY_NOTICE);
    }

    private void send(Tx tx, Account account, TemplateName name) {
        String email = account.email();
        if (email != null) {
            letters.mail(tx, account, email, name, Map.of());
        }
    }
}
