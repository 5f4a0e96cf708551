package heddle.identity.hub;

import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.page.Pages;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pages of the session endpoints, for browsers without an application of their own. */
public final class SignInPages {
    private static final Map<String, String> REASONS = Map.of(
            "CredentialsSignin", "E-mail address or password is not right, or it was tried too often.",
            "AccessDenied", "This account may not sign in.",
            "MissingCSRF", "This page was open for too long. Try again.",
            "SecondFactorRequired", "This account asks for a second factor. Sign in here to be asked for it.");
    private static final String OTHER = "Signing in failed. Try again.";

    private final Pages pages = new Pages("heddle.identity.portal.view");
    private final Csrf csrf;
    private final Cookies cookies;
    private final CallbackUrls urls;

    /**
     * @param callbackUrl where to go afterwards
     * @param reason why it failed before, or null
     */
    public record Form(
            String csrfToken, String callbackUrl, @Nullable String reason) {}

    /**
     * @param pendingToken of the sign-in that waits
     */
    public record SecondFactorForm(String csrfToken, String callbackUrl, String pendingToken) {}

    SignInPages(Csrf csrf, Cookies cookies, CallbackUrls urls) {
        this.csrf = csrf;
        this.cookies = cookies;
        this.urls = urls;
    }

    Reply signIn(Request in, String token) {
        return withToken(in, token, pages.page("Sign in", "sign-in.jte", form(in, token)));
    }

    Reply signOut(Request in, String token) {
        return withToken(in, token, pages.page("Sign out", "sign-out.jte", form(in, token)));
    }

    Reply secondFactor(Request in, String token, String pendingToken, String callbackUrl) {
        SecondFactorForm form = new SecondFactorForm(token, callbackUrl, pendingToken);
        return withToken(in, token, pages.page("Second factor", "second-factor.jte", form));
    }

    Reply error(Request in) {
        return pages.page(200, "Not signed in", "sign-in-error.jte", form(in, ""));
    }

    private Form form(Request in, String token) {
        String error = in.query("error");
        return new Form(
                token,
                urls.allowed(in.query("callbackUrl")),
                error == null ? null : REASONS.getOrDefault(error, OTHER));
    }

    private Reply withToken(Request in, String token, Reply page) {
        return cookies.withCsrf(in, page, csrf.cookieValue(token));
    }
}
