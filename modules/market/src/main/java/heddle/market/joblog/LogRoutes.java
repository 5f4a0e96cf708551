package heddle.market.joblog;

import heddle.kernel.access.Permission;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;

/** {@code GET /api/jobs/{id}/logs}. */
final class LogRoutes {
    private final Logs logs;
    private final Permission permission;

    LogRoutes(Logs logs, Permission permission) {
        this.logs = logs;
        this.permission = permission;
    }

    void declare(Routes routes) {
        routes.get("/api/jobs/{id}/logs", permission)
                .group("jobs")
                .summary("Stream verification logs (SSE)")
                .query("after", "string", "The id of the event seen last, as in the header Last-Event-ID")
                .produces(LogStream.TYPE)
                .to("Logs.follow", this::follow);
    }

    private Reply follow(Request in) {
        String header = in.header("Last-Event-ID");
        String after = header == null || header.isEmpty() ? in.query("after") : header;
        String accept = in.header("Accept");
        boolean polling = accept != null && accept.contains("application/json") && !accept.contains(LogStream.TYPE);
        if (polling) {
            return Reply.ok(logs.page(in.caller(), in.path("id"), after)).header("Cache-Control", "no-store");
        }
        LogStream stream = logs.follow(in.caller(), String.valueOf(in.credential()), in.path("id"), after);
        if (stream == null) {
            return Reply.bytes(204, LogStream.TYPE, new byte[0]);
        }
        return Reply.stream(LogStream.TYPE, stream)
                .header("Cache-Control", "no-store")
                .header("X-Accel-Buffering", "no");
    }
}
