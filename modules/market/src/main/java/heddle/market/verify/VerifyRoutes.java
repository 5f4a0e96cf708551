package heddle.market.verify;

import heddle.kernel.access.Permission;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import java.nio.charset.StandardCharsets;

/** {@code POST /api/verify}. */
final class VerifyRoutes {
    private static final long MAX_BODY = 2 << 20;

    private final Rehearsals rehearsals;
    private final Permission permission;

    VerifyRoutes(Rehearsals rehearsals, Permission permission) {
        this.rehearsals = rehearsals;
        this.permission = permission;
    }

    void declare(Routes routes) {
        routes.post("/api/verify", permission)
                .group("verify")
                .summary("Standalone verification")
                .takes(VerifyJson.Request.class)
                .maxBody(MAX_BODY)
                .gives(200, VerifyJson.Result.class)
                .reads()
                .to("Rehearsals.run", this::verify);
        routes.get("/api/verify/{id}", permission)
                .group("verify")
                .summary("Get a verification of the last 24 hours")
                .gives(200, VerifyJson.Result.class)
                .to("Rehearsals.find", this::find);
    }

    private Reply verify(Request in) {
        VerifyJson.Request wanted = in.body(VerifyJson.Request.class);
        String accept = in.header("Accept");
        boolean stream = Boolean.TRUE.equals(wanted.stream()) || (accept != null && accept.contains(VerifyStream.TYPE));
        Rehearsals.Asked asked = rehearsals.ask(in.caller(), wanted);
        if (!stream) {
            return Reply.ok(rehearsals.run(in.caller(), asked, Progress.none()));
        }
        return Reply.stream(
                        VerifyStream.TYPE,
                        out -> new VerifyStream(out).tell(progress -> rehearsals.run(in.caller(), asked, progress)))
                .header("Cache-Control", "no-store")
                .header("X-Accel-Buffering", "no");
    }

    private Reply find(Request in) {
        return Reply.json(200, rehearsals.find(in.caller(), in.path("id")).getBytes(StandardCharsets.UTF_8));
    }
}
