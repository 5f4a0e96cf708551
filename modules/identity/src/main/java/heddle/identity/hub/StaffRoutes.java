package heddle.identity.hub;

import static heddle.kernel.access.Permission.HUB_STAFF_INVITE;
import static heddle.kernel.access.Permission.HUB_STAFF_MANAGE;
import static heddle.kernel.access.Permission.HUB_STAFF_READ;
import static heddle.kernel.access.Permission.PUBLIC;

import heddle.kernel.access.Realm;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.problem.Problem;

/** The staff, those who are asked to join it, and how they do. */
final class StaffRoutes {
    private static final String GROUP = "Hub Staff";
    private static final int PAGE_SIZE = 25;
    private static final int MAX_PAGE_SIZE = 100;
    private static final int MAX_SEARCH = 200;

    private final Staff staff;
    private final Invitations invitations;
    private final Newcomers newcomers;
    private final HubSignIn signIn;
    private final Cookies cookies;

    StaffRoutes(Staff staff, Invitations invitations, Newcomers newcomers, HubSignIn signIn, Cookies cookies) {
        this.staff = staff;
        this.invitations = invitations;
        this.newcomers = newcomers;
        this.signIn = signIn;
        this.cookies = cookies;
    }

    void declare(Routes routes) {
        routes.post("/api/v1/setup", PUBLIC)
                .group(GROUP)
                .summary("Make the first owner, once for ever")
                .takes(HubJson.Setup.class)
                .gives(201, HubJson.Owner.class)
                .setsCookies()
                .to("Newcomers.setUp", this::setUp);
        routes.get("/api/v1/auth/invite/{token}", PUBLIC)
                .group(GROUP)
                .summary("Look at an invitation")
                .gives(200, HubJson.ShownInvitation.class)
                .to("Invitations.find", this::look);
        routes.post("/api/v1/auth/accept-invite", PUBLIC)
                .group(GROUP)
                .summary("Accept an invitation")
                .takes(HubJson.Accept.class)
                .gives(201, HubJson.Accepted.class)
                .setsCookies()
                .to("Newcomers.accept", this::accept);
        routes.get("/api/v1/admin/staff", HUB_STAFF_READ)
                .group(GROUP)
                .summary("List staff members")
                .query("page", "integer", "Number of the page, from 1")
                .query("pageSize", "integer", "Members on a page, 1 to 100")
                .query("search", "string", "Part of name or address")
                .givesList(HubJson.Member.class)
                .to("Staff.list", this::list);
        routes.post("/api/v1/admin/staff/invite", HUB_STAFF_INVITE)
                .group(GROUP)
                .summary("Invite to the staff; again for a pending address: 200")
                .takes(HubJson.Invite.class)
                .gives(201, HubJson.PendingInvitation.class)
                .also(200, HubJson.PendingInvitation.class)
                .to("Invitations.send", this::invite);
        routes.get("/api/v1/admin/staff/invitations", HUB_STAFF_READ)
                .group(GROUP)
                .summary("List pending invitations")
                .givesList(HubJson.PendingInvitation.class)
                .to("Invitations.pending", this::pending);
        routes.delete("/api/v1/admin/staff/invitations/{invitation_id}", HUB_STAFF_INVITE)
                .group(GROUP)
                .summary("Take an invitation back")
                .gives(200, HubJson.Revoked.class)
                .to("Invitations.revoke", this::revoke);
        routes.patch("/api/v1/admin/staff/{staff_id}", HUB_STAFF_MANAGE)
                .group(GROUP)
                .summary("Change a member's role or status, or reset their second factor")
                .takes(HubJson.ChangeMember.class)
                .gives(200, HubJson.Member.class)
                .to("Staff.change", this::change);
        routes.delete("/api/v1/admin/staff/{staff_id}", HUB_STAFF_MANAGE)
                .group(GROUP)
                .summary("Deactivate a member")
                .gives(200, HubJson.Deactivated.class)
                .to("Staff.deactivate", this::deactivate);
    }

    private Reply setUp(Request in) {
        HubSignIn.In owner = newcomers.setUp(in.caller(), in.body(HubJson.Setup.class));
        HubJson.Owner view = new HubJson.Owner(
                owner.account().id(),
                owner.account().email(),
                owner.account().role(),
                owner.token(),
                signIn.expires(owner));
        return cookies.withSession(in, Reply.created(view), owner.token(), view.expires());
    }

    private Reply look(Request in) {
        Invitation found = invitations.find(in.caller().in(Realm.STAFF), in.path("token"));
        return Reply.ok(new HubJson.ShownInvitation(
                found.email(), found.role().name(), found.inviter(), found.expiresAt(), "PENDING"));
    }

    private Reply accept(Request in) {
        HubSignIn.In member = newcomers.accept(in.caller(), in.body(HubJson.Accept.class));
        HubJson.Accepted view =
                new HubJson.Accepted(HubJson.member(member.account(), false), member.token(), signIn.expires(member));
        return cookies.withSession(in, Reply.created(view), member.token(), view.expires());
    }

    private Reply list(Request in) {
        int page = in.number("page", 1);
        int size = in.number("pageSize", PAGE_SIZE);
        String search = in.query("search");
        if (page < 1 || page > 100_000 || size < 1 || size > MAX_PAGE_SIZE) {
            throw Problem.invalid("page", "out_of_range", "page starts at 1, and pageSize is 1 to " + MAX_PAGE_SIZE);
        }
        if (search != null && search.length() > MAX_SEARCH) {
            throw Problem.invalid("search", "too_long", "search has at most " + MAX_SEARCH + " characters");
        }
        Staff.Page found = staff.list(in.caller(), search == null || search.isBlank() ? null : search, page, size);
        return Reply.ok(found.members())
                .meta(new HubJson.Page(page, size, found.total(), (found.total() + size - 1) / size));
    }

    private Reply invite(Request in) {
        Invitations.Sent sent = invitations.send(in.caller(), in.body(HubJson.Invite.class));
        return Reply.of(sent.fresh() ? 201 : 200, view(sent.invitation()));
    }

    private Reply pending(Request in) {
        return Reply.ok(
                invitations.pending(in.caller()).stream().map(StaffRoutes::view).toList());
    }

    private Reply revoke(Request in) {
        Invitation revoked = invitations.revoke(in.caller(), in.path("invitation_id"));
        return Reply.ok(new HubJson.Revoked(revoked.id(), true));
    }

    private Reply change(Request in) {
        return Reply.ok(staff.change(in.caller(), in.path("staff_id"), in.body(HubJson.ChangeMember.class)));
    }

    private Reply deactivate(Request in) {
        staff.deactivate(in.caller(), in.path("staff_id"));
        return Reply.ok(new HubJson.Deactivated(in.path("staff_id"), true));
    }

    private static HubJson.PendingInvitation view(Invitation i) {
        return new HubJson.PendingInvitation(
                i.id(), i.email(), i.role().name(), i.inviter(), i.expiresAt(), i.resentCount());
    }
}
