package heddle.bench;

import tools.jackson.databind.JsonNode;

/** The data that the workloads run on, and the SQL that the server runs for them. */
final class Stock {
    static final int OBJECTS = 10_000;
    static final int MANY = 100_000;

    private static final int BATCH = 100;
    private static final String PROPERTIES = """
            [{"name":"name","data_type":"string","is_sortable":true},
             {"name":"owner","data_type":"string","is_indexed":true},
             {"name":"amount","data_type":"decimal"},{"name":"active","data_type":"boolean"},
             {"name":"note","data_type":"text"}]
            """;
    private static final String NOTE =
            "A note of about a hundred characters, as a person would write it beside a customer record.";
    private static final String COLUMNS =
            "id, props, version, is_deleted, created_at, updated_at, created_by, deleted_at, deleted_by";

    private final BenchServer server;

    Stock(BenchServer server) {
        this.server = server;
    }

    /** Defines a type and fills it; does nothing when it is there. */
    String fill(String type, int objects) {
        for (JsonNode known : server.send("GET", "/v1/object-types", "")) {
            if (known.path("name").stringValue().equals(type)) {
                return table(known);
            }
        }
        JsonNode made = server.send(
                "POST", "/v1/object-types", "{\"name\":\"" + type + "\",\"properties\":" + PROPERTIES + "}");
        for (int at = 0; at < objects; at += BATCH) {
            server.send("POST", "/v1/objects/" + type + "/batch/create", "{\"objects\":" + batch(at) + "}");
        }
        return table(made);
    }

    private static String table(JsonNode type) {
        return "t_" + type.path("tenant_id").stringValue().substring(3) + ".o_"
                + type.path("id").stringValue().substring(3);
    }

    private static String batch(int from) {
        StringBuilder out = new StringBuilder("[");
        for (int i = from; i < from + BATCH; i++) {
            out.append(i > from ? "," : "")
                    .append("{\"properties\":")
                    .append(properties(i))
                    .append('}');
        }
        return out.append(']').toString();
    }

    /** A colon before a bare word would be a variable to pgbench, hence the space. */
    private static String properties(int i) {
        return "{\"name\":\"Customer %06d\",\"owner\":\"owner-%02d\",\"amount\":\"%d.50\",\"active\": true,\"note\":\"%s\"}"
                .formatted(i, i % 50, i, NOTE);
    }

    /** Objects with ids that a script can make up: {@code obj_} and a number in 26 digits. */
    void fillNumbered(String type, int objects) {
        boolean there = server.send("GET", "/v1/objects/" + type + "/list?limit=1&count=none", "")
                .path("results")
                .isEmpty();
        for (int i = 0; there && i < objects; i++) {
            server.send(
                    "POST",
                    "/v1/objects/" + type,
                    "{\"id\":\"obj_%026d\",\"properties\":%s}".formatted(1_000_000 + i, properties(i)));
        }
    }

    static String luaGet(String type) {
        return "return wrk.format(\"GET\", string.format(\"/v1/objects/%s/obj_%%026d\", 1000000 + math.random(0, %d)), headers)"
                .formatted(type, OBJECTS - 1);
    }

    static String sqlGet(String table) {
        return """
                \\set n random(1000000, %d)
                select %s from %s o where id = ('obj_0000000000000000000' || cast(:n as text)) and not is_deleted;
                """.formatted(1_000_000 + OBJECTS - 1, COLUMNS, table);
    }

    static String luaCreate(String type) {
        return "return wrk.format(\"POST\", \"/v1/objects/%s\", headers, [[{\"properties\":%s}]])"
                .formatted(type, properties(7));
    }

    static String sqlCreate(String table) {
        return """
                \\set n random(1, 9000000000000000)
                with o as (
                    insert into %s (id, props, version, created_at, updated_at, created_by, updated_by)
                    values ('obj_' || lpad(cast(:n as text), 26, '0'), '%s'::jsonb, 1, now(), now(), 'key_bench', 'key_bench')
                )
                insert into kernel.events (id, tenant_id, type, resource_type, resource_id, object_type_id, actor_type,
                    actor_id, actor_label, ip, user_agent, request_id, version, before, after, changed, at)
                select 'evt_' || lpad(cast(:n as text), 26, '0'), 'tn_bench', 'object.created', 'object', 'obj_' || cast(:n as text), 'ot_bench',
                    'api_key', 'key_bench', 'First key', '127.0.0.1', '', 'req_bench', 1, null, '%s'::json, '{}', now();
                """.formatted(table, properties(7), whole());
    }

    private static String whole() {
        return "{\"id\":\"obj_01m85bhafaa5wkca5a35h36ta4\",\"object_type_id\":\"ot_01m85bhaaey99a3mkeba5x81w5\","
                + "\"tenant_id\":\"tn_01m85bh9heqqbkwxhs11hk7srj\",\"properties\":" + properties(7)
                + ",\"created_at\":\"2026-11-23T23:23:24.006Z\",\"updated_at\":\"2026-11-23T23:23:24.006Z\","
                + "\"created_by\":\"key_01m85bh9m0dw7spzf713xr2z2v\",\"version\": 1,\"is_deleted\": false}";
    }

    static String luaList(String type, String query) {
        return "return wrk.format(\"GET\", \"/v1/objects/%s/list?limit=20%s\", headers)".formatted(type, query);
    }

    /**
     * @param total whether the page carries its total
     * @param where further condition, e.g. that of a policy
     */
    static String sqlList(String table, boolean total, String where) {
        String live = table + " o where not o.is_deleted" + where;
        String count = total ? ", (select count(*) from (select 1 from " + live + " limit 10001) counted)" : "";
        return "select %s%s from %s order by o.created_at desc, o.id desc limit 21;\n".formatted(COLUMNS, count, live);
    }

    static String luaBatch(String type) {
        return "return wrk.format(\"POST\", \"/v1/objects/%s/batch/create\", headers, [[{\"objects\":%s}]])"
                .formatted(type, batch(0));
    }

    static String sqlBatch(String table) {
        return """
                \\set n random(1, 9000000000000)
                with c as materialized (
                    select 'obj_' || lpad(cast(:n as text), 20, '0') || lpad(cast(i as text), 6, '0') as id from generate_series(1, 100) i
                ), o as (
                    insert into %s (id, props, version, created_at, updated_at, created_by, updated_by)
                    select c.id, '%s'::jsonb, 1, now(), now(), 'key_bench', 'key_bench' from c
                )
                insert into kernel.events (id, tenant_id, type, resource_type, resource_id, object_type_id, actor_type,
                    actor_id, actor_label, ip, user_agent, request_id, version, before, after, changed, at)
                select c.id, 'tn_bench', 'object.created', 'object', c.id, 'ot_bench',
                    'api_key', 'key_bench', 'First key', '127.0.0.1', '', 'req_bench', 1, null, '%s'::json, '{}', now() from c;
                """.formatted(table, properties(7), whole());
    }
}
