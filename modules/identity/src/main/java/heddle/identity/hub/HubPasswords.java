package heddle.identity.hub;

import heddle.identity.account.Account;
import heddle.identity.account.Accounts;
import heddle.identity.credential.Credentials;
import heddle.identity.letter.Letters;
import heddle.identity.proof.Proof;
import heddle.identity.proof.Proofs;
import heddle.identity.proof.Purpose;
import heddle.identity.session.Sessions;
import heddle.identity.signin.SecurityNotices;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.json.InstantText;
import heddle.kernel.json.Json;
import heddle.kernel.mail.TemplateName;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** New passwords for the Hub's people: for those who know the old one, and for those who can read their mail. */
final class HubPasswords {
    private static final int FAILURES_PER_NETWORK = 20;

    private final Db db;
    private final Accounts accounts;
    private final Credentials credentials;
    private final Proofs proofs;
    private final Sessions sessions;
    private final SecurityNotices notices;
    private final Letters letters;
    private final Supplier<String> own;
    private final InstantSource time;

    HubPasswords(
            Db db,
            Accounts accounts,
            Credentials credentials,
            Proofs proofs,
            Sessions sessions,
            SecurityNotices notices,
            Letters letters,
            Supplier<String> own,
            InstantSource time) {
        this.db = db;
        this.accounts = accounts;
        this.credentials = credentials;
        this.proofs = proofs;
        this.sessions = sessions;
        this.notices = notices;
        this.letters = letters;
        this.own = own;
        this.time = time;
    }

    /** Every other session of the person ends. */
    void change(Caller caller, HubJson.ChangePassword wanted) {
        Account known = requireCurrent(caller, wanted.currentPassword());
        requireGood(caller.tenantId(), "newPassword", wanted.newPassword(), known.email());
        String hash = credentials.hash(wanted.newPassword());
        db.tx(caller, tx -> {
            Account before = accounts.lock(tx, caller.id());
            save(tx, caller, before, hash);
            return sessions.revoke(tx, caller.id(), null, caller.sessionId(), "password changed");
        });
    }

    /**
     * The caller's account, whose password was shown.
     *
     * @throws Problem 400 when the password is not right, 429 after five of those
     */
    Account requireCurrent(Caller caller, @Nullable String password) {
        if (password == null) {
            throw Problem.invalid("currentPassword", "required", "Send your current password as currentPassword");
        }
        Account known = credentials.judge(caller, caller.id(), FAILURES_PER_NETWORK, () -> {
            Account own = db.tx(caller, tx -> accounts.require(tx, caller.id()));
            return credentials.matches(own, password) ? own : null;
        });
        if (known == null) {
            throw Problem.invalid("currentPassword", "invalid", "This is not your current password");
        }
        return known;
    }

    /** Mails a link to whoever has this address; the answer does not tell whether somebody has. */
    void ask(Caller from, String typed, @Nullable String userType) {
        String email = Credentials.typed(typed);
        for (String realm : HubSignIn.realms(userType)) {
            db.tx(from.in(realm), tx -> {
                accounts.byEmail(tx, email)
                        .filter(Account::active)
                        .filter(a -> proofs.maySend(tx, Purpose.RESET_PASSWORD, email))
                        .ifPresent(a -> mail(tx, a, email, Purpose.RESET_PASSWORD, TemplateName.RESET));
                return true;
            });
        }
    }

    /** Mails the link by which somebody whose account others made sets their first password. */
    void mailFirst(Tx tx, Account account, String email) {
        mail(tx, account, email, Purpose.FIRST_PASSWORD, TemplateName.INVITE);
    }

    private void mail(Tx tx, Account account, String email, Purpose purpose, TemplateName template) {
        proofs.end(tx, purpose, email);
        Proof.Issued issued = proofs.issue(tx, purpose, account.id(), email, Json.object());
        Map<String, String> values = Map.of(
                "url",
                own.get() + MailedPages.RESET + "?token=" + issued.token(),
                "expires",
                InstantText.of(issued.proof().expiresAt()));
        letters.mail(tx, account, email, template, values);
    }

    /**
     * Sets the password of whoever holds the link; every session of the person ends.
     *
     * @throws Problem 400 for a token that is not known, 409 for one that was used or is too old
     */
    void reset(Caller from, HubJson.Reset wanted) {
        try {
            use(from, wanted);
        } catch (Problem refused) {
            // The Hub's clients know 409 for what is used up, not 410.
            throw refused.status() == 410 ? Problem.conflict("CONFLICT", refused.text()) : refused;
        }
    }

    /**
     * Looks at a link without spending it.
     *
     * @throws Problem 400 for a token that is not known, 410 for one that was used or is too old
     */
    Proof find(String token) {
        Proof proof = proofs.require(List.of(Purpose.FIRST_PASSWORD, Purpose.RESET_PASSWORD), token);
        if (Realm.isTenant(proof.realm()) || proof.realm().equals(Realm.PLATFORM)) {
            throw Problem.badRequest("INVALID_TOKEN", "This link or token is not known");
        }
        return proof;
    }

    private void use(Caller from, HubJson.Reset wanted) {
        Proof proof = find(wanted.token());
        Caller realm = from.in(proof.realm());
        requireGood(proof.realm(), "password", wanted.password(), proof.address());
        String hash = credentials.hash(wanted.password());
        db.tx(realm, tx -> {
            proofs.use(tx, proof);
            Account before = accounts.lock(tx, String.valueOf(proof.accountId()));
            // A password is there now, so no link for a first one may set another.
            proofs.end(tx, Purpose.FIRST_PASSWORD, proof.address());
            save(tx, Sessions.actor(realm, before), confirmed(before, proof), hash);
            return sessions.revoke(tx, before.id(), null, null, "password reset");
        });
    }

    /** Whoever holds a link reads the mail of the address it went to. */
    private Account confirmed(Account account, Proof proof) {
        boolean theirs = proof.address().equals(account.email()) && !account.emailVerified();
        return theirs ? account.draft().email(account.email(), time.instant()).at(time.instant()) : account;
    }

    private void save(Tx tx, Caller actor, Account before, String hash) {
        Account after = before.draft().passwordHash(hash).at(time.instant());
        accounts.save(tx, actor, "user.password_changed", before, after, List.of("password"));
        if (before.passwordHash() != null) {
            notices.passwordChanged(tx, actor, after);
        }
    }

    private void requireGood(String realm, String field, String password, @Nullable String email) {
        List<Fault> faults = credentials.faults(realm, field, password, email);
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
    }
}
