package heddle.identity.signin;

import heddle.identity.account.Account;
import heddle.identity.account.Accounts;
import heddle.identity.proof.Proof;
import heddle.identity.proof.Proofs;
import heddle.identity.proof.Purpose;
import heddle.identity.session.SessionJson;
import heddle.identity.session.Sessions;
import heddle.identity.settings.Settings;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.db.Tx;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The gate that every way of signing in passes after its own proof was right: is the account open, is a second factor
 * due, is the device new. Nothing else opens sessions.
 */
public final class SignIn {
    private static final String METHOD = "method";
    private static final String CLIENT = "client";
    private static final String NETWORK = "network";
    private static final String UNTIL = "until";

    /**
     * A proof that was right.
     *
     * @param method e.g. {@code password}, {@code oauth:google}
     * @param strong whether it counts as two factors, as a passkey with a fingerprint does
     * @param client {@code api}, {@code portal}, {@code hub} or {@code browser}
     * @param until when the session ends at the latest by the word of whoever gave the proof, or null
     */
    public record Shown(
            String method,
            boolean strong,
            String client,
            @Nullable Instant until) {
        public Shown(String method, boolean strong, String client) {
            this(method, strong, client, null);
        }
    }

    private final Accounts accounts;
    private final Sessions sessions;
    private final Proofs proofs;
    private final Settings settings;
    private final SecondFactors factors;
    private final SecurityNotices notices;

    public SignIn(
            Accounts accounts,
            Sessions sessions,
            Proofs proofs,
            Settings settings,
            SecondFactors factors,
            SecurityNotices notices) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.proofs = proofs;
        this.settings = settings;
        this.factors = factors;
        this.notices = notices;
    }

    /**
     * Lets somebody in, or asks for the second factor.
     *
     * @param from the request, bound to the realm
     * @throws Problem 403 USER_BANNED or EMAIL_NOT_VERIFIED
     */
    public SessionJson.Answer admit(Tx tx, Caller from, Account account, Shown shown) {
        requireOpen(account);
        boolean tenant = Realm.isTenant(account.realm());
        if (tenant
                && account.email() != null
                && !account.emailVerified()
                && settings.config(account.realm()).requireEmailVerification()) {
            throw Problem.forbidden(
                    "EMAIL_NOT_VERIFIED", "Confirm your e-mail address first; the link was mailed to you");
        }
        List<SessionJson.FactorChoice> choices =
                shown.strong() || off(account) ? List.of() : factors.of(tx, account.id());
        if (choices.isEmpty()) {
            return SessionJson.granted(open(tx, from, account, List.of(shown.method()), shown));
        }
        ObjectNode data = Json.object()
                .put(METHOD, shown.method())
                .put(CLIENT, shown.client())
                .put(NETWORK, Sessions.network(from.ip()));
        if (shown.until() != null) {
            data.put(UNTIL, shown.until().toString());
        }
        Proof.Issued ticket = proofs.issue(tx, Purpose.MFA_TICKET, account.id(), "", data);
        int seconds = (int) Purpose.MFA_TICKET.lifetime().toSeconds();
        return SessionJson.secondFactor(account, ticket.token(), seconds, choices);
    }

    /**
     * The live ticket of a sign-in that waits for its second factor.
     *
     * @throws Problem 401 INVALID_TOKEN when it is unknown, spent, too old or shown from another network
     */
    public Proof requireTicket(Caller from, String token) {
        try {
            Proof ticket = proofs.require(Purpose.MFA_TICKET, token);
            if (ticket.data().path(NETWORK).asString("").equals(Sessions.network(from.ip()))) {
                return ticket;
            }
        } catch (Problem spent) {
            throw invalidTicket();
        }
        throw invalidTicket();
    }

    private static Problem invalidTicket() {
        return Problem.unauthorized("INVALID_TOKEN", "This mfa_ticket is not valid any more; sign in again");
    }

    /** Opens the session of a ticket whose second factor was right; the ticket is used up. */
    public SessionJson.Answer finish(Tx tx, Caller from, Proof ticket, String secondMethod) {
        Account account = accounts.require(tx, String.valueOf(ticket.accountId()));
        requireOpen(account);
        proofs.use(tx, ticket);
        List<String> methods = List.of(ticket.data().path(METHOD).asString("password"), secondMethod);
        String until = ticket.data().path(UNTIL).asString("");
        Shown both = new Shown(
                methods.getFirst(),
                true,
                ticket.data().path(CLIENT).asString("api"),
                until.isEmpty() ? null : Instant.parse(until));
        return SessionJson.granted(open(tx, from, account, methods, both));
    }

    /**
     * @throws Problem 403 USER_BANNED
     */
    public static void requireOpen(Account account) {
        if (!account.active()) {
            throw Problem.forbidden("USER_BANNED", "This account is closed").with("status", account.status());
        }
    }

    private Sessions.Tokens open(Tx tx, Caller from, Account account, List<String> methods, Shown shown) {
        boolean first = account.lastSignInAt() == null;
        boolean known = first || sessions.knownDevice(tx, account, from);
        accounts.signedIn(tx, account, null);
        Sessions.Tokens tokens = sessions.open(
                tx,
                from,
                account,
                new Sessions.Opening(methods, shown.strong() ? 2 : 1, shown.client(), shown.until()));
        if (!known) {
            notices.newDevice(tx, from, account);
        }
        return tokens;
    }

    private boolean off(Account account) {
        return settings.rules(account.realm()).mfa().equals("off");
    }
}
