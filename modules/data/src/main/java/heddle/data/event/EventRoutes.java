package heddle.data.event;

import static heddle.kernel.access.Permission.EVENTS_READ;
import static heddle.kernel.access.Permission.EVENTS_TRACK;

import heddle.kernel.Kernel;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import java.util.List;

/** The group Events, but for the stream. */
public final class EventRoutes {
    private static final String GROUP = "Events";
    private static final int PRESET = 50;
    private static final int MOST = 100;

    private final Events events;

    public EventRoutes(Kernel kernel) {
        this.events = new Events(kernel);
    }

    public void declare(Routes routes) {
        types(routes, "/events/types", "Events.types");
        types(routes, "/v1/events/types", "Events.typesAlias");
        routes.post("/v1/events", EVENTS_TRACK)
                .group(GROUP)
                .summary("Track custom event")
                .takesTree()
                .gives(200)
                .to("Events.track", this::track);
        routes.get("/v1/events/list", EVENTS_READ)
                .group(GROUP)
                .summary("List custom events")
                .query("limit", "integer", "Events in a page, 1 to 100")
                .query("offset", "integer", "Events to skip")
                .query("event_type", "string", "Only this type")
                .query("user_id", "string", "Only of this account")
                .query("from", "string", "Not before this time or day")
                .query("to", "string", "Not after this time or day")
                .gives(200, EventJson.Page.class)
                .to("Events.list", this::list);
    }

    private void types(Routes routes, String path, String name) {
        routes.get(path, EVENTS_READ)
                .group(GROUP)
                .summary("List available event types")
                .givesList(String.class)
                .to(name, in -> Reply.ok(events.types(in.caller())));
    }

    private Reply track(Request in) {
        var body = in.object();
        List<String> ids = events.track(in.caller(), TrackRules.read(body));
        return body.has("events")
                ? Reply.ok(new EventJson.BatchTracked(true, ids.size(), ids))
                : Reply.ok(new EventJson.Tracked(true, ids.getFirst()));
    }

    private Reply list(Request in) {
        LogQuery query = new LogQuery().and("e.resource_type = 'custom'").between(in);
        String type = in.query("event_type");
        if (type != null && !type.isEmpty()) {
            query.equal("type", EventTypes.CUSTOM + type);
        }
        String user = in.query("user_id");
        if (user != null && !user.isEmpty()) {
            query.and("e.actor_type = 'user' and e.actor_id = :user", "user", user);
        }
        Events.Page page = events.list(in.caller(), query, in.limit(PRESET, MOST), in.offset());
        return Reply.ok(new EventJson.Page(
                page.events().stream().map(EventJson::of).toList(),
                page.total().count(),
                page.total().estimated()));
    }
}
