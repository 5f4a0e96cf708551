package heddle.identity.platform;

import heddle.kernel.access.Caller;
import heddle.kernel.http.FormBody;
import heddle.kernel.http.Handler;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.problem.Problem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** Lets people in to pages about their own account. Who is not signed in does that first, and comes back. */
final class Visitors {
    private Visitors() {}

    /** A page for somebody. */
    @FunctionalInterface
    interface Page {
        Reply show(Request in, Caller person);
    }

    /** What a form of a page does for somebody. */
    @FunctionalInterface
    interface Form {
        Reply take(Map<String, String> fields, Caller person);
    }

    static Handler page(Page page) {
        return in -> {
            Caller person = in.visitor();
            return person == null || person.kind() != Caller.Kind.USER ? signInFirst(in) : page.show(in, person);
        };
    }

    /** Only a page of ours may send it. */
    static Handler form(Form form) {
        return in -> {
            if (!in.sameOrigin()) {
                throw Problem.forbidden("FORBIDDEN", "This form is sent from its own page only");
            }
            Caller person = in.visitor();
            return person == null || person.kind() != Caller.Kind.USER
                    ? signInFirst(in)
                    : form.take(FormBody.parse(new String(in.raw(), StandardCharsets.UTF_8)), person);
        };
    }

    /** How a page tells somebody whom it takes them for. */
    static String called(Caller person) {
        JsonNode email = person.claims().get("email");
        return email == null ? person.label() : email.asString(person.label());
    }

    private static Reply signInFirst(Request in) {
        String code = Objects.requireNonNullElse(in.query(DevicePages.CODE), "");
        String back = in.fullPath() + (code.isEmpty() ? "" : "?" + DevicePages.CODE + "=" + encoded(code));
        return Reply.redirect(PlatformPages.SIGN_IN + "?to=" + encoded(back));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
