package heddle.data.object;

import static heddle.kernel.access.Permission.OBJECTS_DELETE;
import static heddle.kernel.access.Permission.OBJECTS_READ;
import static heddle.kernel.access.Permission.OBJECTS_WRITE;

import heddle.kernel.delete.SecureDelete;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.problem.Problem;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The operations on single objects and on lists of them. */
public final class ObjectRoutes {
    private static final String GROUP = "Objects";
    private static final String ALL = "/v1/objects/{object_type_id}";
    private static final String ONE = ALL + "/{object_id}";

    /** Finds a saved view of a type for a list. */
    @FunctionalInterface
    public interface Presets {
        /**
         * @throws Problem 400 when the view is unknown or not the caller's to use
         */
        ObjectLists.Preset of(Guard guard, String viewId);
    }

    private final Objects objects;
    private final ObjectLists lists;
    private final Purges purges;
    private final Presets presets;

    public ObjectRoutes(Objects objects, ObjectLists lists, Purges purges, Presets presets) {
        this.objects = objects;
        this.lists = lists;
        this.purges = purges;
        this.presets = presets;
    }

    public void declare(Routes routes) {
        routes.get(ALL + "/list", OBJECTS_READ)
                .group(GROUP)
                .summary("List objects")
                .query("limit", "integer", "1 to 100, default 20")
                .query("cursor", "string", "next_cursor of the page before")
                .query("sort", "string", "Up to three properties, e.g. -priority,name")
                .query("order", "string", "asc or desc, for keys without a sign")
                .query("filter", "string", "A condition as JSON; filter[property][operator]=value is the short form")
                .query("search", "string", "Text to look for")
                .query("fields", "string", "Properties to show, separated by commas")
                .query("nulls", "boolean", "Show absent properties as null")
                .query("view_id", "string", "A saved view to start from")
                .query("count", "string", "exact, estimated or none; default exact up to 10,000")
                .gives(200, ObjectJson.Page.class)
                .to("Objects.list", this::list);
        routes.get(ALL + "/trash", OBJECTS_READ)
                .group(GROUP)
                .summary("List trashed objects")
                .query("limit", "integer", "1 to 100, default 20")
                .query("cursor", "string", "next_cursor of the page before")
                .gives(200, ObjectJson.TrashPage.class)
                .to("Objects.listTrash", this::trash);
        routes.post(ALL, OBJECTS_WRITE)
                .group(GROUP)
                .summary("Create object")
                .takesTree()
                .gives(201, ObjectJson.View.class)
                .to("Objects.create", this::create);
        routes.get(ONE, OBJECTS_READ)
                .group(GROUP)
                .summary("Get object")
                .query("fields", "string", "Properties to show, separated by commas")
                .query("nulls", "boolean", "Show absent properties as null")
                .gives(200, ObjectJson.View.class)
                .to("Objects.get", this::get);
        routes.patch(ONE, OBJECTS_WRITE)
                .group(GROUP)
                .summary("Update object")
                .takesTree()
                .gives(200, ObjectJson.View.class)
                .to("Objects.update", this::update);
        routes.delete(ONE, OBJECTS_DELETE)
                .group(GROUP)
                .summary("Delete object")
                .query("force", "boolean", "Delete for good instead of moving to the trash")
                .query("confirm_token", "string", "From the 409 answer, when others depend on the object")
                .gives(200, ObjectJson.Deleted.class)
                .to("Objects.delete", this::delete);
        routes.post(ONE + "/restore", OBJECTS_WRITE)
                .group(GROUP)
                .summary("Restore deleted object")
                .gives(200, ObjectJson.View.class)
                .to("Objects.restore", this::restore);
    }

    private Guard guard(Request in) {
        return objects.guard(in.caller(), in.path("object_type_id"));
    }

