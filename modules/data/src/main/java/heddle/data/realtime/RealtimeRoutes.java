package heddle.data.realtime;

import static heddle.kernel.access.Permission.EVENTS_READ;
import static heddle.kernel.access.Permission.PUBLIC;
import static heddle.kernel.access.Permission.REALTIME_STATS;

import heddle.data.catalog.Catalog;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Permission;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.http.SocketHandler;
import heddle.kernel.http.SocketRequest;
import heddle.kernel.problem.Problem;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The group Realtime, and the stream of the group Events. */
final class RealtimeRoutes {
    static final String SOCKET = "/v1/realtime";
    private static final String GROUP = "Realtime";
    /** What whoever may read objects may hear of; the rest is the audit log's. */
    private static final Set<String> OPEN_FAMILIES = Set.of(
            "object",
            "file",
            "association",
            "comment",
            "form",
            "workflow",
            "object_type",
            "property",
            "view",
            "custom",
            "import",
            "export",
            "report",
            "short_url");

    private final RealtimeContext context;

    RealtimeRoutes(RealtimeContext context) {
        this.context = context;
    }

    void declare(Routes routes) {
        routes.get(SOCKET, PUBLIC)
                .group(GROUP)
                .summary("WebSocket upgrade")
                .query("token", "string", "A key or an access token")
                .query("tenant_id", "string", "The tenant that the token belongs to")
                .gives(101)
                .to("Realtime.upgrade", this::refusedUpgrade);
        routes.get("/v1/realtime/stats", REALTIME_STATS)
                .group(GROUP)
                .summary("Get realtime stats")
                .gives(200, RealtimeJson.Stats.class)
                .to(
                        "Realtime.stats",
                        in -> Reply.ok(context.rooms().stats(in.caller().tenantId())));
        stream(routes, "/events/stream", "Events.stream");
        stream(routes, "/v1/events/stream", "Events.streamAlias");
    }

    private void stream(Routes routes, String path, String name) {
        routes.get(path, EVENTS_READ)
                .group("Events")
                .summary("Server-sent events stream")
                .query("token", "string", "A key or an access token, where no header can be sent")
                .query(
                        "types",
                        "string",
                        "Names of events, or family.*, separated by commas; objects and files if absent")
                .query("object_type_id", "string", "Only of this type")
                .query("folder", "string", "Only files of this folder")
                .query("last_event_id", "string", "Where to resume, as in the header Last-Event-ID")
                .produces(EventStream.TYPE)
                .to(name, this::stream);
    }

    /** Lets a socket in; the same checks speak for a request that was not let in. */
    SocketHandler accept(SocketRequest request) {
        return new Connection(context, admit(request));
    }

    private Reader.Credential admit(SocketRequest request) {
        String token = request.token();
        if (token == null || token.isEmpty()) {
            throw Problem.unauthorized("UNAUTHORIZED", "Send ?token= or Sec-WebSocket-Protocol: bearer, <token>");
        }
        Caller caller = context.rooms().authenticate(token, request.requestId(), request.ip(), request.userAgent());
        String tenant = request.query().get("tenant_id");
        if (tenant != null && !tenant.isEmpty() && !tenant.equals(caller.tenantId())) {
            throw Problem.forbidden("TENANT_MISMATCH", "The token belongs to another tenant");
        }
        if (!caller.may(EVENTS_READ)) {
            throw Problem.forbidden("INSUFFICIENT_SCOPE", "This needs the permission " + EVENTS_READ.label());
        }
        context.rooms().requirePlace(caller);
        return new Reader.Credential(token, caller);
    }

    private Reply refusedUpgrade(Request in) {
        if (SocketRequest.isUpgrade(in)) {
            admit(SocketRequest.of(in));
        }
        throw Problem.of(426, "UPGRADE_REQUIRED", "Open a WebSocket here").header("Upgrade", "websocket");
    }

    private Reply stream(Request in) {
        Caller caller = in.caller();
        Set<String> types = types(in.query("types"), caller);
        Catalog catalog = context.catalogs().of(caller);
        String type = in.query("object_type_id");
        String typeId =
                type == null ? null : catalog.require(type).schema().type().id();
        Topic.OfStream topic = new Topic.OfStream(types, typeId, in.query("folder"));
        context.rooms().requirePlace(caller);
        String token = SocketRequest.of(in).token();
        Reader.Credential credential = new Reader.Credential(String.valueOf(token), caller);
        return Reply.stream(EventStream.TYPE, new EventStream(context, credential, topic, since(in)))
                .header("Cache-Control", "no-store")
                .header("X-Accel-Buffering", "no");
    }

    private static Set<String> types(@Nullable String list, Caller caller) {
        Set<String> types = list == null
                ? Set.of()
                : Arrays.stream(list.split(",", -1))
                        .map(String::strip)
                        .filter(t -> !t.isEmpty())
                        .collect(Collectors.toUnmodifiableSet());
        for (String type : types) {
            int dot = type.indexOf('.');
            String family = dot < 0 ? type : type.substring(0, dot);
            boolean open = family.equals("object") || (!caller.policed() && OPEN_FAMILIES.contains(family));
            if (!open && !caller.may(Permission.AUDIT_READ)) {
                throw Problem.forbidden(
                        "FORBIDDEN", "Events of " + type + " need the permission " + Permission.AUDIT_READ.label());
            }
        }
        return types;
    }

    private static @Nullable Long since(Request in) {
        String header = in.header("Last-Event-ID");
        String value = header == null || header.isEmpty() ? in.query("last_event_id") : header;
        if (value == null || value.isEmpty()) {
            return null;
        }
        if (!value.matches("[0-9]{1,18}")) {
            throw Problem.invalid("last_event_id", "invalid_format", "last_event_id must be the id of an event");
        }
        return Long.parseLong(value);
    }
}
