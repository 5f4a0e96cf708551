package heddle.market.web;

import heddle.kernel.access.Caller;
import heddle.kernel.access.Permission;
import heddle.kernel.access.Realm;
import heddle.kernel.http.Handler;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.page.Pages;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets people in to pages, sends away who has to sign in first, and says on a page why something is refused. */
final class Gate {
    private static final String SIGN_IN = "/market/sign-in";
    private static final String HOME = "/market";

    /** A page, or what a form of one does. */
    @FunctionalInterface
    interface Page {
        Reply show(Request in, Caller visitor);
    }

    private final Pages pages;
    private final boolean open;

    /**
     * @param open whether anybody may look at the board and the directory
     */
    Gate(Pages pages, boolean open) {
        this.pages = pages;
        this.open = open;
    }

    /** For whoever is signed in. */
    Handler members(Permission permission, Page page) {
        return in -> shown(in, visitor -> {
            if (visitor == null) {
                return Reply.redirect(SIGN_IN + "?to=" + URLEncoder.encode(in.fullPath(), StandardCharsets.UTF_8));
            }
            return page.show(in, allowed(visitor, permission));
        });
    }

    /** For whoever is signed in, to change something; only a page of ours may send them. */
    Handler changes(Permission permission, Page page) {
        return in -> shown(in, visitor -> {
            if (!in.sameOrigin()) {
                throw Problem.forbidden("FORBIDDEN", "This form was sent by a page of another site");
            }
            return visitor == null
                    ? Reply.redirect(SIGN_IN + "?to=" + HOME)
                    : page.show(in, allowed(visitor, permission));
        });
    }

    /** For whoever is signed in, or for anybody where the Market is open. */
    Handler readers(Permission permission, Page page) {
        return open
                ? in -> shown(
                        in,
                        visitor -> page.show(in, visitor == null ? in.caller().in(Realm.PLATFORM) : visitor))
                : members(permission, page);
    }

    /** What is to be shown to somebody, or to null for nobody we know. */
    @FunctionalInterface
    private interface Showing {
        Reply to(@Nullable Caller visitor);
    }

    private Reply shown(Request in, Showing showing) {
        Caller visitor = null;
        try {
            visitor = in.visitor();
            return showing.to(visitor);
        } catch (Problem refusal) {
            return refused(visitor != null, refusal);
        }
    }

    private static Caller allowed(Caller visitor, Permission permission) {
        if (!visitor.may(permission)) {
            throw Problem.forbidden("INSUFFICIENT_SCOPE", "This needs the permission " + permission.label());
        }
        return visitor;
    }

    private Reply refused(boolean signedIn, Problem refusal) {
        String title = refusal.status() == 404 ? "There is no such page" : "That did not work";
        List<String> reasons = refusal.faults().isEmpty()
                ? List.of(
                        refusal.status() == 404
                                ? "Perhaps it is gone, or it belongs to somebody else."
                                : refusal.text())
                : refusal.faults().stream().map(Fault::message).toList();
        return pages.page(
                refusal.status(), title, "refusal.jte", new RefusalPage(new Frame(signedIn, ""), title, reasons));
    }
}
