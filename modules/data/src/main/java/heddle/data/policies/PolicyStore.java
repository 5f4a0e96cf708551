package heddle.data.policies;

import static heddle.kernel.db.Times.instant;
import static heddle.kernel.db.Times.utc;

import heddle.data.filter.Row;
import heddle.data.policy.Policy;
import heddle.data.type.Schema;
import heddle.kernel.db.Tx;
import heddle.kernel.json.Json;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.statement.Update;
import tools.jackson.databind.node.ObjectNode;

/** All SQL of policies, which are read with the catalog, and of the objects that they are tried on. */
final class PolicyStore {
    void insert(Tx tx, Policy p) {
        bound(tx, """
                        insert into data.policies (tenant_id, id, object_type_id, name, action, role, condition, enabled,
                            kind, broken, hide, readonly, created_by, created_at, updated_at)
                        values (:tenant, :id, :type, :name, :action, :role, :condition::json, :enabled,
                            :kind, :broken, :hide, :readonly, :created_by, :created_at, :updated_at)
                        """, p).execute();
    }

    void update(Tx tx, Policy p) {
        bound(tx, """
                        update data.policies
                        set name = :name, action = :action, role = :role, condition = :condition::json,
                            enabled = :enabled, kind = :kind, broken = :broken, hide = :hide, readonly = :readonly,
                            updated_at = :updated_at
                        where tenant_id = :tenant and id = :id
                        """, p).execute();
    }

    void delete(Tx tx, String id) {
        tx.update("delete from data.policies where tenant_id = :tenant and id = :id")
                .bind("id", id)
                .execute();
    }

    long count(Tx tx, String typeId) {
        return tx.query("select count(*) from data.policies where tenant_id = :tenant and object_type_id = :type")
                .bind("type", typeId)
                .mapTo(Long.class)
                .one();
    }

    void deleteAll(Tx tx, String typeId) {
        tx.update("delete from data.policies where tenant_id = :tenant and object_type_id = :type")
                .bind("type", typeId)
                .execute();
    }

    /** The newest live objects, to try a policy on. */
    List<Row> newest(Tx tx, Schema schema, int limit) {
        return tx.query("""
                        select id, props, created_by, created_at, updated_at, version from %s
                        where not is_deleted order by created_at desc, id desc limit :limit
                        """.formatted(schema.table()))
                .bind("limit", limit)
                .map((row, c) -> new Row(
                        row.getString("id"),
                        (ObjectNode) Json.trusted(row.getString("props")),
                        row.getString("created_by"),
                        instant(row, "created_at"),
                        instant(row, "updated_at"),
                        row.getLong("version"),
                        false))
                .list();
    }

    void markBroken(Tx tx, String id, Instant now) {
        tx.update("""
                        update data.policies set broken = true, updated_at = :at
                        where tenant_id = :tenant and id = :id
                        """).bind("id", id).bind("at", utc(now)).execute();
    }

    private static Update bound(Tx tx, String sql, Policy p) {
        return tx.update(sql)
                .bind("id", p.id())
                .bind("type", p.objectTypeId())
                .bind("name", p.name())
                .bind("action", p.action().word())
                .bind("role", p.role())
                .bind("condition", p.condition().toString())
                .bind("enabled", p.enabled())
                .bind("kind", p.kind().word())
                .bind("broken", p.broken())
                .bindArray("hide", String.class, p.hide())
                .bindArray("readonly", String.class, p.readonly())
                .bind("created_by", p.createdBy())
                .bind("created_at", utc(p.createdAt()))
                .bind("updated_at", utc(p.updatedAt()));
    }
}
