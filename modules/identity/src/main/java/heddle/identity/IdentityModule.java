package heddle.identity;

import heddle.contracts.Customers;
import heddle.contracts.Existence;
import heddle.contracts.Governance;
import heddle.contracts.Notices;
import heddle.contracts.People;
import heddle.contracts.PersonalData;
import heddle.contracts.PlanLimits;
import heddle.contracts.RoleNames;
import heddle.contracts.TenantFacts;
import heddle.contracts.TenantRooms;
import heddle.identity.account.AccountRooms;
import heddle.identity.account.Accounts;
import heddle.identity.credential.Credentials;
import heddle.identity.email.EmailRoutes;
import heddle.identity.email.Emails;
import heddle.identity.external.Arrivals;
import heddle.identity.hub.HubParts;
import heddle.identity.key.KeyAuthenticator;
import heddle.identity.key.KeyJson;
import heddle.identity.key.KeyRoutes;
import heddle.identity.key.Keys;
import heddle.identity.letter.Letters;
import heddle.identity.lock.Locks;
import heddle.identity.mfa.Factors;
import heddle.identity.mfa.Mfa;
import heddle.identity.mfa.MfaRoutes;
import heddle.identity.notification.NotificationRoutes;
import heddle.identity.notification.Notifications;
import heddle.identity.notification.SecurityAlerts;
import heddle.identity.passkey.PasskeyRoutes;
import heddle.identity.passkey.Passkeys;
import heddle.identity.passkey.PersonalCredentials;
import heddle.identity.password.PasswordHasher;
import heddle.identity.platform.PlatformParts;
import heddle.identity.portal.PortalPages;
import heddle.identity.profile.DataExport;
import heddle.identity.profile.ProfileRoutes;
import heddle.identity.profile.Profiles;
import heddle.identity.proof.Proofs;
import heddle.identity.role.RoleBook;
import heddle.identity.role.RoleRoutes;
import heddle.identity.role.Roles;
import heddle.identity.saml.SamlChecks;
import heddle.identity.saml.SamlGrants;
import heddle.identity.session.AccessTokens;
import heddle.identity.session.BrowserSessions;
import heddle.identity.session.Refresh;
import heddle.identity.session.SessionAuthenticator;
import heddle.identity.session.SessionRoutes;
import heddle.identity.session.Sessions;
import heddle.identity.settings.AuthConfig;
import heddle.identity.settings.Settings;
import heddle.identity.settings.SettingsRoutes;
import heddle.identity.signin.AuthRoutes;
import heddle.identity.signin.Doors;
import heddle.identity.signin.EmailLinks;
import heddle.identity.signin.Homes;
import heddle.identity.signin.Humans;
import heddle.identity.signin.PasswordSignIn;
import heddle.identity.signin.PhoneCodes;
import heddle.identity.signin.PortalRoutes;
import heddle.identity.signin.SecurityNotices;
import heddle.identity.signin.SignIn;
import heddle.identity.signin.SignOut;
import heddle.identity.signin.SignUps;
import heddle.identity.tenant.Entrance;
import heddle.identity.tenant.GovernanceRoutes;
import heddle.identity.tenant.NamedTenant;
import heddle.identity.tenant.TenantCache;
import heddle.identity.tenant.TenantGovernance;
import heddle.identity.tenant.TenantRoutes;
import heddle.identity.tenant.Tenants;
import heddle.identity.user.UserRoutes;
import heddle.identity.user.UserRules;
import heddle.identity.user.Users;
import heddle.kernel.Kernel;
import heddle.kernel.access.Authenticator;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.config.Config;
import heddle.kernel.config.Sensitive;
import heddle.kernel.db.Tx;
import heddle.kernel.delete.SecureDelete;
import heddle.kernel.http.RateLimits;
import heddle.kernel.http.Routes;
import heddle.kernel.mail.MailSettings;
import heddle.kernel.problem.Problem;
import heddle.kernel.sms.SmsSettings;
import heddle.kernel.work.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The door of the identity module. */
public final class IdentityModule {
    private static final Duration GUESTS_KEPT = Duration.ofDays(30);

    private final Kernel kernel;
    private final TenantCache tenantCache;
    private final TenantGovernance governance;
    private final Settings settings;
    private final KeyAuthenticator keyAuthenticator;
    private final SessionAuthenticator sessionAuthenticator;
    private final Keys keys;
    private final Accounts accounts;
    private final RoleBook roles;
    private final Roles roleVerbs;
    private final Sessions sessions;
    private final Proofs proofs;
    private final Letters letters;
    private final Notifications notifications;
    private final SecurityNotices notices;
    private final Locks locks;
    private final Factors factors;
    private final SignIn signIn;
    private final PasswordHasher hasher;
    private final Refresh refresh;
    private final Credentials credentials;
    private final PlatformParts platform;
    private final HubParts hub;
    private final Callers callers;
    private final Supplier<String> own;
    private final RateLimits limits;

