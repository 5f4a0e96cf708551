package heddle.identity.oauth;

import heddle.identity.external.Arrivals;
import heddle.identity.external.Profile;
import heddle.identity.external.Terms;
import heddle.identity.proof.Proof;
import heddle.identity.proof.Proofs;
import heddle.identity.proof.Purpose;
import heddle.identity.role.Role;
import heddle.identity.session.SessionJson;
import heddle.identity.settings.AuthConfig;
import heddle.identity.settings.Redirects;
import heddle.identity.settings.Settings;
import heddle.identity.signin.SignIn;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.crypto.Tokens;
import heddle.kernel.db.Tx;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Signing in through a provider: out with a state, back with a code, and in by the gate that all pass. */
public final class OAuth {
    private static final String SEAL = "oauth-verifier";
    private static final String PROFILE_SEAL = "oauth-profile";
    private static final int SECRET_BYTES = 32;
    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

    /** What an application asks for when a sign-in begins. */
    record Ask(
            @Nullable String redirectTo,
            @Nullable String challenge,
            @Nullable String linkTo) {}

    /** What the provider sent back with the browser; {@code user} is Apple's. */
    record Callback(
            @Nullable String state,
            @Nullable String code,
            @Nullable String error,
            @Nullable String issuer,
            @Nullable String user) {}

    /** How a sign-in ended: with a session or ticket, or with a code for the application. */
    sealed interface Outcome {
        record Entered(SessionJson.Answer answer) implements Outcome {}

        record Coded(String code) implements Outcome {}
    }

    private final Kernel kernel;
    private final Proofs proofs;
    private final Settings settings;
    private final Arrivals arrivals;
    private final SignIn signIn;
    private final ProviderCalls calls;

    /** With the well-known providers where they are. */
    public static OAuth of(Kernel kernel, Proofs proofs, Settings settings, Arrivals arrivals, SignIn signIn) {
        ProviderCalls calls = new ProviderCalls(kernel.outbound(), kernel.time(), Endpoints.STANDARD);
        return new OAuth(kernel, proofs, settings, arrivals, signIn, calls);
    }

    OAuth(Kernel kernel, Proofs proofs, Settings settings, Arrivals arrivals, SignIn signIn, ProviderCalls calls) {
        this.kernel = kernel;
        this.proofs = proofs;
        this.settings = settings;
        this.arrivals = arrivals;
        this.signIn = signIn;
        this.calls = calls;
    }

    /**
     * Begins a sign-in.
     *
     * @param from the request, bound to the realm
     * @param browser the cookie's value
     * @param own origin of our own pages
     * @return the provider's address to send the browser to
     * @throws Problem 404 and 403 for the provider, 400 INVALID_REDIRECT
     */
    String begin(Caller from, String slug, Ask ask, String browser, String own) {
        AuthConfig config = settings.config(from.tenantId());
        Provider provider = Provider.require(config, slug, calls.endpoints());
        String redirectTo = ask.redirectTo() == null ? null : Redirects.require(config, ask.redirectTo(), own);
        if (ask.challenge() != null
                && (redirectTo == null || !CHALLENGE.matcher(ask.challenge()).matches())) {
            throw Problem.invalid(
                    "code_challenge",
                    "invalid_format",
                    "Send redirect_to, and the base64url SHA-256 of the verifier as code_challenge");
        }
        String verifier = Tokens.base64Url(SECRET_BYTES);
        Flow flow = new Flow(
                slug,
                redirectTo,
                kernel.secrets().seal(SEAL, verifier),
                Tokens.base64Url(SECRET_BYTES),
                ask.challenge(),
                Tokens.sha256Hex(browser));
        // Asked before the state is stored: a call to another server has no place in a transaction.
        ProviderCalls.Door door = calls.door(provider);
        String state = kernel.db()
                .tx(from, tx -> proofs.issue(tx, Purpose.OAUTH_STATE, ask.linkTo(), "", flow.toJson()))
                .token();
        return calls.authorizeUrl(
                provider, door, new ProviderCalls.Question(state, flow.nonce(), s256(verifier), callback(own, slug)));
    }

