package heddle.identity.hub;

import heddle.identity.account.Account;
import heddle.identity.account.Accounts;
import heddle.identity.credential.Credentials;
import heddle.identity.session.Session;
import heddle.identity.session.SessionJson;
import heddle.identity.session.Sessions;
import heddle.identity.settings.Settings;
import heddle.identity.signin.SignIn;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How staff and customers come in, and what their sessions are. */
final class HubSignIn {
    static final SignIn.Shown PASSWORD = new SignIn.Shown("password", false, "hub");
    private static final int FAILURES_PER_NETWORK = 20;

    /** Who is in, or has the second factor still to show. */
    record In(Account account, SessionJson.Answer session) {
        String token() {
            return java.util.Objects.requireNonNull(session.accessToken());
        }

        boolean secondFactorDue() {
            return session.mfaTicket() != null;
        }
    }

    /**
     * A session that goes on.
     *
     * @param expires when it ends unless it is used
     */
    record Live(Account account, Instant expires) {}

    private final Db db;
    private final Accounts accounts;
    private final Credentials credentials;
    private final SignIn signIn;
    private final Sessions sessions;
    private final Settings settings;
    private final InstantSource time;

    HubSignIn(
            Db db,
            Accounts accounts,
            Credentials credentials,
            SignIn signIn,
            Sessions sessions,
            Settings settings,
            InstantSource time) {
        this.db = db;
        this.accounts = accounts;
        this.credentials = credentials;
        this.signIn = signIn;
        this.sessions = sessions;
        this.settings = settings;
        this.time = time;
    }

    /**
     * @param userType {@code staff}, {@code customer}, or null for whichever has this address and password
     * @throws Problem 401 alike for whatever is wrong, 403 when the account is closed, 429
     */
    In withPassword(Caller from, String typed, String password, @Nullable String userType) {
        List<String> realms = realms(userType);
        String email = Credentials.typed(typed);
        Account account = credentials.judge(
                from.in(realms.getFirst()), email, FAILURES_PER_NETWORK, () -> match(from, realms, email, password));
        if (account == null) {
            throw Credentials.refused();
        }
        return admitted(from.in(account.realm()), account, password);
    }

    private @Nullable Account match(Caller from, List<String> realms, String email, String password) {
        for (String realm : realms) {
            Account account = credentials.match(from.in(realm), email, password);
            if (account != null) {
                return account;
            }
        }
        return null;
    }

    private In admitted(Caller realm, Account account, String password) {
        String rehashed = credentials.rehashed(account, password);
        return db.tx(realm, tx -> {
            In in = admit(tx, realm, account);
            credentials.refresh(tx, account, rehashed);
            return in;
        });
    }

    /** Lets somebody in who has just proved who they are, by a password that is right or that was just set. */
    In admit(Tx tx, Caller realm, Account account) {
        return new In(account, signIn.admit(tx, realm, account, PASSWORD));
    }

    /** The realms that a user type means, in the order in which they are tried. */
    static List<String> realms(@Nullable String userType) {
        if (userType == null || userType.isEmpty()) {
            return List.of(Realm.STAFF, Realm.CUSTOMER);
        }
        return switch (userType) {
            case "staff" -> List.of(Realm.STAFF);
            case "customer" -> List.of(Realm.CUSTOMER);
            default -> throw Problem.invalid("userType", "not_in_enum", "userType must be staff or customer");
        };
    }

    /** The session that somebody calls in, or empty when it ended meanwhile. */
    Optional<Live> live(Caller caller) {
        return db.tx(
                caller,
                tx -> sessions.live(tx, caller.id()).stream()
                        .filter(s -> s.id().equals(caller.sessionId()))
                        .findFirst()
                        .flatMap(s -> accounts.byId(tx, caller.id()).map(a -> new Live(a, expires(s)))));
    }

    void signOut(Caller caller) {
        db.tx(caller, tx -> sessions.revoke(tx, caller.id(), caller.sessionId(), null, "signed out"));
    }

    /** When a session that was just opened or used ends unless it is used again. */
    private Instant expires(Session session) {
        return sooner(session.expiresAt(), session.realm());
    }

    Instant expires(In in) {
        return sooner(
                java.util.Objects.requireNonNull(in.session().expiresAt()),
                in.account().realm());
    }

    private Instant sooner(Instant end, String realm) {
        Duration idle = settings.rules(realm).idle();
        Instant silent = idle == null ? end : time.instant().plus(idle);
        return silent.isBefore(end) ? silent : end;
    }
}
