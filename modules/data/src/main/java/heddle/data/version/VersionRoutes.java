package heddle.data.version;

import static heddle.kernel.access.Permission.OBJECTS_READ;
import static heddle.kernel.access.Permission.OBJECTS_WRITE;

import heddle.data.object.Guard;
import heddle.data.object.ObjectJson;
import heddle.data.object.Objects;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.problem.Problem;

/** The history of an object, and the way back. */
public final class VersionRoutes {
    private static final String GROUP = "Versions";
    private static final String ALL = "/v1/objects/{object_type_id}/{object_id}/versions";

    private final Versions versions;
    private final Objects objects;

    public VersionRoutes(Versions versions, Objects objects) {
        this.versions = versions;
        this.objects = objects;
    }

    public void declare(Routes routes) {
        routes.get(ALL, OBJECTS_READ)
                .group(GROUP)
                .summary("List object version history")
                .query("limit", "integer", "1 to 100, default 20")
                .query("before", "integer", "Only versions below this one")
                .query("diff", "boolean", "Add what each change was from and to")
                .givesList(VersionJson.View.class)
                .to("Versions.list", this::list);
        routes.post(ALL + "/{version}/restore", OBJECTS_WRITE)
                .group(GROUP)
                .summary("Restore an old version as a new one")
                .gives(200, ObjectJson.View.class)
                .to("Versions.restore", this::restore);
    }

    private Reply list(Request in) {
        int before = in.number("before", -1);
        return Reply.ok(versions.list(
                objects.guard(in.caller(), in.path("object_type_id")),
                in.path("object_id"),
                before < 0 ? null : before,
                in.limit(20, 100),
                in.flag("diff")));
    }

    private Reply restore(Request in) {
        Guard guard = objects.guard(in.caller(), in.path("object_type_id"));
        int version;
        try {
            version = Integer.parseInt(in.path("version"));
        } catch (NumberFormatException e) {
            throw Problem.notFound();
        }
        var row = versions.restore(guard, in.path("object_id"), version);
        return Reply.json(200, ObjectJson.of(guard.schema().type(), row)).etag(row.version());
    }
}
