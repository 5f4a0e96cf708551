package heddle.data.view;

import static heddle.kernel.db.Times.instant;
import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.Tx;
import heddle.kernel.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.Update;

/** All SQL of views. */
final class ViewStore {
    /** The shared views of a type and the private ones of the caller, by name. */
    List<View> list(Tx tx, String typeId, String callerId) {
        return tx.query("""
                        select * from data.views
                        where tenant_id = :tenant and object_type_id = :type and (is_shared or created_by = :caller)
                        order by name, id
                        """)
                .bind("type", typeId)
                .bind("caller", callerId)
                .map(ViewStore::view)
                .list();
    }

    Optional<View> find(Tx tx, String typeId, String id) {
        return tx.query("""
                        select * from data.views
                        where tenant_id = :tenant and object_type_id = :type and id = :id
                        """)
                .bind("type", typeId)
                .bind("id", id)
                .map(ViewStore::view)
                .findOne();
    }

    /** Makes the views of a type wait for one another, so that two cannot take one name. */
    void lock(Tx tx, String typeId) {
        tx.query("select 1 from pg_advisory_xact_lock(hashtextextended('data.views ' || :tenant || :type, 0))")
                .bind("type", typeId)
                .mapTo(Integer.class)
                .list();
    }

    void insert(Tx tx, View v) {
        bound(tx, """
                        insert into data.views (tenant_id, id, object_type_id, name, filters, sort, columns, is_shared,
                            created_by, created_at, updated_at)
                        values (:tenant, :id, :type, :name, :filters::json, :sort::json, :columns, :is_shared,
                            :created_by, :created_at, :updated_at)
                        """, v).execute();
    }

    void update(Tx tx, View v) {
        bound(tx, """
                        update data.views
                        set name = :name, filters = :filters::json, sort = :sort::json, columns = :columns,
                            is_shared = :is_shared, updated_at = :updated_at
                        where tenant_id = :tenant and id = :id
                        """, v).execute();
    }

    void delete(Tx tx, String id) {
        tx.update("delete from data.views where tenant_id = :tenant and id = :id")
                .bind("id", id)
                .execute();
    }

    long count(Tx tx, String typeId) {
        return tx.query("select count(*) from data.views where tenant_id = :tenant and object_type_id = :type")
                .bind("type", typeId)
                .mapTo(Long.class)
                .one();
    }

    void deleteAll(Tx tx, String typeId) {
        tx.update("delete from data.views where tenant_id = :tenant and object_type_id = :type")
                .bind("type", typeId)
                .execute();
    }

    private static Update bound(Tx tx, String sql, View v) {
        return tx.update(sql)
                .bind("id", v.id())
                .bind("type", v.objectTypeId())
                .bind("name", v.name())
                .bind("filters", v.filters().toString())
                .bind("sort", v.sort().toString())
                .bindArray("columns", String.class, v.columns())
                .bind("is_shared", v.shared())
                .bind("created_by", v.createdBy())
                .bind("created_at", utc(v.createdAt()))
                .bind("updated_at", utc(v.updatedAt()));
    }

    private static View view(ResultSet row, StatementContext context) throws SQLException {
        return new View(
                row.getString("id"),
                row.getString("object_type_id"),
                row.getString("name"),
                Json.trusted(row.getString("filters")),
                Json.trusted(row.getString("sort")),
                List.of((String[]) row.getArray("columns").getArray()),
                row.getBoolean("is_shared"),
                row.getString("created_by"),
                instant(row, "created_at"),
                instant(row, "updated_at"));
    }
}
