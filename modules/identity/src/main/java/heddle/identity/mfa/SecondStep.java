package heddle.identity.mfa;

import heddle.identity.account.Account;
import heddle.identity.account.Accounts;
import heddle.identity.proof.Proof;
import heddle.identity.session.SessionJson;
import heddle.identity.session.Sessions;
import heddle.identity.signin.SignIn;
import heddle.kernel.access.Caller;
import heddle.kernel.problem.Problem;
import java.util.Set;

/** The end of a sign-in that waits for its second factor, by a code of the app or one on paper. */
public final class SecondStep {
    private final Factors factors;
    private final Accounts accounts;
    private final SignIn signIn;
    private final Set<String> realms;

    /** Who is in. */
    public record In(Account account, SessionJson.Answer session) {}

    /**
     * @param realms whose sign-ins may end here
     */
    public SecondStep(Factors factors, Accounts accounts, SignIn signIn, Set<String> realms) {
        this.factors = factors;
        this.accounts = accounts;
        this.signIn = signIn;
        this.realms = Set.copyOf(realms);
    }

    /**
     * @throws Problem 401 INVALID_TOKEN for a ticket that is unknown, spent, too old or of another sign-in, 401
     *     MFA_INVALID_CODE, 423 MFA_LOCKED
     */
    public In take(Caller from, String token, String code) {
        Proof ticket = signIn.requireTicket(from, token);
        if (!realms.contains(ticket.realm())) {
            throw Problem.unauthorized("INVALID_TOKEN", "This ticket belongs to another sign-in");
        }
        Caller realm = from.in(ticket.realm());
        String accountId = String.valueOf(ticket.accountId());
        return factors.tried(realm, accountId, tx -> {
            Account account = accounts.require(tx, accountId);
            String method = factors.useEither(tx, Sessions.actor(realm, account), account, code);
            return new In(account, signIn.finish(tx, realm, ticket, method));
        });
    }
}
