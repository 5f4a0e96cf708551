package heddle.data.person;

import heddle.contracts.PersonalData;
import heddle.data.catalog.Catalogs;
import heddle.data.comment.CommentLog;
import heddle.data.type.Schema;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What people wrote: objects, comments, and what the log says that they did. */
public final class PersonRecords implements PersonalData {
    private static final int MOST_OBJECTS = 10_000;
    private static final int MOST_EVENTS = 10_000;

    private final Db db;
    private final Catalogs catalogs;
    private final CommentLog comments = new CommentLog();
    private final PersonStore store = new PersonStore();

    public PersonRecords(Db db, Catalogs catalogs) {
        this.db = db;
        this.catalogs = catalogs;
    }

    @Override
    public Map<String, JsonNode> of(Caller person) {
        return db.snapshot(person, tx -> {
            Map<String, JsonNode> out = new LinkedHashMap<>();
            out.put("comments", comments.of(tx, person.id()));
            ObjectNode byType = Json.object();
            int left = MOST_OBJECTS;
            for (Schema schema : schemas(person)) {
                JsonNode objects = store.objects(tx, schema, person.id(), left);
                left -= objects.size();
                if (!objects.isEmpty()) {
                    byType.set(schema.type().name(), objects);
                }
            }
            out.put("objects_created", byType);
            out.put("audit", store.actions(tx, person.id(), MOST_EVENTS));
            return out;
        });
    }

    @Override
    public Map<String, Long> authored(Caller caller, String accountId) {
        return db.tx(caller, tx -> {
            Map<String, Long> out = new LinkedHashMap<>();
            long objects = 0;
            for (Schema schema : schemas(caller)) {
                objects += store.count(tx, schema, accountId);
            }
            put(out, "objects", objects);
            put(out, "comments", comments.count(tx, accountId));
            return out;
        });
    }

    private static void put(Map<String, Long> out, String kind, long count) {
        if (count > 0) {
            out.put(kind, count);
        }
    }

    /** What was said goes with the person; objects stay, and keep the id of who made them. */
    @Override
    public void forget(Tx tx, String accountId) {
        comments.forget(tx, accountId);
    }

    private Iterable<Schema> schemas(Caller caller) {
        return catalogs.of(caller).entries().stream().map(e -> e.schema()).toList();
    }
}
