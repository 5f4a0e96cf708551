package heddle.data.audit;

import static heddle.kernel.access.Permission.AUDIT_READ;

import heddle.data.event.LogQuery;
import heddle.kernel.Kernel;
import heddle.kernel.event.RecordedEvent;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.problem.Problem;
import java.util.List;
import java.util.regex.Pattern;

/** The one operation of the group Audit: it has nothing to decide, so it asks the log itself. */
public final class AuditRoutes {
    private static final int PRESET = 50;
    private static final int MOST = 100;
    private static final Pattern ACTION = Pattern.compile("[A-Za-z0-9_.:-]{1,120}|[A-Za-z0-9_.:-]{1,118}\\.\\*");

    private final Kernel kernel;

    public AuditRoutes(Kernel kernel) {
        this.kernel = kernel;
    }

    public void declare(Routes routes) {
        routes.get("/v1/audit-logs", AUDIT_READ)
                .group("Audit")
                .summary("List audit logs")
                .query("limit", "integer", "Entries in a page, 1 to 100")
                .query("offset", "integer", "Entries to skip")
                .query("action", "string", "Only this action, or prefix.* for all that begin so")
                .query("resource_type", "string", "Only of this kind of resource")
                .query("resource_id", "string", "Only of this resource")
                .query("actor_id", "string", "Only by this actor")
                .query("request_id", "string", "Only of this request")
                .query("ip", "string", "Only from this address")
                .query("from", "string", "Not before this time or day")
                .query("to", "string", "Not after this time or day")
                .gives(200, AuditJson.Page.class)
                .to("Audit.list", this::list);
    }

    private record Found(List<RecordedEvent> events, LogQuery.Total total) {}

    private Reply list(Request in) {
        LogQuery query = query(in);
        int limit = in.limit(PRESET, MOST);
        int offset = in.offset();
        Found found = kernel.db().tx(in.caller(), tx -> new Found(query.page(tx, limit, offset), query.total(tx)));
        return Reply.ok(new AuditJson.Page(
                found.events().stream().map(AuditJson::of).toList(),
                found.total().count(),
                found.total().estimated()));
    }

    private static LogQuery query(Request in) {
        LogQuery query = new LogQuery().between(in);
        for (String column : List.of("resource_type", "resource_id", "actor_id", "request_id", "ip")) {
            query.equal(column, in.query(column));
        }
        String action = in.query("action");
        if (action == null || action.isEmpty()) {
            return query;
        }
        if (!ACTION.matcher(action).matches()) {
            throw Problem.invalid(
                    "action", "invalid_format", "action must be a name such as object.updated, or object.*");
        }
        return action.endsWith(".*")
                ? query.and("starts_with(e.type, :action)", "action", action.substring(0, action.length() - 1))
                : query.and("e.type = :action", "action", action);
    }
}
