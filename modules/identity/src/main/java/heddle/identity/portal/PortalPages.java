package heddle.identity.portal;

import static heddle.kernel.access.Permission.PUBLIC;

import heddle.contracts.TenantFacts;
import heddle.identity.page.Notice;
import heddle.identity.proof.Proofs;
import heddle.identity.settings.Settings;
import heddle.identity.tenant.NamedTenant;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.page.Pages;
import heddle.kernel.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The portal's page and its script. What they do, they do through the API like any other client. */
public final class PortalPages {
    private static final String PATH = "/portal";
    private static final String TEMPLATE = "portal.jte";

    private final Settings settings;
    private final NamedTenant named;
    private final MailedLinks links;
    private final Supplier<String> own;
    private final Pages pages = new Pages("heddle.identity.portal.view");
    private final byte[] script = resource("portal.js");

    /**
     * @param own origin of our own pages
     */
    public PortalPages(Settings settings, NamedTenant named, Proofs proofs, InstantSource time, Supplier<String> own) {
        this.settings = settings;
        this.named = named;
        this.links = new MailedLinks(proofs, time);
        this.own = own;
    }

    public void declare(Routes routes) {
        routes.get(PATH, PUBLIC)
                .group("Pages")
                .summary("The portal: sign in and look after an account")
                .query("tenant", "string", "Slug or id of the tenant, when its host does not name it")
                .query("token", "string", "The token of a mailed link")
                .query("type", "string", "What the token is for: verify, magic_link, reset or invite")
                .produces("text/html")
                .to("Portal.page", this::page);
        routes.get(PATH + "/portal.js", PUBLIC)
                .group("Pages")
                .summary("The portal's script")
                .produces("text/javascript")
                .quiet()
                .to(
                        "Portal.script",
                        in -> Reply.bytes(200, "text/javascript; charset=utf-8", script)
                                .header("Cache-Control", "no-cache"));
    }

    private Reply page(Request in) {
        TenantFacts.Facts tenant;
        try {
            tenant = named.find(in, in.query("tenant"));
        } catch (Problem unknown) {
            return nameless(404);
        }
        if (tenant != null && !tenant.status().equals("active")) {
            return nameless(404);
        }
        String token = in.query("token");
        MailedLinks.Dead dead = token == null || token.isEmpty()
                ? null
                : links.dead(in.query("type"), token, tenant == null ? null : tenant.id());
        if (dead != null) {
            return pages.page(dead.status(), dead.notice().title(), Notice.TEMPLATE, dead.notice());
        }
        return tenant == null ? nameless(200) : of(tenant);
    }

    private Reply nameless(int status) {
        return pages.page(status, "Sign in", TEMPLATE, PortalPage.nameless(own.get() + PATH));
    }

    private Reply of(TenantFacts.Facts tenant) {
        PortalPage page = PortalPage.of(tenant.id(), tenant.name(), own.get() + PATH, settings.config(tenant.id()));
        Reply reply = pages.page(tenant.name(), TEMPLATE, page);
        return page.captcha() == null
                ? reply
                : reply.header("Content-Security-Policy", page.captcha().policy());
    }

    private static byte[] resource(String name) {
        try (@Nullable InputStream in = PortalPages.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("Missing resource " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