    /**
     * The flow of a state that came back to the provider's callback, used up.
     *
     * @param browser the cookie's value, or null
     * @throws Problem 400 INVALID_STATE
     */
    Proof take(Caller from, String slug, @Nullable String state, @Nullable String browser) {
        Proof proof =
                proofs.find(Purpose.OAUTH_STATE, state == null ? "" : state).orElseThrow(OAuth::invalidState);
        Flow flow = Flow.of(proof);
        boolean sameBrowser = browser != null && Tokens.same(flow.browser(), Tokens.sha256Hex(browser));
        if (!flow.provider().equals(slug) || (flow.bound(proof.accountId() != null) && !sameBrowser)) {
            throw invalidState();
        }
        try {
            kernel.db().apart(from.in(proof.realm()), tx -> {
                proofs.use(tx, proof);
                return true;
            });
        } catch (Problem spent) {
            throw invalidState();
        }
        return proof;
    }

    /**
     * Finishes a sign-in whose state was taken.
     *
     * @throws Problem 400 PROVIDER_FAILED or ACCESS_DENIED, 401 INVALID_ID_TOKEN, and those of {@link Arrivals} and
     *     {@link SignIn}
     */
    Outcome finish(Caller from, Proof state, Callback callback, String own) {
        Flow flow = Flow.of(state);
        Caller in = from.in(state.realm());
        if (callback.error() != null || callback.code() == null) {
            throw denied(callback.error());
        }
        Provider provider = Provider.require(settings.config(state.realm()), flow.provider(), calls.endpoints());
        String verifier = kernel.secrets().openText(SEAL, flow.verifierSealed());
        Profile profile = calls.profile(
                provider, new ProviderCalls.Answered(callback, verifier, flow.nonce(), callback(own, flow.provider())));
        if (flow.challenge() == null) {
            return kernel.db().tx(in, tx -> new Outcome.Entered(enter(tx, in, profile, state.accountId())));
        }
        ObjectNode data = Json.object().put("challenge", flow.challenge());
        data.put(
                "profile_sealed",
                kernel.secrets().seal(PROFILE_SEAL, profile.toJson().toString()));
        return kernel.db()
                .tx(
                        in,
                        tx -> new Outcome.Coded(proofs.issue(tx, Purpose.OAUTH_CODE, state.accountId(), "", data)
                                .token()));
    }

    /**
     * Redeems the one-time code that an application got instead of tokens. A wrong verifier spends it.
     *
     * @throws Problem 401 INVALID_TOKEN
     */
    public SessionJson.Answer redeem(Caller from, String code, @Nullable String verifier) {
        Proof proof = proofs.find(Purpose.OAUTH_CODE, code).orElseThrow(OAuth::invalidCode);
        Caller in = from.in(proof.realm());
        try {
            kernel.db().apart(in, tx -> {
                proofs.use(tx, proof);
                return true;
            });
        } catch (Problem spent) {
            throw invalidCode();
        }
        boolean right = verifier != null
                && VERIFIER.matcher(verifier).matches()
                && Tokens.same(s256(verifier), proof.data().path("challenge").asString(""));
        if (!right) {
            throw invalidCode();
        }
        String profile = kernel.secrets()
                .openText(PROFILE_SEAL, proof.data().path("profile_sealed").asString(""));
        return kernel.db().tx(in, tx -> enter(tx, in, Profile.of(Json.trusted(profile)), proof.accountId()));
    }

    private SessionJson.Answer enter(Tx tx, Caller in, Profile profile, @Nullable String linkTo) {
        AuthConfig config = settings.config(in.tenantId());
        boolean wellKnown = config.providers().named(profile.provider()).isPresent();
        Terms terms = new Terms(config.signupEnabled(), true, wellKnown, Role.AUTHENTICATED, linkTo);
        var account = arrivals.enter(tx, in, profile, terms);
        return signIn.admit(tx, in, account, new SignIn.Shown("oauth:" + profile.provider(), false, "api"));
    }

    private static String callback(String own, String slug) {
        return own + "/v1/auth/oauth/" + slug + "/callback";
    }

    private static String s256(String verifier) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Tokens.sha256(verifier));
    }

    private static Problem denied(@Nullable String error) {
        return "access_denied".equals(error) || "user_cancelled_authorize".equals(error)
                ? Problem.badRequest("ACCESS_DENIED", "The sign-in was cancelled at the provider")
                : Problem.badRequest("PROVIDER_FAILED", "The provider did not let this sign-in finish; try again");
    }

    private static Problem invalidState() {
        return Problem.badRequest(
                "INVALID_STATE", "This sign-in was not begun in this browser, or too long ago; begin again");
    }

    private static Problem invalidCode() {
        return Problem.unauthorized("INVALID_TOKEN", "This auth_code is not valid any more, or its verifier is wrong");
    }
}
