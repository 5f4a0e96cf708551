package heddle.data.object;

import heddle.data.property.Property;
import heddle.data.property.PropertySql;
import heddle.data.type.Schema;
import heddle.kernel.db.DbFailure;
import heddle.kernel.db.Tx;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** The SQL of what hangs on an object. */
final class PurgeStore {
    long countAssociations(Tx tx, String id) {
        return tx.query("""
                        select count(*) from data.associations
                        where tenant_id = :tenant and (from_id = :id or to_id = :id)
                        """).bind("id", id).mapTo(Long.class).one();
    }

    /** The ids of the associations that went. */
    List<String> deleteAssociations(Tx tx, String id) {
        return tx.query("""
                        delete from data.associations
                        where tenant_id = :tenant and (from_id = :id or to_id = :id)
                        returning id
                        """).bind("id", id).mapTo(String.class).list();
    }

    long countComments(Tx tx, String id) {
        return tx.query("select count(*) from data.comments where tenant_id = :tenant and object_id = :id")
                .bind("id", id)
                .mapTo(Long.class)
                .one();
    }

    void deleteComments(Tx tx, String id) {
        tx.update("delete from data.comments where tenant_id = :tenant and object_id = :id")
                .bind("id", id)
                .execute();
    }

    List<String> trashedBefore(Tx tx, Schema schema, String before, int limit) {
        return tx.query(
                        "select id from " + schema.table()
                                + " where is_deleted and deleted_at < cast(:before as timestamptz) order by deleted_at limit :limit")
                .bind("before", before)
                .bind("limit", limit)
                .mapTo(String.class)
                .list();
    }

    /** Tenants that have object types. */
    List<String> tenants(Tx systemTx) {
        return systemTx.query("select distinct tenant_id from data.object_types order by 1")
                .mapTo(String.class)
                .list();
    }

    /** The objects, live and trashed, whose property names the object. */
    List<ObjectRow> pointing(Tx tx, Schema schema, Property property, String id) {
        String names = property.multiple()
                ? "jsonb_exists(" + PropertySql.expression(property, "o.props") + ", :id)"
                : PropertySql.expression(property, "o.props") + " = :id";
        String sql = "select " + ObjectRow.COLUMNS + " from " + schema.table() + " o where " + names
                + " order by o.id for update";
        try {
            return ObjectStore.rows(tx.connection(), sql, Map.of("id", id));
        } catch (SQLException e) {
            throw new DbFailure(e);
        }
    }
}
