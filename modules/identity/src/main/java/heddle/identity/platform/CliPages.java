package heddle.identity.platform;

import static heddle.kernel.access.Permission.PUBLIC;

import heddle.kernel.access.Caller;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Routes;
import heddle.kernel.page.Pages;
import heddle.kernel.problem.Problem;
import org.jspecify.annotations.Nullable;

/** The page on which a signed-in person sees a code for their terminal. */
public final class CliPages {
    private static final String PATH = "/cli";
    private static final long MAX_FORM = 16_384;

    private final CliLogins logins;
    private final Pages pages = new Pages("heddle.identity.portal.view");

    CliPages(CliLogins logins) {
        this.logins = logins;
    }

    /**
     * What the template is filled with.
     *
     * @param person who is signed in
     * @param reason why it failed before, or null
     * @param code to type into the terminal, or null before that
     */
    public record Form(
            String person,
            @Nullable String reason,
            @Nullable String code) {}

    void declare(Routes routes) {
        routes.get(PATH, PUBLIC)
                .group("Pages")
                .summary("Where to get a code for the terminal")
                .produces("text/html")
                .to(
                        "CliPages.form",
                        Visitors.page((in, person) -> page(200, new Form(Visitors.called(person), null, null))));
        routes.post(PATH, PUBLIC)
                .group("Pages")
                .summary("Show a code for the terminal")
                .takesTree()
                .consumes(PlatformPages.FORM)
                .maxBody(MAX_FORM)
                .reads()
                .produces("text/html")
                .to("CliPages.code", Visitors.form((fields, person) -> code(person)));
    }

    private Reply code(Caller person) {
        try {
            String code = TypedCodes.shown(logins.code(person, person.id()));
            return page(200, new Form(Visitors.called(person), null, code));
        } catch (Problem refused) {
            return page(refused.status(), new Form(Visitors.called(person), refused.text(), null));
        }
    }

    private Reply page(int status, Form form) {
        return pages.page(status, "Sign in a terminal", "cli.jte", form);
    }
}
