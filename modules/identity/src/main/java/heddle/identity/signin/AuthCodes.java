package heddle.identity.signin;

import heddle.identity.session.SessionJson;
import heddle.kernel.access.Caller;
import org.jspecify.annotations.Nullable;

/** Redeems the one-time codes that a sign-in elsewhere leaves with an application instead of tokens. */
@FunctionalInterface
public interface AuthCodes {
    /**
     * @throws heddle.kernel.problem.Problem 401 INVALID_TOKEN
     */
    SessionJson.Answer redeem(Caller from, String code, @Nullable String verifier);
}
