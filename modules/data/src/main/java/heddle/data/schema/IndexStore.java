package heddle.data.schema;

import heddle.data.property.PropertyIndex;
import heddle.data.type.Schema;
import heddle.kernel.access.Caller;
import heddle.kernel.crypto.Tokens;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.id.Ids;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.Collectors;

/** All SQL of the indexes behind properties. Each index carries the digest of its text as its comment. */
final class IndexStore {
    /** The digest of each index of a property that is built and valid, or an empty text for a broken one, by name. */
    Map<String, String> built(Tx tx, String propertyId) {
        return tx.query("""
                        select c.relname as name,
                            case when i.indisvalid then coalesce(obj_description(c.oid, 'pg_class'), '') else '' end as digest
                        from pg_index i
                        join pg_class c on c.oid = i.indexrelid
                        join pg_namespace n on n.oid = c.relnamespace
                        where n.nspname = 't_' || substr(:tenant, 4) and starts_with(c.relname, :prefix)
                        """)
                .bind("prefix", "p_" + Ids.body(propertyId) + "_")
                .map((row, c) -> Map.entry(row.getString("name"), row.getString("digest")))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    void create(Tx tx, String tenantId, PropertyIndex index) {
        tx.define(index.create());
        tx.define(comment(tenantId, index));
    }

    void drop(Tx tx, String tenantId, String name) {
        tx.define("drop index if exists " + qualified(tenantId, name));
    }

    void createConcurrently(Db db, Caller system, PropertyIndex index) {
        patiently(db, system, index.createConcurrently());
        patiently(db, system, comment(system.tenantId(), index));
    }

    void dropConcurrently(Db db, Caller system, String name) {
        patiently(db, system, "drop index concurrently if exists " + qualified(system.tenantId(), name));
    }

    static String digest(PropertyIndex index) {
        return Tokens.sha256Hex(index.on());
    }

    /** Outside a transaction, and for as long as it takes. */
    private static void patiently(Db db, Caller system, String ddl) {
        db.direct(system, ddl, connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("set statement_timeout = 0");
                statement.execute(ddl);
                return true;
            } finally {
                reset(connection);
            }
        });
    }

    private static void reset(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("reset statement_timeout");
        }
    }

    private static String comment(String tenantId, PropertyIndex index) {
        return "comment on index %s is '%s'".formatted(qualified(tenantId, index.name()), digest(index));
    }

    private static String qualified(String tenantId, String name) {
        return Schema.tenantSchema(tenantId) + "." + name;
    }
}
