package heddle.identity;

import heddle.contracts.Governance;
import heddle.contracts.PlanLimits;
import heddle.contracts.TenantFacts;
import heddle.contracts.TenantRooms;
import heddle.identity.account.Accounts;
import heddle.identity.credential.Credentials;
import heddle.identity.key.KeyAuthenticator;
import heddle.identity.key.KeyJson;
import heddle.identity.key.KeyRoutes;
import heddle.identity.key.Keys;
import heddle.identity.letter.Letters;
import heddle.identity.letter.SecurityLetters;
import heddle.identity.lock.Locks;
import heddle.identity.password.PasswordHasher;
import heddle.identity.platform.PlatformParts;
import heddle.identity.proof.Proofs;
import heddle.identity.role.RoleBook;
import heddle.identity.session.AccessTokens;
import heddle.identity.session.Refresh;
import heddle.identity.session.SessionAuthenticator;
import heddle.identity.session.Sessions;
import heddle.identity.settings.Settings;
import heddle.identity.signin.SecondFactors;
import heddle.identity.signin.SecurityNotices;
import heddle.identity.signin.SignIn;
import heddle.identity.tenant.GovernanceRoutes;
import heddle.identity.tenant.TenantCache;
import heddle.identity.tenant.TenantGovernance;
import heddle.identity.tenant.TenantRoutes;
import heddle.identity.tenant.Tenants;
import heddle.kernel.Kernel;
import heddle.kernel.access.Authenticator;
import heddle.kernel.access.Caller;
import heddle.kernel.config.Config;
import heddle.kernel.delete.SecureDelete;
import heddle.kernel.http.RateLimits;
import heddle.kernel.http.Routes;
import heddle.kernel.problem.Problem;
import heddle.kernel.work.Ticker;
import java.time.Duration;
import java.util.List;

/** The door of the identity module. */
public final class IdentityModule {
    private final Kernel kernel;
    private final TenantCache tenantCache;
    private final TenantGovernance governance;
    private final Settings settings;
    private final KeyAuthenticator keyAuthenticator;
    private final SessionAuthenticator sessionAuthenticator;
    private final Keys keys;
    private final Accounts accounts;
    private final RoleBook roles;
    private final Sessions sessions;
    private final Proofs proofs;
    private final Letters letters;
    private final SignIn signIn;
    private final PasswordHasher passwords;
    private final PlatformParts platform;
    private final Callers callers;

    /**
     * @param limited whether limits of speed hold
     */
    public IdentityModule(Kernel kernel, boolean limited, Config.Admin admin) {
        this.kernel = kernel;
        this.tenantCache = new TenantCache(kernel.db(), kernel.signals());
        this.governance = new TenantGovernance(kernel.db(), tenantCache, kernel.ids(), kernel.time());
        this.settings = new Settings(
                kernel.db(), tenantCache, governance, kernel.secrets(), kernel.signals(), kernel.ids(), kernel.time());
        this.keyAuthenticator = new KeyAuthenticator(kernel.db(), tenantCache, kernel.signals(), kernel.time());
        this.keys = new Keys(kernel.db(), kernel.ids(), kernel.time(), keyAuthenticator::forget);
        this.accounts = new Accounts(kernel.ids(), kernel.time());
        this.roles = new RoleBook(kernel.db(), kernel.signals());
        AccessTokens tokens = new AccessTokens(kernel.secrets());
        this.sessionAuthenticator = new SessionAuthenticator(
                kernel.db(), accounts, tokens, roles, settings, kernel.signals(), kernel.time());
        this.sessions = new Sessions(kernel, roles, tokens, settings, sessionAuthenticator::forget);
        this.proofs = new Proofs(kernel.db(), kernel.ids(), kernel.time(), limited);
        this.letters = new Letters(kernel.outbox(), tenantCache, settings);
        SecurityNotices notices = new SecurityLetters(letters);
        SecondFactors factors = (tx, accountId) -> List.of();
        this.signIn = new SignIn(accounts, sessions, proofs, settings, factors, notices);
        this.passwords = new PasswordHasher(
                PasswordHasher.Cost.STANDARD, Runtime.getRuntime().availableProcessors());
        Locks locks = new Locks(kernel.db(), kernel.time());
        Credentials credentials = new Credentials(kernel.db(), accounts, passwords, settings, locks, limited);
        Refresh refresh = new Refresh(
                kernel,
                accounts,
                sessions,
                settings,
                (tx, account, from) -> notices.refreshReused(tx, from, account));
        this.platform = new PlatformParts(kernel, accounts, credentials, signIn, sessions, refresh, admin);
        this.callers = new Callers(keyAuthenticator, sessionAuthenticator, platform.authenticator(), tenantCache);
    }

    public Authenticator authenticator() {
        return callers;
    }

    public TenantFacts tenantFacts() {
        return tenantCache;
    }

    public Governance governance() {
        return tenantCache;
    }

    public PlanLimits planLimits() {
        return tenantCache;
    }

    /**
     * @param rooms the modules that keep something for each tenant
     */
    public Tenants tenants(List<TenantRooms> rooms, SecureDelete deletes, String region) {
        return new Tenants(kernel.db(), tenantCache, keys, rooms, deletes, kernel.ids(), kernel.time(), region);
    }

    /**
     * A key made by the operator at the command line.
     *
     * @param tenant slug or id
     * @throws Problem 404 when there is no such tenant
     */
    public KeyJson.Created issueKey(String tenant, String label, List<String> scopes, String type) {
        TenantFacts.Facts found = tenant.startsWith("tn_") ? tenantCache.byId(tenant) : tenantCache.bySlug(tenant);
        if (found == null) {
            throw Problem.of(404, "TENANT_NOT_FOUND", "No tenant is called " + tenant);
        }
        return keys.issue(Caller.system(found.id(), "command line"), label, scopes, type);
    }

    /** The gate that every way of signing in passes. */
    public SignIn signIn() {
        return signIn;
    }

    /** What the settings ask for before the first request. */
    public void start() {
        platform.start();
    }

    public void routes(Routes routes, Tenants tenants, RateLimits limits) {
        new KeyRoutes(keys, tenantCache, kernel.time()).declare(routes);
        new TenantRoutes(tenants, tenantCache, limits, kernel.time()).declare(routes);
        new GovernanceRoutes(governance).declare(routes);
        platform.routes(routes);
    }

    public void work() {
        kernel.work().every("proof-expiry", Duration.ofHours(1), proofs::forgetOld);
        kernel.work().every("session-expiry", Duration.ofHours(6), sessions::forgetOld);
    }

    public void chores(Ticker ticker) {
        ticker.every(Duration.ofSeconds(30), keyAuthenticator::writeLastUse);
        ticker.every(Duration.ofSeconds(30), sessionAuthenticator::writeLastUse);
        platform.chores(ticker);
    }
}
