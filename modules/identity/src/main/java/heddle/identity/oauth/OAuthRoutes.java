package heddle.identity.oauth;

import static heddle.kernel.access.Permission.PUBLIC;

import heddle.identity.external.Landing;
import heddle.identity.proof.Proof;
import heddle.identity.session.SessionJson;
import heddle.identity.tenant.Entrance;
import heddle.kernel.access.Caller;
import heddle.kernel.crypto.Tokens;
import heddle.kernel.http.FormBody;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sign-in through other providers, in the group Authentication. */
public final class OAuthRoutes {
    private static final String GROUP = "Authentication";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String COOKIE = "heddle-sign-in";
    private static final Pattern COOKIE_VALUE = Pattern.compile("[A-Za-z0-9_-]{43}");

    record Begun(String url) {}

    private final OAuth oauth;
    private final Entrance entrance;
    private final Supplier<String> own;

    /**
     * @param own origin of our own pages
     */
    public OAuthRoutes(OAuth oauth, Entrance entrance, Supplier<String> own) {
        this.oauth = oauth;
        this.entrance = entrance;
        this.own = own;
    }

    public void declare(Routes routes) {
        routes.get("/v1/auth/oauth/{provider}", PUBLIC)
                .group(GROUP)
                .summary("OAuth redirect")
                .query("redirect_to", "string", "Where to go afterwards; without it the callback answers with JSON")
                .query("tenant_id", "string", "The tenant, when no credential names it")
                .query("apikey", "string", "A key, where no header can be set")
                .query("code_challenge", "string", "SHA-256 of a verifier, to get a one-time code instead of tokens")
                .query("link", "boolean", "Add this provider to the account of the person who is signed in")
                .query("skip_redirect", "boolean", "Answer with the address instead of a redirect")
                .gives(200, Begun.class)
                .to("OAuth.begin", this::begin);
        routes.get("/v1/auth/oauth/{provider}/callback", PUBLIC)
                .group(GROUP)
                .summary("OAuth callback")
                .query("code", "string", "The provider's code")
                .query("state", "string", "The state that the sign-in began with")
                .gives(200, SessionJson.Answer.class)
                .to("OAuth.finish", in -> callback(in, in::query));
        routes.post("/v1/auth/oauth/{provider}/callback", PUBLIC)
                .group(GROUP)
                .summary("OAuth callback (form)")
                .consumes(FORM)
                .takesTree()
                .gives(200, SessionJson.Answer.class)
                // The state is good once, so a repeat is harmless, and the call to the provider needs no transaction.
                .reads()
                .to("OAuth.finish", this::posted);
    }

    private Reply begin(Request in) {
        Caller from = entrance.caller(in);
        String challengeMethod = in.query("code_challenge_method");
        if (challengeMethod != null && !challengeMethod.equals("S256")) {
            throw Problem.invalid("code_challenge_method", "invalid_enum", "code_challenge_method must be S256");
        }
        String linkTo = null;
        if (in.flag("link")) {
            linkTo = from.userId();
            if (linkTo == null) {
                throw Problem.unauthorized("UNAUTHORIZED", "To link a provider send the access token of the account");
            }
        }
        String known = cookie(in);
        String browser = known == null ? Tokens.base64Url(32) : known;
        OAuth.Ask ask = new OAuth.Ask(text(in.query("redirect_to")), text(in.query("code_challenge")), linkTo);
        String url = oauth.begin(from, in.path("provider"), ask, browser, own.get());
        Reply reply = in.flag("skip_redirect") ? Reply.ok(new Begun(url)) : Reply.redirect(url);
        return reply.header("Cache-Control", "no-store")
                .header("Set-Cookie", setCookie(browser, in.path("provider").equals("apple")));
    }

    private Reply posted(Request in) {
        if (!in.contentType().equals(FORM)) {
            throw Problem.of(415, "UNSUPPORTED_MEDIA_TYPE", "Send a form");
        }
        Map<String, String> form = FormBody.parse(new String(in.raw(), StandardCharsets.UTF_8));
        return callback(in, form::get);
    }

    private Reply callback(Request in, Fields fields) {
        OAuth.Callback callback = new OAuth.Callback(
                text(fields.get("state")),
                text(fields.get("code")),
                text(fields.get("error")),
                text(fields.get("iss")),
                text(fields.get("user")));
        Proof state = oauth.take(in.caller(), in.path("provider"), callback.state(), cookie(in));
        String redirectTo = Flow.of(state).redirectTo();
        try {
            return switch (oauth.finish(in.caller(), state, callback, own.get())) {
                case OAuth.Outcome.Entered entered -> Landing.arrived(redirectTo, entered.answer());
                case OAuth.Outcome.Coded coded -> Landing.withCode(String.valueOf(redirectTo), coded.code());
            };
        } catch (Problem refused) {
            return Landing.refused(redirectTo, "", refused);
        }
    }

    /** A field of the callback by name; null when absent. */
    private interface Fields {
        @Nullable
        String get(String name);
    }

    private static @Nullable String cookie(Request in) {
        String value = in.cookie(COOKIE);
        return value != null && COOKIE_VALUE.matcher(value).matches() ? value : null;
    }

    /** Apple's form comes from another site, and browsers send such a form only cookies that allow it. */
    private String setCookie(String value, boolean fromForms) {
        boolean secure = own.get().startsWith("https:");
        return COOKIE + "=" + value + "; Path=/v1/auth; Max-Age=600; HttpOnly; SameSite="
                + (fromForms && secure ? "None" : "Lax") + (secure ? "; Secure" : "");
    }

    private static @Nullable String text(@Nullable String value) {
        return value == null || value.isEmpty() ? null : value;
    }
}