    /**
     * What the operator says of this module.
     *
     * @param setupToken of the Hub, or null
     * @param origin of our own pages
     */
    public record Setup(Config.Admin admin, @Nullable Sensitive setupToken, Supplier<String> origin) {}

    public IdentityModule(Kernel kernel, RateLimits limits, Setup setup) {
        this.kernel = kernel;
        this.own = setup.origin();
        this.limits = limits;
        this.tenantCache = new TenantCache(kernel.db(), kernel.signals());
        this.governance = new TenantGovernance(kernel.db(), tenantCache, kernel.ids(), kernel.time());
        this.accounts = new Accounts(kernel.ids(), kernel.time(), tenantCache::users);
        this.roles = new RoleBook(kernel.db(), kernel.signals());
        this.roleVerbs = new Roles(kernel, roles, accounts);
        this.settings = new Settings(
                kernel.db(),
                tenantCache,
                governance,
                kernel.secrets(),
                kernel.signals(),
                kernel.ids(),
                kernel.time(),
                SamlChecks::check,
                new SamlGrants(roleVerbs)::check);
        this.keyAuthenticator = new KeyAuthenticator(kernel.db(), tenantCache, kernel.signals(), kernel.time());
        this.keys = new Keys(kernel.db(), kernel.ids(), kernel.time(), keyAuthenticator::forget);
        AccessTokens tokens = new AccessTokens(kernel.secrets());
        this.sessionAuthenticator = new SessionAuthenticator(
                kernel.db(), accounts, tokens, roles, settings, kernel.signals(), kernel.time());
        this.sessions = new Sessions(kernel, roles, tokens, settings, sessionAuthenticator::forget);
        this.proofs = new Proofs(kernel.db(), kernel.ids(), kernel.time(), limits.on());
        this.letters = new Letters(kernel.outbox(), tenantCache, settings);
        this.notifications = new Notifications(kernel, accounts, letters);
        this.notices = new SecurityAlerts(notifications);
        this.locks = new Locks(kernel.db(), kernel.time());
        this.factors = new Factors(kernel, accounts, locks, notices);
        this.signIn = new SignIn(accounts, sessions, proofs, settings, factors, notices);
        this.hasher = new PasswordHasher(
                PasswordHasher.Cost.STANDARD, Runtime.getRuntime().availableProcessors());
        this.refresh = new Refresh(
                kernel, accounts, sessions, settings, (tx, account, from) -> notices.refreshReused(tx, from, account));
        this.credentials = new Credentials(kernel.db(), accounts, hasher, settings, locks, limits.on());
        BrowserSessions browsers =
                new BrowserSessions(kernel.db(), sessionAuthenticator, refresh, settings, kernel.time());
        this.platform = new PlatformParts(
                kernel, accounts, credentials, new PlatformParts.Entry(signIn, sessions, refresh, browsers), setup.admin(), own);
        HubParts.Neighbours neighbours = new HubParts.Neighbours(
                accounts,
                credentials,
                sessions,
                signIn,
                proofs,
                factors,
                settings,
                letters,
                notices,
                setup.setupToken());
        this.hub = new HubParts(kernel, neighbours, own);
        this.callers = new Callers(keyAuthenticator, sessionAuthenticator, platform, tenantCache);
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
        return new Tenants(
                kernel.db(), tenantCache, keys, accounts, rooms, deletes, kernel.ids(), kernel.time(), region);
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

    /** Makes the accounts of the Hub's customers. */
    public Customers customers() {
        return hub.customers();
    }

    /** The gate that every way of signing in passes. */
    public SignIn signIn() {
        return signIn;
    }

    /** What the settings ask for before the first request. */
    public void start() {
        platform.start();
    }

    /** What this module keeps for each tenant. */
    public TenantRooms rooms() {
        return new AccountRooms();
    }

    public void routes(Routes routes, Tenants tenants) {
        new KeyRoutes(keys, tenantCache, kernel.time()).declare(routes);
        new TenantRoutes(tenants, tenantCache, limits, kernel.time()).declare(routes);
        new GovernanceRoutes(governance).declare(routes);
        new SettingsRoutes(settings, new NamedTenant(tenantCache)).declare(routes);
        new SessionRoutes(kernel.db(), sessions).declare(routes);
        platform.routes(routes);
        Emails emails = new Emails(kernel.db(), kernel.ids(), kernel.time(), kernel.outbox());
        new EmailRoutes(emails, limits).declare(routes);
        new NotificationRoutes(notifications).declare(routes);
    }

    /**
     * The ways in and out, and what people and their administrators do with accounts.
     *
     * @param others the other modules that keep something of people
     */
    public void peopleRoutes(Routes routes, List<PersonalData> others) {
        List<PersonalData> holders = new ArrayList<>(others);
        holders.add(notifications);
        Humans humans = new Humans(settings, kernel.captcha(), limits);
        Passkeys passkeys =
                new Passkeys(kernel, accounts, factors, proofs, signIn, settings, tenantCache, notices, own);
        PersonalCredentials personal = new PersonalCredentials(kernel.db(), factors, passkeys);
        holders.add(personal);
        EmailLinks links =
                new EmailLinks(kernel, accounts, sessions, proofs, settings, letters, notices, personal, own);
        PhoneCodes phones =
                new PhoneCodes(kernel.db(), accounts, proofs, settings, letters, signIn, limits, kernel.time());
        SignUps signUps = new SignUps(kernel.db(), accounts, settings, hasher, humans, links, signIn, kernel.time());
        PasswordSignIn passwords = new PasswordSignIn(kernel.db(), accounts, settings, hasher, locks, humans, signIn);
        Outside outside = new Outside(
                new Arrivals(
                        kernel,
                        accounts,
                        settings,
                        roles,
                        List.of(proofs::forget, this::endSessions, personal::forget)),
                new Outside.Needs(kernel, proofs, settings, roles, signIn, own));
        outside.routes(routes, new Entrance(new NamedTenant(tenantCache), tenantCache, callers));
        Doors doors = new Doors(
                signIn,
                signUps,
                passwords,
                links,
                phones,
                refresh,
                outside.codes(),
                new SignOut(kernel, sessions),
                humans,
                hasher,
                own);
        AuthRoutes auth = new AuthRoutes(doors);
        auth.declare(routes);
        new PortalRoutes(
                        doors,
                        auth,
                        new NamedTenant(tenantCache),
                        new Homes(kernel.db(), accounts, tenantCache),
                        limits)
                .declare(routes);
        new PasskeyRoutes(passkeys, new NamedTenant(tenantCache)).declare(routes);
        new PortalPages(settings, new NamedTenant(tenantCache), own).declare(routes);
        new MfaRoutes(new Mfa(kernel.db(), factors, accounts, sessions, signIn, settings, tenantCache)).declare(routes);
        Profiles profiles = new Profiles(
                kernel, accounts, settings, new Profiles.Services(sessions, links, phones, factors, notices, hasher));
        new ProfileRoutes(profiles, new DataExport(kernel, profiles, holders, limits)).declare(routes);
        hub.routes(routes);
        new RoleRoutes(roleVerbs).declare(routes);
        Users users = new Users(
                kernel,
                accounts,
                new UserRules(settings),
                hasher,
                new Users.Belongings(sessions, proofs, roleVerbs, links, factors, holders));
        new UserRoutes(users).declare(routes);
    }

    /** Tells which role names a tenant knows. */
    public RoleNames roleNames() {
        return roles;
    }

    /** Tells people what happened. */
    public Notices notices() {
        return notifications;
    }

    /** Knows the accounts of a tenant by what others call them. */
    public People people() {
        return new KnownPeople(kernel.db(), accounts);
    }

    /** Tells which accounts exist in the caller's tenant. */
    public Existence users() {
        return (caller, ids) ->
                kernel.db().tx(caller, tx -> accounts.byIds(tx, ids).keySet());
    }

    /** What a tenant says of its mail. */
    public MailSettings mailSettings() {
        return realm -> {
            AuthConfig.Email own =
                    Realm.isTenant(realm) ? settings.config(realm).email() : null;
            return own == null ? null : new MailSettings.Own(text(own.url()), text(own.from()), text(own.replyTo()));
        };
    }

    /** What a tenant says of its SMS. */
    public SmsSettings smsSettings() {
        return realm -> {
            AuthConfig.Sms own = Realm.isTenant(realm) ? settings.config(realm).sms() : null;
            return own == null ? null : new SmsSettings.Own(text(own.url()), text(own.from()));
        };
    }

    private static @Nullable String text(String value) {
        return value.isEmpty() ? null : value;
    }

    public void work() {
        kernel.work().every("proof-expiry", Duration.ofHours(1), proofs::forgetOld);
        kernel.work().every("lock-expiry", Duration.ofHours(1), locks::forgetOld);
        kernel.work().every("factor-expiry", Duration.ofHours(1), factors::forgetPending);
        kernel.work().every("session-expiry", Duration.ofHours(6), sessions::forgetOld);
        kernel.work().every("notification-expiry", Duration.ofHours(24), notifications::forgetOld);
        kernel.work().every("guest-expiry", Duration.ofHours(24), this::forgetGuests);
    }

    public void chores(Ticker ticker) {
        ticker.every(Duration.ofSeconds(30), keyAuthenticator::writeLastUse);
        ticker.every(Duration.ofSeconds(30), sessionAuthenticator::writeLastUse);
        platform.chores(ticker);
    }

    private void endSessions(Tx tx, String accountId) {
        sessions.revoke(tx, accountId, null, null, "address confirmed by another");
    }

    private void forgetGuests() {
        Instant before = kernel.time().instant().minus(GUESTS_KEPT);
        kernel.db().systemTx("guests of all tenants who did not come back", tx -> accounts.forgetGuests(tx, before));
    }
}
