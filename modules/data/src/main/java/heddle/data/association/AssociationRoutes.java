package heddle.data.association;

import static heddle.kernel.access.Permission.OBJECTS_READ;
import static heddle.kernel.access.Permission.OBJECTS_WRITE;

import heddle.data.object.Objects;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.problem.Problem;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The three operations of the group Associations. */
public final class AssociationRoutes {
    private static final String GROUP = "Associations";
    private static final String LINK =
            "/v1/objects/{from_type}/{from_id}/associations/{association_type}/{to_type}/{to_id}";

    private final Associations associations;
    private final Objects objects;

    public AssociationRoutes(Associations associations, Objects objects) {
        this.associations = associations;
        this.objects = objects;
    }

    public void declare(Routes routes) {
        routes.put(LINK, OBJECTS_WRITE)
                .group(GROUP)
                .summary("Create or update association")
                .query("replace", "boolean", "Replace links that stand in the way of the cardinality")
                .takesTree()
                .gives(200, AssociationJson.Put.class)
                .to("Associations.put", this::put);
        routes.delete(LINK, OBJECTS_WRITE)
                .group(GROUP)
                .summary("Delete association")
                .gives(200, AssociationJson.Deleted.class)
                .to("Associations.delete", this::delete);
        routes.get("/v1/objects/{type}/{id}/associations", OBJECTS_READ)
                .group(GROUP)
                .summary("List associations")
                .query("direction", "string", "outgoing, incoming or both")
                .query("association_type", "string", "Only links with this label")
                .query("include", "string", "objects embeds the other ends")
                .query("limit", "integer", "1 to 100, default 20")
                .query("cursor", "string", "next_cursor of the page before")
                .gives(200, AssociationJson.Page.class)
                .to("Associations.list", this::list);
    }

    private static Associations.Link link(Request in) {
        return new Associations.Link(
                in.path("from_type"),
                in.path("from_id"),
                in.path("association_type"),
                in.path("to_type"),
                in.path("to_id"));
    }

    private Reply put(Request in) {
        JsonNode meta = in.object().path("meta");
        if (!meta.isMissingNode() && !meta.isNull() && !meta.isObject()) {
            throw Problem.invalid("meta", "invalid_type", "meta must be an object");
        }
        AssociationStore.Put put = associations.put(
                in.caller(), link(in), meta instanceof ObjectNode object ? object : null, in.flag("replace"));
        return Reply.ok(AssociationJson.of(put.association(), put.created()));
    }

    private Reply delete(Request in) {
        associations.delete(in.caller(), link(in));
        return Reply.ok(new AssociationJson.Deleted(true));
    }

    private Reply list(Request in) {
        String word = in.query("direction");
        Direction direction = switch (word == null ? "both" : word) {
            case "both" -> Direction.BOTH;
            case "outgoing" -> Direction.OUTGOING;
            case "incoming" -> Direction.INCOMING;
            default ->
                throw Problem.invalid("direction", "not_in_enum", "direction must be outgoing, incoming or both");
        };
        boolean whole = "objects".equals(in.query("include"));
        Associations.Page page = associations.list(
                objects.guard(in.caller(), in.path("type")),
                in.path("id"),
                direction,
                in.query("association_type"),
                in.limit(20, 100),
                in.query("cursor"));
        List<AssociationJson.Listed> results =
                page.found().stream().map(f -> AssociationJson.of(f, whole)).toList();
        return Reply.ok(new AssociationJson.Page(results, page.nextCursor(), page.total()));
    }
}
