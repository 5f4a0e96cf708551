package heddle.identity.session;

import heddle.identity.account.Account;
import heddle.identity.account.Accounts;
import heddle.identity.settings.Settings;
import heddle.identity.settings.SignInRules;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.event.Event;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Exchanges refresh tokens. Each is used once; a used one that comes back is a sign of theft and ends the session. Two
 * tabs that refresh at the same moment are no theft: within the grace period the used token answers with its child.
 */
public final class Refresh {
    private static final String CHILD = "refresh-child:";

    /** Told of a session that ended because its refresh token was used twice. */
    @FunctionalInterface
    public interface Alarm {
        void reused(Tx tx, Account account, Caller from);
    }

    private sealed interface Outcome {
        record Granted(Sessions.Tokens tokens) implements Outcome {}

        record Refused(Problem problem) implements Outcome {}
    }

    private final Kernel kernel;
    private final Accounts accounts;
    private final Sessions sessions;
    private final Settings settings;
    private final Alarm alarm;
    private final SessionStore store = new SessionStore();

    public Refresh(Kernel kernel, Accounts accounts, Sessions sessions, Settings settings, Alarm alarm) {
        this.kernel = kernel;
        this.accounts = accounts;
        this.sessions = sessions;
        this.settings = settings;
        this.alarm = alarm;
    }

    /**
     * @param realms whose tokens are taken here
     * @throws Problem 401 INVALID_TOKEN, TOKEN_EXPIRED or REFRESH_TOKEN_REUSED; 403 USER_BANNED
     */
    public Sessions.Tokens run(Caller from, String token, Predicate<String> realms) {
        byte[] hash = Sessions.hash(token);
        Outcome outcome =
                kernel.db().systemTx("a refresh token tells its realm", tx -> exchange(tx, from, hash, realms));
        return switch (outcome) {
            case Outcome.Granted granted -> granted.tokens();
            case Outcome.Refused refused -> throw refused.problem();
        };
    }

    private Outcome exchange(Tx systemTx, Caller from, byte[] hash, Predicate<String> realms) {
        Instant now = kernel.time().instant();
        String child = Sessions.newRefreshToken();
        String sealed = kernel.secrets().seal(purpose(hash), child);
        var rotated = store.rotate(systemTx, hash, Sessions.hash(child), sealed, now);
        if (rotated.isPresent()) {
            SessionStore.Rotated fresh = rotated.get();
            return grant(systemTx, fresh.session(), child, fresh.wasActive(), realms, now);
        }
        return store.byToken(systemTx, hash)
                .map(shown -> unusual(systemTx, from, shown, hash, realms, now))
                .orElseGet(() -> refused("INVALID_TOKEN", "This refresh token is not known; sign in again"));
    }

    private Outcome unusual(
            Tx systemTx, Caller from, SessionStore.Shown shown, byte[] hash, Predicate<String> realms, Instant now) {
        Session session = shown.session();
        if (!realms.test(session.realm())) {
            return refused("INVALID_TOKEN", "This refresh token is not known; sign in again");
        }
        Tx tx = systemTx.boundTo(session.realm());
        if (!session.live(now)) {
            Account account = accounts.byId(tx, session.accountId()).orElse(null);
            return account != null && !account.active()
                    ? new Outcome.Refused(Problem.forbidden("USER_BANNED", "This account is not active"))
                    : refused("INVALID_TOKEN", "This session has ended; sign in again");
        }
        Instant usedAt = shown.usedAt();
        if (usedAt == null) {
            return refused("TOKEN_EXPIRED", "This refresh token has expired; sign in again");
        }
        String childSealed = shown.childSealed();
        Duration grace = settings.rules(session.realm()).grace();
        boolean twin = shown.childNewest() && !usedAt.plus(grace).isBefore(now);
        if (childSealed != null && twin) {
            String child = kernel.secrets().openText(purpose(hash), childSealed);
            return grant(systemTx, session, child, session.lastActiveAt(), realms, now);
        }
        return reused(tx, from, session, now);
    }

    private Outcome reused(Tx tx, Caller from, Session session, Instant now) {
        sessions.revoke(tx, session.accountId(), session.id(), null, "refresh token reused");
        accounts.byId(tx, session.accountId()).ifPresent(account -> {
            tx.record(Event.of(
                    kernel.ids().next("evt"),
                    Sessions.actor(from, account),
                    "user.refresh_reused",
                    account.id(),
                    Json.text(Map.of("session_id", session.id())),
                    now));
            alarm.reused(tx, account, from);
        });
        return refused(
                "REFRESH_TOKEN_REUSED", "This refresh token was used before, so its session has ended; sign in again");
    }

    private Outcome grant(
            Tx systemTx, Session session, String child, Instant wasActive, Predicate<String> realms, Instant now) {
        if (!realms.test(session.realm())) {
            // Thrown, so that the token is not used up at a place where it does not belong.
            throw Problem.unauthorized("INVALID_TOKEN", "This refresh token is not known; sign in again");
        }
        SignInRules rules = settings.rules(session.realm());
        Tx tx = systemTx.boundTo(session.realm());
        Account account = accounts.byId(tx, session.accountId()).orElse(null);
        if (account == null || !account.active()) {
            return new Outcome.Refused(Problem.forbidden("USER_BANNED", "This account is not active"));
        }
        Duration idle = rules.idle();
        boolean silent = idle != null && wasActive.plus(idle).isBefore(now);
        if (silent || !now.isBefore(session.createdAt().plus(rules.session()))) {
            sessions.revoke(tx, account.id(), session.id(), null, "too old");
            return refused("TOKEN_EXPIRED", "This session has ended; sign in again");
        }
        return new Outcome.Granted(sessions.tokens(account, session, child, rules, now));
    }

    private static Outcome refused(String code, String text) {
        return new Outcome.Refused(Problem.unauthorized(code, text));
    }

    private static String purpose(byte[] parentHash) {
        return CHILD + HexFormat.of().formatHex(parentHash);
    }
}
