package heddle.identity.mfa;

import heddle.contracts.TenantFacts;
import heddle.identity.account.Account;
import heddle.identity.account.Accounts;
import heddle.identity.proof.Proof;
import heddle.identity.session.SessionJson;
import heddle.identity.session.Sessions;
import heddle.identity.settings.Settings;
import heddle.identity.signin.SignIn;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.problem.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What people, and those who look after a tenant's, can do with second factors. */
public final class Mfa {
    private static final int RECOVERY_HALF = 5;
    private static final String METHOD = "totp";
    private static final String OURS = "Heddle";

    private final Db db;
    private final Factors factors;
    private final Accounts accounts;
    private final Sessions sessions;
    private final SignIn signIn;
    private final Settings settings;
    private final TenantFacts tenants;

    public Mfa(
            Db db,
            Factors factors,
            Accounts accounts,
            Sessions sessions,
            SignIn signIn,
            Settings settings,
            TenantFacts tenants) {
        this.db = db;
        this.factors = factors;
        this.accounts = accounts;
        this.sessions = sessions;
        this.signIn = signIn;
        this.settings = settings;
        this.tenants = tenants;
    }

    List<Factor> list(Caller caller) {
        return db.tx(caller, tx -> factors.all(tx, caller.id()));
    }

    Factors.Enrolled enroll(Caller caller, @Nullable String friendlyName) {
        if (settings.rules(caller.tenantId()).mfa().equals("off")) {
            throw Problem.forbidden("FORBIDDEN", "Second factors are switched off here");
        }
        return db.tx(caller, tx -> {
            Account account = accounts.require(tx, caller.id());
            factors.requireStrong(tx, caller);
            return factors.enroll(tx, account, friendlyName, issuer(caller.tenantId()));
        });
    }

    /** A right code makes the session one of two factors; with a new factor every other session ends. */
    MfaJson.Verified verify(Caller caller, MfaJson.Verify shown) {
        return factors.tried(caller, caller.id(), tx -> {
            Account account = accounts.require(tx, caller.id());
            Factors.Confirmed confirmed =
                    factors.confirm(tx, caller, account, shown.factorId(), shown.code(), RECOVERY_HALF);
            String session = Factors.claim(caller, "session_id");
            if (confirmed.fresh()) {
                sessions.revoke(tx, account.id(), null, session, "a second factor was added");
            }
            return MfaJson.verified(sessions.raise(tx, account, session, METHOD), confirmed.recoveryCodes());
        });
    }

    void unenroll(Caller caller, String factorId) {
        db.tx(caller, tx -> {
            Account account = accounts.require(tx, caller.id());
            Factor factor = find(tx, caller.id(), factorId);
            if (factor.verified()) {
                factors.requireStrong(tx, caller);
            }
            factors.remove(tx, caller, account, factor);
            return true;
        });
    }

    /** Judges a code for a tenant's own program, which has asked for it itself. */
    MfaJson.Challenged challenge(Caller caller, MfaJson.Challenge shown) {
        String userId =
                db.tx(caller, tx -> accounts.require(tx, shown.userId())).id();
        factors.tried(caller, userId, tx -> {
            factors.use(tx, userId, shown.factorId(), shown.code());
            return true;
        });
        return new MfaJson.Challenged(userId, true);
    }

    SessionJson.Answer complete(Caller from, MfaJson.Complete shown) {
        Proof ticket = ticket(from, shown.mfaTicket());
        Caller realm = from.in(ticket.realm());
        String accountId = String.valueOf(ticket.accountId());
        return factors.tried(realm, accountId, tx -> {
            factors.use(tx, accountId, shown.factorId(), shown.code());
            return signIn.finish(tx, realm, ticket, METHOD);
        });
    }

    MfaJson.Recovered recover(Caller from, MfaJson.Recover shown) {
        Proof ticket = ticket(from, shown.mfaTicket());
        Caller realm = from.in(ticket.realm());
        String accountId = String.valueOf(ticket.accountId());
        return factors.tried(realm, accountId, tx -> {
            Account account = accounts.require(tx, accountId);
            int remaining = factors.recover(tx, Sessions.actor(realm, account), account, shown.recoveryCode());
            return MfaJson.recovered(signIn.finish(tx, realm, ticket, Factors.RECOVERY), remaining);
        });
    }

    List<Factor> listOf(Caller caller, String userId) {
        return db.tx(caller, tx -> factors.all(tx, accounts.require(tx, userId).id()));
    }

    /** Frees somebody from a factor that they lost. */
    void removeOf(Caller caller, String userId, String factorId) {
        db.tx(caller, tx -> {
            Account account = accounts.require(tx, userId);
            factors.remove(tx, caller, account, find(tx, userId, factorId));
            return true;
        });
    }

    private Factor find(Tx tx, String accountId, String factorId) {
        return factors.all(tx, accountId).stream()
                .filter(f -> f.id().equals(factorId))
                .findFirst()
                .orElseThrow(Problem::notFound);
    }

    private Proof ticket(Caller from, String token) {
        Proof ticket = signIn.requireTicket(from, token);
        if (!Realm.isTenant(ticket.realm())) {
            throw Problem.unauthorized("INVALID_TOKEN", "This mfa_ticket belongs to another sign-in");
        }
        return ticket;
    }

    /** What an authenticator app calls whoever asks for its codes. */
    private String issuer(String realm) {
        if (!Realm.isTenant(realm)) {
            return OURS;
        }
        String own = settings.config(realm).mfa().issuer();
        TenantFacts.Facts tenant = tenants.byId(realm);
        return own.isBlank() && tenant != null ? tenant.name() : own;
    }
}
