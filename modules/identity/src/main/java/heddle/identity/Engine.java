package heddle.identity;

import heddle.identity.account.Accounts;
import heddle.identity.credential.Credentials;
import heddle.identity.letter.Letters;
import heddle.identity.lock.Locks;
import heddle.identity.mfa.Factors;
import heddle.identity.notification.Notifications;
import heddle.identity.notification.SecurityAlerts;
import heddle.identity.oauth.ProviderChecks;
import heddle.identity.password.PasswordHasher;
import heddle.identity.proof.Proofs;
import heddle.identity.role.RoleBook;
import heddle.identity.role.Roles;
import heddle.identity.saml.SamlChecks;
import heddle.identity.saml.SamlGrants;
import heddle.identity.session.AccessTokens;
import heddle.identity.session.BrowserSessions;
import heddle.identity.session.Refresh;
import heddle.identity.session.SessionAuthenticator;
import heddle.identity.session.Sessions;
import heddle.identity.settings.Settings;
import heddle.identity.signin.SecurityNotices;
import heddle.identity.signin.SignIn;
import heddle.identity.tenant.TenantCache;
import heddle.identity.tenant.TenantGovernance;
import heddle.kernel.Kernel;
import heddle.kernel.http.RateLimits;
import java.time.Duration;
import java.time.Instant;

/** What the people of every realm have in common, wired: accounts, sessions, proofs, factors, and the gate. */
final class Engine {
    private static final Duration GUESTS_KEPT = Duration.ofDays(30);

    final Kernel kernel;
    final RateLimits limits;
    final TenantCache tenants;
    final TenantGovernance governance;
    final Settings settings;
    final Accounts accounts;
    final RoleBook roles;
    final Roles roleVerbs;
    final SessionAuthenticator authenticator;
    final Sessions sessions;
    final Proofs proofs;
    final Letters letters;
    final Notifications notifications;
    final SecurityNotices notices;
    final Locks locks;
    final Factors factors;
    final SignIn signIn;
    final PasswordHasher hasher;
    final Refresh refresh;
    final BrowserSessions browsers;
    final Credentials credentials;

    Engine(Kernel kernel, RateLimits limits) {
        this.kernel = kernel;
        this.limits = limits;
        this.tenants = new TenantCache(kernel.db(), kernel.signals());
        this.governance = new TenantGovernance(kernel.db(), tenants, kernel.ids(), kernel.time());
        this.accounts = new Accounts(kernel.ids(), kernel.time(), tenants::users);
        this.roles = new RoleBook(kernel.db(), kernel.signals());
        this.roleVerbs = new Roles(kernel, roles, accounts);
        this.settings = new Settings(
                kernel.db(),
                tenants,
                governance,
                kernel.secrets(),
                kernel.signals(),
                kernel.ids(),
                kernel.time(),
                (config, faults) -> {
                    SamlChecks.check(config, faults);
                    ProviderChecks.check(config, faults);
                },
                new SamlGrants(roleVerbs)::check);
        AccessTokens tokens = new AccessTokens(kernel.secrets());
        this.authenticator = new SessionAuthenticator(
                kernel.db(), accounts, tokens, roles, settings, kernel.signals(), kernel.time());
        this.sessions = new Sessions(kernel, roles, tokens, settings, authenticator::forget);
        this.proofs = new Proofs(kernel.db(), kernel.ids(), kernel.time(), limits.on());
        this.letters = new Letters(kernel.outbox(), tenants, settings);
        this.notifications = new Notifications(kernel, accounts, letters);
        this.notices = new SecurityAlerts(notifications);
        this.locks = new Locks(kernel.db(), kernel.time());
        this.factors = new Factors(kernel, accounts, locks, notices);
        this.signIn = new SignIn(accounts, sessions, proofs, settings, factors, notices);
        this.hasher = new PasswordHasher(
                PasswordHasher.Cost.STANDARD, Runtime.getRuntime().availableProcessors());
        this.refresh = new Refresh(
                kernel, accounts, sessions, settings, (tx, account, from) -> notices.refreshReused(tx, from, account));
        this.browsers = new BrowserSessions(kernel.db(), authenticator, refresh, settings, kernel.time());
        this.credentials = new Credentials(kernel.db(), accounts, hasher, settings, locks, limits.on());
    }

    void work() {
        kernel.work().every("proof-expiry", Duration.ofHours(1), proofs::forgetOld);
        kernel.work().every("lock-expiry", Duration.ofHours(1), locks::forgetOld);
        kernel.work().every("factor-expiry", Duration.ofHours(1), factors::forgetPending);
        kernel.work().every("session-expiry", Duration.ofHours(6), sessions::forgetOld);
        kernel.work().every("notification-expiry", Duration.ofHours(24), notifications::forgetOld);
        kernel.work().every("guest-expiry", Duration.ofHours(24), this::forgetGuests);
    }

    private void forgetGuests() {
        Instant before = kernel.time().instant().minus(GUESTS_KEPT);
        kernel.db().systemTx("guests of all tenants who did not come back", tx -> accounts.forgetGuests(tx, before));
    }
}
