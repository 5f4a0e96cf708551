package heddle.identity.platform;

import static heddle.kernel.access.Permission.PUBLIC;

import heddle.kernel.access.Caller;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.page.Pages;
import heddle.kernel.problem.Problem;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The page on which a person lets a terminal elsewhere in, or refuses it, once they have seen who asks. */
public final class DevicePages {
    static final String PATH = "/device";
    static final String CODE = "user_code";

    private static final long MAX_FORM = 16_384;

    private final DeviceLogins logins;
    private final Pages pages = new Pages("heddle.identity.portal.view");

    DevicePages(DeviceLogins logins) {
        this.logins = logins;
    }

    /**
     * What the template is filled with.
     *
     * @param person who is signed in
     * @param code as it was typed
     * @param reason why it failed before, or null
     * @param program that waits for yes or no, or null until the code is known
     * @param ip from where it asked
     * @param said what was decided, {@code approve} or {@code deny}, or null before that
     */
    public record Form(
            String person,
            String code,
            @Nullable String reason,
            @Nullable String program,
            String ip,
            @Nullable String said) {}

    void declare(Routes routes) {
        routes.get(PATH, PUBLIC)
                .group("Pages")
                .summary("Let a terminal in that shows a code")
                .query(CODE, "string", "The code that the terminal shows")
                .produces("text/html")
                .to("DevicePages.form", Visitors.page(this::show));
        routes.post(PATH, PUBLIC)
                .group("Pages")
                .summary("Approve or deny a terminal")
                .takesTree()
                .consumes(PlatformPages.FORM)
                .maxBody(MAX_FORM)
                .reads()
                .produces("text/html")
                .to("DevicePages.decide", Visitors.form(this::take));
    }

    /** A code in the link is typed for the person, not judged: only a form of ours spends a try. */
    private Reply show(Request in, Caller person) {
        String code = Objects.requireNonNullElse(in.query(CODE), "");
        return page(200, new Form(Visitors.called(person), code, null, null, "", null));
    }

    private Reply take(Map<String, String> fields, Caller person) {
        String code = fields.getOrDefault(CODE, "");
        String word = fields.get("decision");
        try {
            DeviceLogins.Asking asking =
                    word == null ? logins.look(person, code) : logins.decide(person, code, word.equals("approve"));
            return page(200, new Form(Visitors.called(person), code, null, asking.program(), asking.ip(), word));
        } catch (Problem refused) {
            return page(refused.status(), new Form(Visitors.called(person), code, refused.text(), null, "", null));
        }
    }

    private Reply page(int status, Form form) {
        return pages.page(status, "Let a terminal in", "device.jte", form);
    }
}
