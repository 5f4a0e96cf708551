package heddle.identity.signin;

import heddle.identity.session.Sessions;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.event.Event;
import heddle.kernel.http.Request;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Signing out. It always succeeds: whoever has no session any more is where they wanted to be. */
public final class SignOut {
    private final Kernel kernel;
    private final Sessions sessions;

    public SignOut(Kernel kernel, Sessions sessions) {
        this.kernel = kernel;
        this.sessions = sessions;
    }

    /** Ends the session of a refresh token, or else of the access token that came along. */
    void run(Request in, @Nullable String refreshToken) {
        if (refreshToken != null && !refreshToken.isBlank()) {
            sessions.byRefreshToken(refreshToken).ifPresent(s -> end(in.caller().in(s.realm()), s.accountId(), s.id()));
            return;
        }
        Caller bearer = bearer(in);
        if (bearer != null && bearer.kind() == Caller.Kind.USER) {
            end(bearer, bearer.id(), bearer.sessionId());
        }
    }

    private static @Nullable Caller bearer(Request in) {
        try {
            return in.bearerCaller();
        } catch (Problem ended) {
            return null;
        }
    }

    private void end(Caller from, String accountId, String sessionId) {
        kernel.db().tx(from, tx -> {
            int ended = sessions.revoke(tx, accountId, sessionId, null, "signed out");
            if (ended > 0) {
                tx.record(Event.of(
                        kernel.ids().next("evt"),
                        from,
                        "user.logout",
                        accountId,
                        Json.text(Map.of("session_id", sessionId)),
                        kernel.time().instant()));
            }
            return true;
        });
    }
}
