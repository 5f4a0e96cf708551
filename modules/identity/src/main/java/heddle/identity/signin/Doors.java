package heddle.identity.signin;

import heddle.identity.password.PasswordHasher;
import heddle.identity.session.Refresh;
import heddle.identity.settings.Redirects;
import java.util.function.Supplier;

/**
 * Every way in and out, for the routes of the API and of the portal alike.
 *
 * @param own origin of our own pages
 */
public record Doors(
        SignIn signIn,
        SignUps signUps,
        PasswordSignIn passwords,
        EmailLinks links,
        PhoneCodes phones,
        Refresh refresh,
        SignOut signOut,
        Humans humans,
        PasswordHasher hasher,
        Supplier<String> own) {

    /** The page of the portal that does something with a token of a mail. */
    String portal(String token, String type) {
        return Redirects.with(Redirects.with(own.get() + "/portal", "type", type), "token", token);
    }
}
