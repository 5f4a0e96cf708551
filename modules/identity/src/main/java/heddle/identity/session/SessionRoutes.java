package heddle.identity.session;

import static heddle.kernel.access.Permission.SELF;

import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.problem.Problem;

/** The group Sessions. */
public final class SessionRoutes {
    private static final String GROUP = "Sessions";
    private static final String ALL = "/v1/auth/sessions";

    private final Db db;
    private final Sessions sessions;

    public SessionRoutes(Db db, Sessions sessions) {
        this.db = db;
        this.sessions = sessions;
    }

    public void declare(Routes routes) {
        routes.get(ALL, SELF)
                .group(GROUP)
                .summary("List active sessions")
                .givesList(SessionJson.View.class)
                .to("Sessions.live", this::list);
        routes.delete(ALL, SELF)
                .group(GROUP)
                .summary("Revoke all sessions")
                .query("except_current", "boolean", "Keep the session of this request")
                .gives(200, SessionJson.Revoked.class)
                .to("Sessions.revoke", this::revokeAll);
        routes.delete(ALL + "/{session_id}", SELF)
                .group(GROUP)
                .summary("Revoke session")
                .gives(200, SessionJson.RevokedOne.class)
                .to("Sessions.revoke", this::revoke);
    }

    private Reply list(Request in) {
        Caller caller = in.caller();
        return Reply.ok(db.tx(caller, tx -> sessions.live(tx, caller.id())).stream()
                .map(s -> SessionJson.view(s, caller.sessionId()))
                .toList());
    }

    private Reply revokeAll(Request in) {
        Caller caller = in.caller();
        String except = in.flag("except_current") ? caller.sessionId() : null;
        int ended = db.tx(caller, tx -> sessions.revoke(tx, caller.id(), null, except, "revoked by its owner"));
        return Reply.ok(new SessionJson.Revoked(ended));
    }

    private Reply revoke(Request in) {
        Caller caller = in.caller();
        String id = in.path("session_id");
        if (db.tx(caller, tx -> sessions.revoke(tx, caller.id(), id, null, "revoked by its owner")) == 0) {
            throw Problem.notFound();
        }
        return Reply.ok(new SessionJson.RevokedOne(true));
    }
}
