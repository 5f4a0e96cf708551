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
import heddle.contracts.Wallets;
import heddle.identity.account.AccountRooms;
import heddle.identity.email.EmailRoutes;
import heddle.identity.email.Emails;
import heddle.identity.hub.HubParts;
import heddle.identity.key.KeyAuthenticator;
import heddle.identity.key.KeyJson;
import heddle.identity.key.KeyRoutes;
import heddle.identity.key.Keys;
import heddle.identity.notification.NotificationRoutes;
import heddle.identity.platform.PlatformParts;
import heddle.identity.session.SessionRoutes;
import heddle.identity.settings.AuthConfig;
import heddle.identity.settings.SettingsRoutes;
import heddle.identity.tenant.GovernanceRoutes;
import heddle.identity.tenant.NamedTenant;
import heddle.identity.tenant.TenantRoutes;
import heddle.identity.tenant.Tenants;
import heddle.kernel.Kernel;
import heddle.kernel.access.Authenticator;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.config.Config;
import heddle.kernel.config.Sensitive;
import heddle.kernel.delete.SecureDelete;
import heddle.kernel.http.RateLimits;
import heddle.kernel.http.Routes;
import heddle.kernel.mail.MailSettings;
import heddle.kernel.problem.Problem;
import heddle.kernel.sms.SmsSettings;
import heddle.kernel.work.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The door of the identity module. */
public final class IdentityModule {
    private final Engine engine;
    private final Kernel kernel;
    private final KeyAuthenticator keyAuthenticator;
    private final Keys keys;
    private final PlatformParts platform;
    private final HubParts hub;
    private final Supplier<String> own;
    private final Callers callers;

    /**
     * What the operator says of this module.
     *
     * @param setupToken of the Hub, or null
     * @param origin of our own pages
     */
    public record Setup(Config.Admin admin, @Nullable Sensitive setupToken, Supplier<String> origin) {}

    public IdentityModule(Kernel kernel, RateLimits limits, Setup setup) {
        this.own = setup.origin();
        this.engine = new Engine(kernel, limits);
        this.kernel = kernel;
        this.keyAuthenticator = new KeyAuthenticator(kernel.db(), engine.tenants, kernel.signals(), kernel.time());
        this.keys = new Keys(kernel.db(), kernel.ids(), kernel.time(), keyAuthenticator::forget);
        this.platform = new PlatformParts(
                kernel,
                engine.accounts,
                engine.credentials,
                new PlatformParts.Entry(
                        engine.signIn,
                        engine.sessions,
                        engine.refresh,
                        engine.browsers,
                        engine.proofs,
                        engine.locks,
                        engine.factors),
                setup.admin(),
                own);
        HubParts.Neighbours neighbours = new HubParts.Neighbours(
                engine.accounts,
                engine.credentials,
                engine.sessions,
                engine.signIn,
                engine.proofs,
                engine.factors,
                engine.settings,
                engine.letters,
                engine.notices,
                setup.setupToken());
        this.hub = new HubParts(kernel, neighbours, own);
        this.callers = new Callers(keyAuthenticator, engine.authenticator, platform, engine.tenants);
    }

    public Authenticator authenticator() {
        return callers;
    }

    public TenantFacts tenantFacts() {
        return engine.tenants;
    }

    public Governance governance() {
        return engine.tenants;
    }

    public PlanLimits planLimits() {
        return engine.tenants;
    }

    /**
     * @param rooms the modules that keep something for each tenant
     */
    public Tenants tenants(List<TenantRooms> rooms, SecureDelete deletes, String region) {
        return new Tenants(
                kernel.db(),
                engine.tenants,
                keys,
                engine.accounts,
                rooms,
                deletes,
                kernel.ids(),
                kernel.time(),
                region);
    }

    /**
     * A key made by the operator at the command line.
     *
     * @param tenant slug or id
     * @throws Problem 404 when there is no such tenant
     */
    public KeyJson.Created issueKey(String tenant, String label, List<String> scopes, String type) {
        TenantFacts.Facts found =
                tenant.startsWith("tn_") ? engine.tenants.byId(tenant) : engine.tenants.bySlug(tenant);
        if (found == null) {
            throw Problem.of(404, "TENANT_NOT_FOUND", "No tenant is called " + tenant);
        }
        return keys.issue(Caller.system(found.id(), "command line"), label, scopes, type);
    }

    /** Makes the accounts of the Hub's customers. */
    public Customers customers() {
        return hub.customers();
    }

    /** What the settings ask for before the first request. */
    public void start() {
        platform.start();
    }

    /** What this module keeps for each tenant. */
    public TenantRooms rooms() {
        return new AccountRooms();
    }

    public void routes(Routes routes, Tenants tenants, Wallets wallets) {
        new KeyRoutes(keys, engine.tenants, kernel.time()).declare(routes);
        new TenantRoutes(tenants, engine.tenants, engine.limits, kernel.time()).declare(routes);
        new GovernanceRoutes(engine.governance).declare(routes);
        new SettingsRoutes(engine.settings, new NamedTenant(engine.tenants)).declare(routes);
        new SessionRoutes(kernel.db(), engine.sessions).declare(routes);
        platform.routes(routes, wallets, engine.limits);
        Emails emails = new Emails(kernel.db(), kernel.ids(), kernel.time(), kernel.outbox(), engine.letters);
        new EmailRoutes(emails, engine.limits).declare(routes);
        new NotificationRoutes(engine.notifications).declare(routes);
    }

    /**
     * The ways in and out, and what people and their administrators do with accounts.
     *
     * @param others the other modules that keep something of people
     */
    public void peopleRoutes(Routes routes, List<PersonalData> others) {
        new PeopleParts(engine, callers, own, others).routes(routes);
        hub.routes(routes);
    }

    /** Tells which role names a tenant knows. */
    public RoleNames roleNames() {
        return engine.roles;
    }

    /** Tells people what happened. */
    public Notices notices() {
        return engine.notifications;
    }

    /** Knows the accounts of a tenant by what others call them. */
    public People people() {
        return new KnownPeople(kernel.db(), engine.accounts);
    }

    /** Tells which accounts exist in the caller's tenant. */
    public Existence users() {
        return (caller, ids) ->
                kernel.db().tx(caller, tx -> engine.accounts.byIds(tx, ids).keySet());
    }

    /** What a tenant says of its mail. */
    public MailSettings mailSettings() {
        return realm -> {
            AuthConfig.Email own =
                    Realm.isTenant(realm) ? engine.settings.config(realm).email() : null;
            return own == null ? null : new MailSettings.Own(text(own.url()), text(own.from()), text(own.replyTo()));
        };
    }

    /** What a tenant says of its SMS. */
    public SmsSettings smsSettings() {
        return realm -> {
            AuthConfig.Sms own =
                    Realm.isTenant(realm) ? engine.settings.config(realm).sms() : null;
            return own == null ? null : new SmsSettings.Own(text(own.url()), text(own.from()));
        };
    }

    private static @Nullable String text(String value) {
        return value.isEmpty() ? null : value;
    }

    public void work() {
        engine.work();
    }

    public void chores(Ticker ticker) {
        ticker.every(Duration.ofSeconds(30), keyAuthenticator::writeLastUse);
        ticker.every(Duration.ofSeconds(30), engine.authenticator::writeLastUse);
        platform.chores(ticker);
    }
}
