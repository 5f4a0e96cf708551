package heddle.identity.platform;

import heddle.identity.account.Account;
import heddle.identity.account.Accounts;
import heddle.identity.account.Addresses;
import heddle.identity.credential.Credentials;
import heddle.identity.mfa.SecondStep;
import heddle.identity.session.Refresh;
import heddle.identity.session.Session;
import heddle.identity.session.SessionJson;
import heddle.identity.session.Sessions;
import heddle.identity.signin.SignIn;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.db.Db;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How people come to the platform and leave it. */
public final class PlatformAccounts {
    /** Of sessions whose tokens a program holds. */
    static final String PROGRAM = "api";

    private static final String PASSWORD = "password";
    private static final int MAX_NAME = 100;
    private static final int FAILURES_PER_NETWORK = 50;

    /** Somebody who is in, or has the second factor still to show. */
    record In(Account account, SessionJson.Answer session) {
        boolean secondFactorDue() {
            return session.mfaTicket() != null;
        }
    }

    private final Db db;
    private final Accounts accounts;
    private final Credentials credentials;
    private final SignIn signIn;
    private final Sessions sessions;
    private final Refresh refresh;
    private final SecondStep step;
    private final PlatformAdmin admin;
    private final InstantSource time;

    public PlatformAccounts(
            Db db,
            Accounts accounts,
            Credentials credentials,
            SignIn signIn,
            Sessions sessions,
            Refresh refresh,
            SecondStep step,
            PlatformAdmin admin,
            InstantSource time) {
        this.db = db;
        this.accounts = accounts;
        this.credentials = credentials;
        this.signIn = signIn;
        this.sessions = sessions;
        this.refresh = refresh;
        this.step = step;
        this.admin = admin;
        this.time = time;
    }

    boolean hasUsers(Caller from) {
        return db.tx(from.in(Realm.PLATFORM), admin::anybody);
    }

    /**
     * Checks and hashes outside every transaction.
     *
     * @param client what will hold the session
     * @return makes the account, in one transaction
     * @throws Problem 400 with every fault; 409 in the second step when the address is taken
     */
    Supplier<In> register(Caller from, PlatformJson.Register wanted, String client) {
        Caller realm = from.in(Realm.PLATFORM);
        List<Fault> faults = new ArrayList<>();
        String email = Addresses.email(wanted.email()).orElse(null);
        if (email == null) {
            faults.add(new Fault("email", "invalid_format", "email must be an e-mail address such as ada@example.com"));
        }
        String name = name(wanted.name(), wanted.email());
        if (name.length() > MAX_NAME) {
            faults.add(new Fault("name", "too_long", "name must have at most " + MAX_NAME + " characters"));
        }
        faults.addAll(credentials.faults(Realm.PLATFORM, PASSWORD, wanted.password(), email));
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        String hash = credentials.hash(wanted.password());
        return () -> db.tx(realm, tx -> {
            Account drafted = accounts.blank(Realm.PLATFORM, admin.roleFor(tx, String.valueOf(email)))
                    .draft()
                    .email(email, null)
                    .name(name)
                    .passwordHash(hash)
                    .at(time.instant());
            Account account = accounts.add(tx, Sessions.actor(realm, drafted), drafted);
            return new In(account, signIn.admit(tx, realm, account, new SignIn.Shown(PASSWORD, false, client)));
        });
    }

    /**
     * Judges a password, outside every transaction.
     *
     * @param client what will hold the session
     * @return lets the person in, or asks for the second factor, in one transaction
     * @throws Problem 401 alike for an unknown address and a wrong password, 429; 403 in the second step when the account
     *     is closed
     */
    Supplier<In> login(Caller from, PlatformJson.Login shown, String client) {
        Caller realm = from.in(Realm.PLATFORM);
        Account account = judge(realm, shown);
        String rehashed = credentials.rehashed(account, shown.password());
        return () -> db.tx(realm, tx -> {
            SessionJson.Answer session = signIn.admit(tx, realm, account, new SignIn.Shown(PASSWORD, false, client));
            credentials.refresh(tx, account, rehashed);
            return new In(account, session);
        });
    }

    /**
     * Ends a sign-in that waits for its second factor.
     *
     * @param code of the app, or one on paper
     * @throws Problem 401 INVALID_TOKEN or MFA_INVALID_CODE, 423 MFA_LOCKED
     */
    In secondFactor(Caller from, String ticket, String code) {
        SecondStep.In in = step.take(from, ticket, code.strip());
        return new In(in.account(), in.session());
    }

    private Account judge(Caller from, PlatformJson.Login shown) {
        Caller realm = from.in(Realm.PLATFORM);
        String email = Credentials.typed(shown.email());
        String subject = email + " " + Sessions.network(from.ip());
        Account account = credentials.judge(
                realm, subject, FAILURES_PER_NETWORK, () -> credentials.match(realm, email, shown.password()));
        if (account == null) {
            throw Credentials.refused();
        }
        return account;
    }

    Sessions.Tokens refresh(Caller from, String token) {
        return refresh.run(from, token, Realm.PLATFORM::equals);
    }

    /** Ends the session of a refresh token, or all of the caller's without one. */
    void logout(Caller caller, @Nullable String refreshToken) {
        String only = null;
        if (refreshToken != null) {
            Session session = sessions.byRefreshToken(refreshToken)
                    .filter(s ->
                            s.realm().equals(caller.tenantId()) && s.accountId().equals(caller.id()))
                    .orElse(null);
            if (session == null) {
                return;
            }
            only = session.id();
        }
        String which = only;
        db.tx(caller, tx -> sessions.revoke(tx, caller.id(), which, null, "logged out"));
    }

    /** Ends the session that somebody calls in. */
    void leave(Caller caller) {
        db.tx(caller, tx -> sessions.revoke(tx, caller.id(), caller.sessionId(), null, "logged out"));
    }

    /** The account that calls, by itself or by a key. */
    Account me(Caller caller) {
        String id = String.valueOf(caller.userId());
        return db.tx(caller, tx -> accounts.byId(tx, id))
                .orElseThrow(() -> Problem.unauthorized("UNAUTHORIZED", "This account is gone"));
    }

    private static String name(@Nullable String wanted, String email) {
        if (wanted != null && !wanted.isBlank()) {
            return wanted.strip();
        }
        String local = email.strip();
        int at = local.indexOf('@');
        return at < 0 ? local : local.substring(0, at);
    }
}
