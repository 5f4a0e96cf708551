package heddle.data.person;

import heddle.data.type.Schema;
import heddle.kernel.db.Tx;
import heddle.kernel.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** The SQL of what a person made and did. */
final class PersonStore {
    /** Live and trashed objects that a person made, as JSON. */
    JsonNode objects(Tx tx, Schema schema, String accountId, int limit) {
        return array(
                tx,
                "select json_build_object('id', id, 'created_at', created_at, 'properties', props) from " + schema.table()
                        + " where created_by = :id order by id limit :limit",
                accountId,
                limit);
    }

    long count(Tx tx, Schema schema, String accountId) {
        return tx.query("select count(*) from " + schema.table() + " where created_by = :id and not is_deleted")
                .bind("id", accountId)
                .mapTo(Long.class)
                .one();
    }

    /** The latest facts of which a person was the actor. */
    JsonNode actions(Tx tx, String accountId, int limit) {
        return array(tx, """
                select json_build_object('action', type, 'resource_type', resource_type, 'resource_id', resource_id,
                    'ip', ip, 'user_agent', user_agent, 'at', at)
                from kernel.events where tenant_id = :tenant and actor_id = :id order by seq desc limit :limit
                """, accountId, limit);
    }

    private static ArrayNode array(Tx tx, String sql, String accountId, int limit) {
        ArrayNode out = Json.mapper().createArrayNode();
        tx.query(sql)
                .bind("id", accountId)
                .bind("limit", limit)
                .mapTo(String.class)
                .forEach(row -> out.add(Json.trusted(row)));
        return out;
    }
}
