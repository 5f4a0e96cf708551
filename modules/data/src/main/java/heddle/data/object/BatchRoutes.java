package heddle.data.object;

import static heddle.kernel.access.Permission.OBJECTS_DELETE;
import static heddle.kernel.access.Permission.OBJECTS_READ;
import static heddle.kernel.access.Permission.OBJECTS_WRITE;

import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The operations on up to 100 objects at once: all or none, unless {@code ?partial=true}. */
public final class BatchRoutes {
    static final int MAX = 100;

    private static final String GROUP = "Objects";
    private static final String BATCH = "/v1/objects/{object_type_id}/batch";
    private static final long MAX_BODY = 5 << 20;

    private final Objects objects;

    public BatchRoutes(Objects objects) {
        this.objects = objects;
    }

    public void declare(Routes routes) {
        routes.post(BATCH + "/create", OBJECTS_WRITE)
                .group(GROUP)
                .summary("Batch create objects")
                .query("partial", "boolean", "Keep the good ones and answer 207 with what was wrong with the others")
                .takesTree()
                .maxBody(MAX_BODY)
                .gives(201, ObjectJson.BatchCreated.class)
                .to("Batches.create", this::create);
        routes.post(BATCH + "/update", OBJECTS_WRITE)
                .group(GROUP)
                .summary("Batch update objects")
                .takesTree()
                .maxBody(MAX_BODY)
                .givesList(ObjectJson.Updated.class)
                .to("Batches.update", this::update);
        routes.post(BATCH + "/read", OBJECTS_READ)
                .group(GROUP)
                .summary("Batch read objects")
                .takesTree()
                .givesList(ObjectJson.View.class)
                .to("Batches.read", this::read);
        routes.post(BATCH + "/delete", OBJECTS_DELETE)
                .group(GROUP)
                .summary("Batch move objects to the trash")
                .takesTree()
                .gives(200, ObjectJson.BatchDeleted.class)
                .to("Batches.delete", this::delete);
    }

    private Guard guard(Request in) {
        return objects.guard(in.caller(), in.path("object_type_id"));
    }

    private Reply create(Request in) {
        Guard guard = guard(in);
        List<Objects.New> wanted = new ArrayList<>();
        for (JsonNode item : ObjectRoutes.array(in, "objects")) {
            String path = "objects[" + wanted.size() + "]";
            wanted.add(new Objects.New(item.path("properties"), path + ".properties", null));
        }
        if (in.flag("partial")) {
            return partial(guard, wanted);
        }
        List<@Nullable String> ids = new ArrayList<>();
        objects.create(guard, wanted).forEach(row -> ids.add(row.id()));
        return Reply.created(new ObjectJson.BatchCreated(ids.size(), ids));
    }

    private Reply partial(Guard guard, List<Objects.New> wanted) {
        List<@Nullable String> ids = new ArrayList<>();
        List<ObjectJson.BatchError> errors = new ArrayList<>();
        int created = 0;
        for (int i = 0; i < wanted.size(); i++) {
            try {
                ids.add(objects.createAlone(guard, wanted.get(i)).id());
                created++;
            } catch (Problem refusal) {
                ids.add(null);
                errors.add(new ObjectJson.BatchError(i, refusal.code(), refusal.text()));
            }
        }
        return Reply.of(207, new ObjectJson.BatchPartial(created, ids, errors));
    }

    private Reply update(Request in) {
        Guard guard = guard(in);
        List<Objects.Change> wanted = new ArrayList<>();
        List<Fault> faults = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (JsonNode item : ObjectRoutes.array(in, "updates")) {
            String path = "updates[" + wanted.size() + "]";
            String id = item.path("object_id").asString("");
            if (!item.path("object_id").isString()) {
                faults.add(new Fault(path + ".object_id", "required", "object_id must be the id of an object"));
            } else if (!seen.add(id)) {
                faults.add(new Fault(path + ".object_id", "duplicate_value", "The batch names " + id + " twice"));
            }
            JsonNode version = item.path("version");
            Long expected = version.isIntegralNumber() ? Long.valueOf(version.longValue()) : null;
            wanted.add(new Objects.Change(id, item.path("properties"), expected, false, path + ".properties"));
        }
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        return Reply.ok(objects.update(guard, wanted).stream()
                .map(row -> new ObjectJson.Updated(row.id(), row.version()))
                .toList());
    }

    private Reply read(Request in) {
        Guard guard = guard(in);
        return Reply.json(200, ObjectJson.list(guard.schema().type(), objects.read(guard, ids(in))));
    }

    private Reply delete(Request in) {
        List<String> ids = ids(in).stream().distinct().toList();
        objects.trash(guard(in), ids, null);
        return Reply.ok(new ObjectJson.BatchDeleted(ids.size(), ids));
    }

    private static List<String> ids(Request in) {
        List<String> ids = new ArrayList<>();
        List<Fault> faults = new ArrayList<>();
        for (JsonNode item : ObjectRoutes.array(in, "object_ids")) {
            if (!item.isString()) {
                faults.add(new Fault("object_ids[" + ids.size() + "]", "invalid_type", "An id must be a string"));
            }
            ids.add(item.asString(""));
        }
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        return ids;
    }
}