    private Reply list(Request in) {
        Guard guard = guard(in);
        String viewId = in.query("view_id");
        ObjectLists.Preset preset = viewId == null ? null : presets.of(guard, viewId);
        ObjectLists.Ask ask = new ObjectLists.Ask(
                in.limit(20, 100),
                in.query("cursor"),
                in.query("sort"),
                in.query("order"),
                in.query("search"),
                count(in.query("count")),
                in.queries());
        String columns = preset == null || preset.columns() == null ? null : String.join(",", preset.columns());
        String fields = in.query("fields") == null ? columns : in.query("fields");
        Projection projection = Projection.of(guard.schema(), fields, in.flag("nulls"));
        ObjectLists.Page page = lists.list(guard, ask, preset);
        return Reply.json(
                200,
                ObjectJson.page(guard.schema().type(), projection.apply(page.rows()), page.nextCursor(), page.total()));
    }

    private static ObjectLists.Count count(@Nullable String word) {
        if (word == null) {
            return ObjectLists.Count.AUTO;
        }
        return switch (word) {
            case "exact", "estimated", "none" -> ObjectLists.Count.valueOf(word.toUpperCase(Locale.ROOT));
            default -> throw Problem.invalid("count", "not_in_enum", "count must be exact, estimated or none");
        };
    }

    private static Projection projection(Request in, Guard guard) {
        return Projection.of(guard.schema(), in.query("fields"), in.flag("nulls"));
    }

    private Reply trash(Request in) {
        Guard guard = guard(in);
        ObjectLists.Page page = lists.trash(guard, in.limit(20, 100), in.query("cursor"));
        return Reply.json(200, ObjectJson.page(guard.schema().type(), page.rows(), page.nextCursor(), page.total()));
    }

    private Reply create(Request in) {
        Guard guard = guard(in);
        JsonNode body = in.object();
        JsonNode id = body.path("id");
        if (!id.isMissingNode() && !id.isNull() && !id.isString()) {
            throw Problem.invalid("id", "invalid_type", "id must be a string");
        }
        Objects.New wanted =
                new Objects.New(body.path("properties"), "properties", id.isString() ? id.stringValue() : null);
        ObjectRow row = objects.create(guard, List.of(wanted)).getFirst();
        return one(201, guard, row)
                .header("Location", "/v1/objects/" + guard.schema().type().id() + "/" + row.id());
    }

    private Reply get(Request in) {
        Guard guard = guard(in);
        return one(200, guard, projection(in, guard).apply(objects.get(guard, in.path("object_id"))));
    }

    private Reply update(Request in) {
        Guard guard = guard(in);
        JsonNode body = in.object();
        JsonNode version = body.path("version");
        if (!version.isMissingNode() && !version.isNull() && !version.isIntegralNumber()) {
            throw Problem.invalid("version", "invalid_type", "version must be a whole number");
        }
        Long match = in.ifMatch();
        Long expected = match == null && version.isIntegralNumber() ? Long.valueOf(version.longValue()) : match;
        Objects.Change change = new Objects.Change(
                in.path("object_id"), body.path("properties"), expected, match != null, "properties");
        return one(200, guard, objects.update(guard, List.of(change)).getFirst());
    }

    private Reply delete(Request in) {
        Guard guard = guard(in);
        String id = in.path("object_id");
        if (in.flag("force")) {
            purges.purge(guard, id, new SecureDelete.Ask(true, in.query("confirm_token")));
        } else {
            objects.trash(guard, List.of(id), in.ifMatch());
        }
        return Reply.ok(new ObjectJson.Deleted(id, true));
    }

    private Reply restore(Request in) {
        Guard guard = guard(in);
        return one(200, guard, objects.restore(guard, in.path("object_id")));
    }

    private static Reply one(int status, Guard guard, ObjectRow row) {
        return Reply.json(status, ObjectJson.of(guard.schema().type(), row)).etag(row.version());
    }

    /** The body as a tree with its named array, or a fault. */
    static JsonNode array(Request in, String name) {
        JsonNode items = in.object().path(name);
        if (!items.isArray() || items.isEmpty()) {
            throw Problem.invalid(
                    name, items.isMissingNode() ? "required" : "invalid_type", name + " must be an array of 1 to 100");
        }
        if (items.size() > BatchRoutes.MAX) {
            throw Problem.badRequest(
                    "BATCH_LIMIT_EXCEEDED",
                    name + " holds " + items.size() + "; at most " + BatchRoutes.MAX + " at a time");
        }
        return items;
    }
}
