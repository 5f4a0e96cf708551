package heddle.data.schema;

import static heddle.kernel.db.Times.utc;

import heddle.data.type.ObjectType;
import heddle.data.type.Schema;
import heddle.kernel.db.Tx;
import heddle.kernel.id.Ids;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** All SQL of object types and of the shape of their tables. */
final class ObjectTypeStore {
    /** Up to here rows are counted; beyond, the planner's estimate will do. */
    static final long COUNTED = 10_000;

    /** Live and trashed objects. */
    record Count(long live, long trashed) {
        long all() {
            return live + trashed;
        }
    }

    void insert(Tx tx, ObjectType t) {
        tx.update("""
                        insert into data.object_types (tenant_id, id, name, display_name, description, icon, settings,
                            created_at, updated_at)
                        values (:tenant, :id, :name, :display_name, :description, :icon, :settings::json, :at, :at)
                        """)
                .bind("id", t.id())
                .bind("name", t.name())
                .bind("display_name", t.displayName())
                .bind("description", t.description())
                .bind("icon", t.icon())
                .bind("settings", t.settings().toString())
                .bind("at", utc(t.createdAt()))
                .execute();
    }

    void update(Tx tx, ObjectType t) {
        tx.update("""
                        update data.object_types
                        set name = :name, display_name = :display_name, description = :description, icon = :icon,
                            settings = :settings::json, updated_at = :at
                        where tenant_id = :tenant and id = :id
                        """)
                .bind("id", t.id())
                .bind("name", t.name())
                .bind("display_name", t.displayName())
                .bind("description", t.description())
                .bind("icon", t.icon())
                .bind("settings", t.settings().toString())
                .bind("at", utc(t.updatedAt()))
                .execute();
    }

    void markDeleting(Tx tx, String id, Instant now) {
        tx.update("""
                        update data.object_types set deleting = true, updated_at = :at
                        where tenant_id = :tenant and id = :id
                        """).bind("id", id).bind("at", utc(now)).execute();
    }

    void delete(Tx tx, String id) {
        tx.update("""
                        delete from data.counters where tenant_id = :tenant and property_id in
                            (select id from data.properties where tenant_id = :tenant and object_type_id = :id)
                        """).bind("id", id).execute();
        tx.update("delete from data.properties where tenant_id = :tenant and object_type_id = :id")
                .bind("id", id)
                .execute();
        tx.update("delete from data.object_types where tenant_id = :tenant and id = :id")
                .bind("id", id)
                .execute();
    }

    void createTable(Tx tx, Schema schema) {
        String table = schema.table();
        tx.define("""
                create table %1$s (
                    id         text        primary key,
                    props      jsonb       not null,
                    version    integer     not null,
                    is_deleted boolean     not null default false,
                    created_at timestamptz not null,
                    updated_at timestamptz not null,
                    created_by text        not null,
                    updated_by text        not null,
                    deleted_at timestamptz,
                    deleted_by text
                );
                create index on %1$s (created_at desc, id desc) where not is_deleted;
                create index on %1$s (deleted_at) where is_deleted;
                """.formatted(table));
        searchJson(tx, schema);
    }

    /** The index that {@code settings.json_search} asks for, made or dropped. */
    void searchJson(Tx tx, Schema schema) {
        String name = "j_" + Ids.body(schema.type().id());
        if (schema.type().settings().path("json_search").asBoolean(false)) {
            tx.define("create index if not exists %s on %s using gin (props jsonb_path_ops) where not is_deleted"
                    .formatted(name, schema.table()));
        } else {
            tx.define("drop index if exists %s.%s"
                    .formatted(Schema.tenantSchema(schema.type().tenantId()), name));
        }
    }

    void dropTable(Tx tx, String table) {
        tx.define("drop table if exists " + table + " cascade");
    }

    /** Live and trashed objects of one type, exact up to {@link #COUNTED} each. */
    Count count(Tx tx, Schema schema) {
        long estimate = estimates(tx).getOrDefault(schema.type().id(), -1L);
        long live = capped(tx, schema, "not is_deleted");
        return new Count(live > COUNTED ? Math.max(live, estimate) : live, capped(tx, schema, "is_deleted"));
    }

    /** Live objects by type id, exact up to {@link #COUNTED}. */
    Map<String, Long> live(Tx tx, Collection<Schema> schemas) {
        return counted(tx, schemas, "where not is_deleted");
    }

    /** Live and trashed objects of all types, exact for small ones. */
    long total(Tx tx, Collection<Schema> schemas) {
        return counted(tx, schemas, "").values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    long bytes(Tx tx) {
        return tx.query("""
                        select coalesce(sum(pg_total_relation_size(c.oid)), 0)
                        from pg_class c join pg_namespace n on n.oid = c.relnamespace
                        where n.nspname = 't_' || substr(:tenant, 4) and c.relkind = 'r'
                        """).mapTo(Long.class).one();
    }

    private static Map<String, Long> counted(Tx tx, Collection<Schema> schemas, String where) {
        Map<String, Long> estimates = estimates(tx);
        Map<String, Long> out = new HashMap<>();
        String sql = schemas.stream()
                .filter(s -> estimates.getOrDefault(s.type().id(), -1L) <= COUNTED)
                .map(s -> "select '%s' as id, (select count(*) from (select 1 from %s %s limit %d) r) as n"
                        .formatted(s.type().id(), s.table(), where, COUNTED + 1))
                .collect(Collectors.joining(" union all "));
        out.putAll(estimates);
        if (!sql.isEmpty()) {
            tx.query(sql)
                    .map((row, c) -> Map.entry(row.getString("id"), row.getLong("n")))
                    .forEach(e -> out.put(e.getKey(), e.getValue()));
        }
        out.keySet().retainAll(schemas.stream().map(s -> s.type().id()).toList());
        return out;
    }

    private static long capped(Tx tx, Schema schema, String where) {
        return tx.query("select count(*) from (select 1 from %s where %s limit %d) r"
                        .formatted(schema.table(), where, COUNTED + 1))
                .mapTo(Long.class)
                .one();
    }

    /** Rows by type id as the planner knows them; -1 where it does not. */
    private static Map<String, Long> estimates(Tx tx) {
        return tx.query("""
                        select 'ot_' || substr(c.relname, 3) as id, c.reltuples::bigint as n
                        from pg_class c join pg_namespace n on n.oid = c.relnamespace
                        where n.nspname = 't_' || substr(:tenant, 4) and c.relkind = 'r'
                        """)
                .map((row, c) -> Map.entry(row.getString("id"), row.getLong("n")))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
