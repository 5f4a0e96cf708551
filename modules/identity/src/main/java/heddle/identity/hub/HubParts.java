package heddle.identity.hub;

import heddle.contracts.Customers;
import heddle.identity.account.Accounts;
import heddle.identity.credential.Credentials;
import heddle.identity.letter.Letters;
import heddle.identity.mfa.Factors;
import heddle.identity.proof.Proofs;
import heddle.identity.session.Sessions;
import heddle.identity.settings.Settings;
import heddle.identity.signin.SecurityNotices;
import heddle.identity.signin.SignIn;
import heddle.kernel.Kernel;
import heddle.kernel.config.Sensitive;
import heddle.kernel.db.Db;
import heddle.kernel.http.Routes;
import heddle.kernel.id.Ids;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Wires what the Hub's people need. */
public final class HubParts {
    /** What the Hub takes from its neighbours in this module. */
    public record Neighbours(
            Accounts accounts,
            Credentials credentials,
            Sessions sessions,
            SignIn signIn,
            Proofs proofs,
            Factors factors,
            Settings settings,
            Letters letters,
            SecurityNotices notices,
            @Nullable Sensitive setupToken) {}

    private final NextAuthRoutes sessions;
    private final StaffRoutes staff;
    private final ProfileRoutes profiles;
    private final TwoFactorRoutes factors;
    private final Customers customers;
    private final MailedPages mailed;

    /**
     * @param own origin under which people reach this server
     */
    public HubParts(Kernel kernel, Neighbours n, Supplier<String> own) {
        Db db = kernel.db();
        Ids ids = kernel.ids();
        InstantSource time = kernel.time();
        HubPeople people = new HubPeople(own);
        Cookies cookies = new Cookies(own);
        Csrf csrf = new Csrf(kernel.secrets());
        CallbackUrls urls = new CallbackUrls(own);
        TwoFactor twoFactor = new TwoFactor(db, n.factors(), n.accounts(), n.credentials(), n.sessions(), n.signIn());
        HubSignIn signIn =
                new HubSignIn(db, n.accounts(), n.credentials(), n.signIn(), n.sessions(), n.settings(), time);
        Invitations invitations = new Invitations(db, n.accounts(), n.letters(), own, ids, time);
        Newcomers newcomers = new Newcomers(
                db, n.accounts(), n.credentials(), invitations, signIn, new SetupToken(n.setupToken()), ids, time);
        Staff members = new Staff(db, n.accounts(), n.sessions(), invitations, twoFactor, time);
        HubPasswords passwords = new HubPasswords(
                db, n.accounts(), n.credentials(), n.proofs(), n.sessions(), n.notices(), n.letters(), own, time);
        this.customers = new CustomerAccounts(db, n.accounts(), passwords, ids, time);
        Profiles selves = new Profiles(db, n.accounts(), passwords, twoFactor, people, n.notices(), ids, time);
        this.sessions = new NextAuthRoutes(
                signIn, twoFactor, people, csrf, cookies, urls, new SignInPages(csrf, cookies, urls));
        this.staff = new StaffRoutes(members, invitations, newcomers, signIn, cookies);
        this.profiles = new ProfileRoutes(selves, passwords);
        this.factors = new TwoFactorRoutes(twoFactor, signIn, people, cookies);
        this.mailed = new MailedPages(passwords, invitations, newcomers, signIn, cookies);
    }

    /** Makes customers' accounts. */
    public Customers customers() {
        return customers;
    }

    public void routes(Routes routes) {
        sessions.declare(routes);
        staff.declare(routes);
        profiles.declare(routes);
        factors.declare(routes);
        mailed.declare(routes);
    }
}
