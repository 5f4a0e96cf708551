package heddle.identity.hub;

import static heddle.kernel.access.Permission.PUBLIC;

import heddle.kernel.access.Caller;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.problem.Problem;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The session endpoints that NextAuth's browser clients call, as both of its generations expect them, and the plain
 * login of programs.
 */
final class NextAuthRoutes {
    private static final String GROUP = "Hub Sessions";
    private static final String FORM = "application/x-www-form-urlencoded";

    private final HubSignIn signIn;
    private final TwoFactor factors;
    private final HubPeople people;
    private final Csrf csrf;
    private final Cookies cookies;
    private final CallbackUrls urls;
    private final SignInPages pages;

    NextAuthRoutes(
            HubSignIn signIn,
            TwoFactor factors,
            HubPeople people,
            Csrf csrf,
            Cookies cookies,
            CallbackUrls urls,
            SignInPages pages) {
        this.signIn = signIn;
        this.factors = factors;
        this.people = people;
        this.csrf = csrf;
        this.cookies = cookies;
        this.pages = pages;
        this.urls = urls;
    }

    void declare(Routes routes) {
        routes.get("/api/auth/csrf", PUBLIC)
                .group(GROUP)
                .summary("Get a CSRF token")
                .to("HubSignIn.csrf", this::csrf);
        routes.get("/api/auth/providers", PUBLIC)
                .group(GROUP)
                .summary("List the ways to sign in")
                .to("HubSignIn.providers", this::providers);
        routes.get("/api/auth/session", PUBLIC)
                .group(GROUP)
                .summary("Get the session, and prolong it")
                .to("HubSignIn.session", this::session);
        routes.post("/api/auth/session", PUBLIC)
                .group(GROUP)
                .summary("Read the session anew")
                .takesTree()
                .setsCookies()
                .to("HubSignIn.renewSession", this::renewSession);
        routes.post("/api/auth/callback/credentials", PUBLIC)
                .group(GROUP)
                .summary("Sign in with e-mail and password")
                .takesTree()
                .consumes(FORM)
                .setsCookies()
                .to("HubSignIn.withPassword", this::credentials);
        routes.post("/api/auth/signout", PUBLIC)
                .group(GROUP)
                .summary("Sign out")
                .takesTree()
                .consumes(FORM)
                .setsCookies()
                .to("HubSignIn.signOut", this::signOut);
        routes.get("/api/auth/signin", PUBLIC)
                .group(GROUP)
                .summary("The page to sign in at")
                .produces("text/html")
                .to("HubSignIn.page", in -> pages.signIn(in, held(in)));
        routes.get("/api/auth/signout", PUBLIC)
                .group(GROUP)
                .summary("The page to sign out at")
                .produces("text/html")
                .to("HubSignIn.signOutPage", in -> pages.signOut(in, held(in)));
        routes.get("/api/auth/error", PUBLIC)
                .group(GROUP)
                .summary("The page that says why signing in failed")
                .produces("text/html")
                .to("HubSignIn.errorPage", pages::error);
    }

    /** The token in the browser's cookie, or a new one for it. */
    private String held(Request in) {
        String known = csrf.held(in.cookies());
        return known == null ? csrf.fresh() : known;
    }

    private Reply csrf(Request in) {
        String token = held(in);
        Reply reply = noStore(Reply.ok(Map.of("csrfToken", token)));
        return cookies.withCsrf(in, reply, csrf.cookieValue(token));
    }

    private Reply providers(Request in) {
        return Reply.ok(Map.of(
                "credentials",
                Map.of(
                        "id", "credentials",
                        "name", "Credentials",
                        "type", "credentials",
                        "signinUrl", urls.at("/api/auth/signin/credentials"),
                        "callbackUrl", urls.at("/api/auth/callback/credentials"))));
    }

    private Reply session(Request in) {
        Caller caller = caller(in);
        Optional<HubSignIn.Live> live = caller == null ? Optional.empty() : signIn.live(caller);
        if (live.isEmpty()) {
            // The older client takes an empty object for nobody, the newer one null.
            Reply nobody = Reply.json(200, Generation.of(in.cookies()) == Generation.V4 ? bytes("{}") : bytes("null"));
            return cookies.withoutSession(in, noStore(nobody));
        }
        HubJson.SessionView view = new HubJson.SessionView(
                people.person(live.get().account()), live.get().expires());
        String token = Cookies.session(in);
        Reply reply = noStore(Reply.ok(view));
        return token == null ? reply : cookies.withSession(in, reply, token, view.expires());
    }

    private Reply renewSession(Request in) {
        if (!csrf.fits(in.cookies(), Fields.of(in).get("csrfToken"))) {
            return Reply.json(400, bytes("null"));
        }
        return session(in);
    }

