package heddle.identity.hub;

import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import java.util.Map;

/** How a client of the session endpoints wants to be told where to go. */
enum Asked {
    /** The older client's script: the address in the body, and the status of what happened. */
    V4,
    /** The newer client's script: the address in the body. */
    V5,
    /** A browser's form: a redirect. */
    FORM,
    /** A program that signs in by itself. */
    PLAIN;

    static Asked of(Request in, Map<String, String> fields) {
        if ("true".equals(fields.get("json"))) {
            return V4;
        }
        if (in.header("X-Auth-Return-Redirect") != null) {
            return V5;
        }
        return in.contentType().equals("application/json") ? PLAIN : FORM;
    }

    /**
     * @param status for the client that wants to know
     */
    Reply go(int status, String url) {
        return this == FORM ? Reply.redirect(url) : Reply.of(this == V5 ? 200 : status, Map.of("url", url));
    }

    String missingCsrf(String page) {
        return this == V4 ? "/api/auth/" + page + "?csrf=true" : "/api/auth/signin?error=MissingCSRF";
    }
}
