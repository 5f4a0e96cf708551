package heddle.identity;

import heddle.identity.external.Arrivals;
import heddle.identity.oauth.OAuth;
import heddle.identity.oauth.OAuthRoutes;
import heddle.identity.proof.Proofs;
import heddle.identity.role.RoleBook;
import heddle.identity.saml.Saml;
import heddle.identity.saml.SamlRoutes;
import heddle.identity.settings.Settings;
import heddle.identity.signin.AuthCodes;
import heddle.identity.signin.SignIn;
import heddle.identity.tenant.Entrance;
import heddle.kernel.Kernel;
import heddle.kernel.http.Routes;
import java.util.function.Supplier;

/** The ways in that lead through somebody else's door, wired. */
final class Outside {
    /**
     * What both ways need of this module.
     *
     * @param own origin of our own pages
     */
    record Needs(
            Kernel kernel, Proofs proofs, Settings settings, RoleBook roles, SignIn signIn, Supplier<String> own) {}

    private final OAuth oauth;
    private final Saml saml;
    private final Supplier<String> own;

    Outside(Arrivals arrivals, Needs n) {
        this.own = n.own();
        this.oauth = OAuth.of(n.kernel(), n.proofs(), n.settings(), arrivals, n.signIn());
        this.saml = new Saml(n.kernel(), n.proofs(), n.settings(), n.roles(), arrivals, n.signIn(), n.own());
    }

    AuthCodes codes() {
        return oauth::redeem;
    }

    void routes(Routes routes, Entrance entrance) {
        new OAuthRoutes(oauth, entrance, own).declare(routes);
        new SamlRoutes(saml, entrance).declare(routes);
    }
}