    private Reply credentials(Request in) {
        Map<String, String> fields = Fields.of(in);
        Asked asked = Asked.of(in, fields);
        boolean genuine = csrf.fits(in.cookies(), fields.get("csrfToken"));
        if (asked == Asked.PLAIN) {
            if (!genuine && in.crossSite()) {
                throw Problem.forbidden("FORBIDDEN", "A page of another site may sign nobody in here");
            }
            return plain(in, fields);
        }
        String back = urls.allowed(fields.get("callbackUrl"));
        if (!genuine) {
            return asked.go(200, urls.at(asked.missingCsrf("signin")));
        }
        try {
            HubSignIn.In entered = enter(in, fields);
            return entered.secondFactorDue() ? secondFactor(in, asked, entered, back) : in(in, asked, entered, back);
        } catch (Problem refused) {
            return refused(asked, refused);
        }
    }

    private HubSignIn.In enter(Request in, Map<String, String> fields) {
        String pending = fields.get("pendingToken");
        HubSignIn.In entered = pending == null
                ? signIn.withPassword(
                        in.caller(),
                        fields.getOrDefault("email", ""),
                        fields.getOrDefault("password", ""),
                        fields.get("userType"))
                : factors.complete(in.caller(), pending, fields.getOrDefault("code", ""));
        endOld(in);
        return entered;
    }

    /** A browser that signs in leaves the session behind that it came with, whoever planted it there. */
    private void endOld(Request in) {
        Caller before = Cookies.session(in) == null ? null : caller(in);
        if (before != null) {
            signIn.signOut(before);
        }
    }

    private Reply in(Request in, Asked asked, HubSignIn.In entered, String back) {
        Reply reply = cookies.withSession(in, asked.go(200, back), entered.token(), signIn.expires(entered));
        return cookies.withCallback(in, reply, back);
    }

    private Reply secondFactor(Request in, Asked asked, HubSignIn.In entered, String back) {
        String ticket = String.valueOf(entered.session().mfaTicket());
        if (asked == Asked.FORM) {
            return pages.secondFactor(in, held(in), ticket, back);
        }
        return Reply.ok(Map.of(
                "url",
                urls.at("/api/auth/signin?error=SecondFactorRequired&code=second_factor"),
                "requires2FA",
                true,
                "pendingToken",
                ticket));
    }

    private Reply refused(Asked asked, Problem refused) {
        if (asked == Asked.V4) {
            boolean closed = refused.status() == 403;
            String why = closed ? "AccessDenied" : "CredentialsSignin&provider=credentials";
            return retryAfter(asked.go(refused.status(), urls.at("/api/auth/error?error=" + why)), refused);
        }
        String why = refused.status() == 403 ? "AccessDenied" : "CredentialsSignin&code=credentials";
        return retryAfter(asked.go(200, urls.at("/api/auth/signin?error=" + why)), refused);
    }

    private static Reply retryAfter(Reply reply, Problem refused) {
        String wait = refused.headers().get("Retry-After");
        return wait == null ? reply : reply.header("Retry-After", wait);
    }

    private Reply plain(Request in, Map<String, String> fields) {
        HubSignIn.In entered = enter(in, fields);
        if (entered.secondFactorDue()) {
            return Reply.ok(PlainAnswers.secondFactor(entered.session()));
        }
        Reply reply = Reply.ok(PlainAnswers.signedIn(signedIn(entered)));
        return cookies.withSession(in, noStore(reply), entered.token(), signIn.expires(entered));
    }

    private HubJson.SignedIn signedIn(HubSignIn.In entered) {
        return new HubJson.SignedIn(
                people.person(entered.account()),
                HubJson.userType(entered.account()),
                entered.token(),
                signIn.expires(entered));
    }

    private Reply signOut(Request in) {
        Map<String, String> fields = Fields.of(in);
        Asked asked = Asked.of(in, fields);
        // A program that shows its token itself is not a browser that somebody else talked into it.
        boolean program = asked == Asked.PLAIN && Cookies.session(in) == null;
        if (!program && !csrf.fits(in.cookies(), fields.get("csrfToken"))) {
            if (asked == Asked.PLAIN) {
                throw Problem.badRequest("VALIDATION_ERROR", "Send the csrfToken of GET /api/auth/csrf along");
            }
            return asked.go(200, urls.at(asked.missingCsrf("signout")));
        }
        Caller caller = caller(in);
        if (caller != null) {
            signIn.signOut(caller);
        }
        return cookies.withoutSession(in, asked.go(200, urls.allowed(fields.get("callbackUrl"))));
    }

    /** Whose session came along; null when it has ended, or a page of another site sent it. */
    static @Nullable Caller caller(Request in) {
        try {
            Caller caller = in.bearerCaller();
            return caller != null && caller.kind() == Caller.Kind.USER ? caller : null;
        } catch (Problem ended) {
            return null;
        }
    }

    private static Reply noStore(Reply reply) {
        return reply.header("Cache-Control", "private, no-cache, no-store");
    }

    private static byte[] bytes(String json) {
        return json.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
