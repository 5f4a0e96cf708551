package heddle.identity.platform;

import heddle.contracts.Wallets;
import heddle.identity.account.Accounts;
import heddle.identity.credential.Credentials;
import heddle.identity.proof.Proofs;
import heddle.identity.session.Refresh;
import heddle.identity.session.Sessions;
import heddle.identity.signin.SignIn;
import heddle.kernel.Kernel;
import heddle.kernel.config.Config;
import heddle.kernel.http.RateLimits;
import heddle.kernel.http.Routes;
import heddle.kernel.work.Ticker;
import java.time.Duration;

/** Wires what the platform's people need. */
public final class PlatformParts {
    private final Kernel kernel;
    private final Accounts accounts;
    private final PlatformKeyAuthenticator authenticator;
    private final PlatformAdmin admin;
    private final PlatformAccounts people;
    private final PlatformKeys keys;

    public PlatformParts(
            Kernel kernel,
            Accounts accounts,
            Credentials credentials,
            SignIn signIn,
            Sessions sessions,
            Refresh refresh,
            Config.Admin configured) {
        this.kernel = kernel;
        this.accounts = accounts;
        this.authenticator = new PlatformKeyAuthenticator(kernel.db(), accounts, kernel.signals(), kernel.time());
        this.admin = new PlatformAdmin(kernel.db(), accounts, credentials, kernel.time(), configured);
        this.people = new PlatformAccounts(
                kernel.db(), accounts, credentials, signIn, sessions, refresh, admin, kernel.time());
        this.keys = new PlatformKeys(kernel.db(), accounts, kernel.ids(), kernel.time(), authenticator::forget);
    }

    public PlatformKeyAuthenticator authenticator() {
        return authenticator;
    }

    public void start() {
        admin.start();
    }

    public void routes(Routes routes, Wallets wallets, Proofs proofs, RateLimits limits) {
        new PlatformRoutes(people, wallets).declare(routes);
        new PlatformKeyRoutes(keys, kernel.time()).declare(routes);
        CliLogins logins = new CliLogins(kernel.db(), accounts, proofs, keys);
        new CliRoutes(logins, keys, limits).declare(routes);
        new CliPages(people, logins).declare(routes);
    }

    public void chores(Ticker ticker) {
        ticker.every(Duration.ofSeconds(30), authenticator::writeLastUse);
    }
}
