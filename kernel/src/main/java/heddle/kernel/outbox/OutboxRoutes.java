package heddle.kernel.outbox;

import heddle.kernel.access.Permission;
import heddle.kernel.http.Cidr;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.page.Pages;
import heddle.kernel.problem.Problem;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What was sent, for the operator; and as pages for whoever develops on this server. */
public final class OutboxRoutes {
    private static final List<Cidr> NEAR =
            Stream.of("127.0.0.0/8", "::1").flatMap(n -> Cidr.parse(n).stream()).toList();
    private static final String GROUP = "Platform";
    private static final int SHOWN = 50;
    private static final int MAX_SHOWN = 100;
    /** The mail as it would look, with its own styles, but without scripts, forms, other origins or ours. */
    private static final String MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:;"
            + " base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox";

    private final Outbox outbox;
    private final Pages pages = new Pages(Pages.KERNEL);

    public OutboxRoutes(Outbox outbox) {
        this.outbox = outbox;
    }

    public void declare(Routes routes) {
        routes.get("/v1/platform/outbox", Permission.PLATFORM)
                .group(GROUP)
                .summary("List mail and SMS that Heddle sent or kept")
                .query("to", "string", "Only messages to this address or number")
                .query("limit", "integer", "At most this many, the newest first; 50 unless given, 100 at most")
                .gives(200, OutboxJson.Page.class)
                .to("Outbox.list", this::list);
    }

    /** The pages show one-time links: not for production, and only for who sits at the server itself. */
    public void declarePages(Routes routes) {
        routes.get("/outbox", Permission.PUBLIC)
                .group("Pages")
                .summary("The outbox as a page; not in production")
                .query("to", "string", "Only messages to this address or number")
                .produces("text/html")
                .to("Outbox.page", this::page);
        routes.get("/outbox/{message_id}", Permission.PUBLIC)
                .group("Pages")
                .summary("A message of the outbox as a page; not in production")
                .produces("text/html")
                .to("Outbox.message", this::message);
        routes.get("/outbox/{message_id}/html", Permission.PUBLIC)
                .group("Pages")
                .summary("The HTML of a mail, to be framed; not in production")
                .produces("text/html")
                .to("Outbox.html", this::html);
    }

    private Reply list(Request in) {
        Outbox.Page page = outbox.newest(recipient(in), in.limit(SHOWN, MAX_SHOWN));
        return Reply.ok(
                new OutboxJson.Page(page.messages().stream().map(OutboxJson::of).toList(), page.total()));
    }

    private Reply page(Request in) {
        requireNear(in);
        String to = recipient(in);
        Outbox.Page found = outbox.newest(to, SHOWN);
        OutboxPage page = new OutboxPage(
                to == null ? "" : to,
                found.total(),
                found.messages().stream().map(MessagePage::of).toList());
        return pages.page("Outbox", "outbox.jte", page);
    }

    private Reply message(Request in) {
        requireNear(in);
        return pages.page("Message", "message.jte", MessagePage.of(find(in)));
    }

    private Reply html(Request in) {
        requireNear(in);
        String html = find(in).message().html();
        if (html == null) {
            throw Problem.notFound();
        }
        return Reply.html(html).header("Content-Security-Policy", MAIL_POLICY).header("Cache-Control", "no-store");
    }

    private static void requireNear(Request in) {
        if (NEAR.stream().noneMatch(n -> n.contains(in.caller().ip()))) {
            throw Problem.notFound();
        }
    }

    private StoredMessage find(Request in) {
        return outbox.find(in.path("message_id")).orElseThrow(Problem::notFound);
    }

    /** A plus that was not encoded arrives as a space, which no address holds. */
    private static @Nullable String recipient(Request in) {
        String to = in.query("to");
        return to == null || to.isBlank() ? null : to.replace(' ', '+');
    }
}
