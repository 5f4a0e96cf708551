package heddle.identity;

import heddle.identity.account.Accounts;
import heddle.identity.external.Arrivals;
import heddle.identity.external.Credentials;
import heddle.identity.oauth.OAuth;
import heddle.identity.oauth.OAuthRoutes;
import heddle.identity.proof.Proofs;
import heddle.identity.settings.Settings;
import heddle.identity.signin.AuthCodes;
import heddle.identity.signin.SignIn;
import heddle.identity.tenant.Entrance;
import heddle.kernel.Kernel;
import heddle.kernel.http.Routes;
import java.util.List;
import java.util.function.Supplier;

/** The ways in that lead through somebody else's door, wired. */
final class Outside {
    private final OAuth oauth;

    /**
     * @param credentials what to end in an account whose address turns out to be another's
     */
    Outside(
            Kernel kernel,
            Accounts accounts,
            Settings settings,
            Proofs proofs,
            SignIn signIn,
            List<Credentials> credentials) {
        Arrivals arrivals = new Arrivals(kernel, accounts, settings, credentials);
        this.oauth = OAuth.of(kernel, proofs, settings, arrivals, signIn);
    }

    AuthCodes codes() {
        return oauth::redeem;
    }

    void routes(Routes routes, Entrance entrance, Supplier<String> own) {
        new OAuthRoutes(oauth, entrance, own).declare(routes);
    }
}
