package heddle.identity.platform;

import static heddle.kernel.access.Permission.PUBLIC;

import heddle.kernel.http.FormBody;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.page.Pages;
import heddle.kernel.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The page on which somebody signs in to see a code for their terminal. It opens no session. */
public final class CliPages {
    private static final String PATH = "/cli";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final long MAX_FORM = 16_384;

    private final PlatformAccounts people;
    private final CliLogins logins;
    private final Pages pages = new Pages("heddle.identity.portal.view");

    CliPages(PlatformAccounts people, CliLogins logins) {
        this.people = people;
        this.logins = logins;
    }

    /**
     * What the template is filled with.
     *
     * @param reason why it failed before, or null
     * @param code to type into the terminal, or null before that
     */
    public record Form(
            String email, @Nullable String reason, @Nullable String code) {}

    void declare(Routes routes) {
        routes.get(PATH, PUBLIC)
                .group("Pages")
                .summary("Sign in to see a code for the terminal")
                .produces("text/html")
                .to("CliPages.form", in -> page(200, new Form("", null, null)));
        routes.post(PATH, PUBLIC)
                .group("Pages")
                .summary("Show a code for the terminal")
                .consumes(FORM)
                .maxBody(MAX_FORM)
                .reads()
                .produces("text/html")
                .to("CliPages.code", this::code);
    }

    private Reply code(Request in) {
        if (in.crossSite()) {
            throw Problem.forbidden("FORBIDDEN", "This form is sent from its own page only");
        }
        Map<String, String> form = FormBody.parse(new String(in.raw(), StandardCharsets.UTF_8));
        String email = form.getOrDefault("email", "");
        try {
            PlatformJson.Login shown = new PlatformJson.Login(email, form.getOrDefault("password", ""));
            String code =
                    logins.code(in.caller(), people.judge(in.caller(), shown).id());
            int half = code.length() / 2;
            return page(200, new Form(email, null, code.substring(0, half) + "-" + code.substring(half)));
        } catch (Problem refused) {
            return page(refused.status(), new Form(email, refused.text(), null));
        }
    }

    private Reply page(int status, Form form) {
        return pages.page(status, "Sign in a terminal", "cli.jte", form);
    }
}
