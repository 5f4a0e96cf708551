package heddle.kernel.page;

import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import heddle.kernel.http.Reply;
import java.util.List;

/**
 * Renders a module's pages. Templates are compiled at build time from {@code src/main/jte}; each takes one record, and
 * its output stands in the layout that all pages share.
 */
public final class Pages {
    /** The package of the kernel's own templates. */
    public static final String KERNEL = "heddle.kernel.page.view";

    /** Nothing inline, nothing of another origin, framed by nobody. */
    public static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
            + " font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none';"
            + " frame-ancestors 'none'";

    private final TemplateEngine layouts = engine(KERNEL);
    private final TemplateEngine bodies;

    /**
     * @param templates the package that the module's templates were compiled into
     */
    public Pages(String templates) {
        this.bodies = templates.equals(KERNEL) ? layouts : engine(templates);
    }

    /** The policy for a page that also needs something of other origins. */
    public static String policyWith(String origins, List<String> directives) {
        String policy = POLICY;
        for (String directive : directives) {
            policy = policy.replace(directive + " 'self'", directive + " 'self' " + origins);
        }
        return policy;
    }

    public Reply page(String title, String template, Object model) {
        return page(200, title, template, model);
    }

    /**
     * @param template file below {@code src/main/jte}, e.g. {@code outbox.jte}
     * @param model what the template's one parameter is
     */
    public Reply page(int status, String title, String template, Object model) {
        Content body = out -> bodies.render(template, model, out);
        StringOutput page = new StringOutput(8 * 1024);
        layouts.render("layout.jte", new Layout(title, body), page);
        return Reply.bytes(
                        status,
                        "text/html; charset=utf-8",
                        page.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .header("Content-Security-Policy", POLICY)
                .header("Cache-Control", "no-store");
    }

    private static TemplateEngine engine(String templates) {
        return TemplateEngine.createPrecompiled(null, ContentType.Html, Pages.class.getClassLoader(), templates);
    }
}
