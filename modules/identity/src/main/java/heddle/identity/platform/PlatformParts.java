package heddle.identity.platform;

import heddle.contracts.Wallets;
import heddle.identity.account.Accounts;
import heddle.identity.credential.Credentials;
import heddle.identity.lock.Locks;
import heddle.identity.mfa.Factors;
import heddle.identity.mfa.SecondStep;
import heddle.identity.proof.Proofs;
import heddle.identity.session.BrowserSessions;
import heddle.identity.session.Refresh;
import heddle.identity.session.Sessions;
import heddle.identity.signin.SignIn;
import heddle.kernel.Kernel;
import heddle.kernel.access.Realm;
import heddle.kernel.config.Config;
import heddle.kernel.http.RateLimits;
import heddle.kernel.http.Routes;
import heddle.kernel.work.Ticker;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;

/** Wires what the platform's people need. */
public final class PlatformParts {
    private final Kernel kernel;
    private final Accounts accounts;
    private final PlatformKeyAuthenticator authenticator;
    private final PlatformAdmin admin;
    private final PlatformAccounts people;
    private final PlatformKeys keys;
    private final Entry entry;
    private final PlatformCookie cookie;
    private final Supplier<String> own;

    /** What opens sessions and keeps them. */
    public record Entry(
            SignIn signIn,
            Sessions sessions,
            Refresh refresh,
            BrowserSessions browsers,
            Proofs proofs,
            Locks locks,
            Factors factors) {}

    /**
     * @param own origin of our own pages
     */
    public PlatformParts(
            Kernel kernel,
            Accounts accounts,
            Credentials credentials,
            Entry entry,
            Config.Admin configured,
            Supplier<String> own) {
        this.kernel = kernel;
        this.accounts = accounts;
        this.authenticator = new PlatformKeyAuthenticator(kernel.db(), accounts, kernel.signals(), kernel.time());
        this.admin = new PlatformAdmin(kernel.db(), accounts, credentials, kernel.time(), configured);
        this.people = new PlatformAccounts(
                kernel.db(),
                accounts,
                credentials,
                entry.signIn(),
                entry.sessions(),
                entry.refresh(),
                new SecondStep(entry.factors(), accounts, entry.signIn(), Set.of(Realm.PLATFORM)),
                admin,
                kernel.time());
        this.entry = entry;
        this.own = own;
        this.cookie = new PlatformCookie(own);
        this.keys = new PlatformKeys(kernel.db(), accounts, kernel.ids(), kernel.time(), authenticator::forget);
    }

    public PlatformKeyAuthenticator authenticator() {
        return authenticator;
    }

    public BrowserSessions browsers() {
        return entry.browsers();
    }

    public PlatformCookie cookie() {
        return cookie;
    }

    public void start() {
        admin.start();
    }

    public void routes(Routes routes, Wallets wallets, RateLimits limits) {
        new PlatformRoutes(people, wallets).declare(routes);
        new PlatformPages(people, entry.browsers(), cookie).declare(routes);
        new PlatformKeyRoutes(keys, kernel.time()).declare(routes);
        terminals(routes, limits);
    }

    private void terminals(Routes routes, RateLimits limits) {
        TypedCodes codes = new TypedCodes(entry.proofs());
        TerminalKeys terminals = new TerminalKeys(accounts, keys);
        CliLogins logins = new CliLogins(kernel.db(), accounts, codes, terminals);
        new CliRoutes(logins, keys, limits).declare(routes);
        new CliPages(logins).declare(routes);
        DeviceLogins devices =
                new DeviceLogins(kernel.db(), entry.proofs(), codes, terminals, entry.locks(), kernel.time());
        new DeviceRoutes(devices, limits, own).declare(routes);
        new DevicePages(devices).declare(routes);
    }

    public void chores(Ticker ticker) {
        ticker.every(Duration.ofSeconds(30), authenticator::writeLastUse);
    }
}
