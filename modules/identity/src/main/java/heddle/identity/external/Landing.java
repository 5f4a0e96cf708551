package heddle.identity.external;

import heddle.identity.session.SessionJson;
import heddle.identity.settings.Redirects;
import heddle.kernel.http.Reply;
import heddle.kernel.problem.Problem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sends a browser back to the application. What it brings stands in the fragment, which no server sees and no log keeps.
 */
public final class Landing {
    private Landing() {}

    /**
     * @param redirectTo checked when the sign-in began; null to answer with JSON
     */
    public static Reply arrived(@Nullable String redirectTo, SessionJson.Answer answer) {
        if (redirectTo == null) {
            return Reply.ok(answer).header("Cache-Control", "no-store");
        }
        Map<String, String> members = new LinkedHashMap<>();
        if (answer.accessToken() != null && answer.refreshToken() != null) {
            members.put("access_token", answer.accessToken());
            members.put("refresh_token", answer.refreshToken());
        }
        if (answer.mfaTicket() != null) {
            members.put("mfa_ticket", answer.mfaTicket());
            if (answer.factors() != null) {
                members.put(
                        "factor_ids",
                        answer.factors().stream()
                                .map(SessionJson.FactorChoice::id)
                                .collect(Collectors.joining(",")));
            }
        }
        members.put("expires_in", Integer.toString(answer.expiresIn()));
        members.put("token_type", answer.tokenType());
        return Reply.redirect(withFragment(redirectTo, members));
    }

    /** A one-time code, useless to whoever does not hold the verifier of the application. */
    public static Reply withCode(String redirectTo, String code) {
        return Reply.redirect(Redirects.with(redirectTo, "code", code));
    }

    /**
     * @param prefix before the code of the problem, e.g. {@code saml_}
     * @throws Problem itself where there is no address to send the browser to
     */
    public static Reply refused(@Nullable String redirectTo, String prefix, Problem problem) {
        if (redirectTo == null) {
            throw problem;
        }
        String code = problem.code().toLowerCase(Locale.ROOT);
        Map<String, String> members = new LinkedHashMap<>();
        members.put("error", code.startsWith(prefix) ? code : prefix + code);
        members.put("error_description", problem.text());
        return Reply.redirect(withFragment(redirectTo, members));
    }

    private static String withFragment(String url, Map<String, String> members) {
        int old = url.indexOf('#');
        String pairs = members.entrySet().stream()
                .map(m -> m.getKey() + "=" + URLEncoder.encode(m.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return (old < 0 ? url : url.substring(0, old)) + "#" + pairs;
    }
}
