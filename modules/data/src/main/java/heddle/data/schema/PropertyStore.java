package heddle.data.schema;

import static heddle.kernel.db.Times.utc;

import heddle.data.property.Property;
import heddle.data.property.PropertySql;
import heddle.data.type.Schema;
import heddle.kernel.db.Tx;
import heddle.kernel.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.statement.Update;
import tools.jackson.databind.JsonNode;

/** All SQL of property definitions, and of what their objects already hold. */
final class PropertyStore {
    private static final int SAMPLES = 10;

    /**
     * Values under a property's name.
     *
     * @param misfits those that do not have the property's type
     */
    record Held(long fits, long misfits) {}

    /** A value that several live objects have. */
    record Shared(JsonNode value, long count) {}

    void insert(Tx tx, Property p) {
        bound(tx, """
                        insert into data.properties (tenant_id, id, object_type_id, position, name, display_name,
                            data_type, format, is_indexed, is_sortable, is_unique, is_required, default_value,
                            enum_values, options, description, index_status, created_at, updated_at)
                        select :tenant, :id, :type, coalesce(max(position), 0) + 1, :name, :display_name,
                            :data_type, :format, :is_indexed, :is_sortable, :is_unique, :is_required, :default::json,
                            :enum_values, :options::json, :description, :index_status, :created_at, :updated_at
                        from data.properties where tenant_id = :tenant and object_type_id = :type
                        """, p).execute();
    }

    void update(Tx tx, Property p) {
        bound(tx, """
                        update data.properties
                        set display_name = :display_name, is_indexed = :is_indexed, is_sortable = :is_sortable,
                            is_unique = :is_unique, is_required = :is_required, default_value = :default::json,
                            enum_values = :enum_values, options = :options::json, description = :description,
                            index_status = :index_status, updated_at = :updated_at
                        where tenant_id = :tenant and id = :id
                        """, p).execute();
    }

    void delete(Tx tx, String id) {
        tx.update("delete from data.counters where tenant_id = :tenant and property_id = :id")
                .bind("id", id)
                .execute();
        tx.update("delete from data.properties where tenant_id = :tenant and id = :id")
                .bind("id", id)
                .execute();
    }

    /** The values that are there under the name, in live and trashed objects. */
    Held held(Tx tx, Schema schema, Property p) {
        return tx.query("""
                        select count(%1$s) as fits, count(*) - count(%1$s) as misfits
                        from %2$s where jsonb_exists(props, :name)
                        """.formatted(PropertySql.expression(p, "props"), schema.table()))
                .bind("name", p.name())
                .map((row, c) -> new Held(row.getLong("fits"), row.getLong("misfits")))
                .one();
    }

    /** How many live objects have no value. */
    long missing(Tx tx, Schema schema, Property p) {
        return tx.query("""
                        select count(*) from %s
                        where not is_deleted and coalesce(props -> :name, 'null') = 'null'
                        """.formatted(schema.table()))
                .bind("name", p.name())
                .mapTo(Long.class)
                .one();
    }

    /** Some of the values that stand in the way of uniqueness. */
    List<Shared> shared(Tx tx, Schema schema, Property p) {
        return tx.query("""
                        select (array_agg(props -> :name))[1] as value, count(*) as n
                        from %1$s where not is_deleted and %2$s is not null
                        group by %2$s having count(*) > 1 order by n desc limit %3$d
                        """.formatted(schema.table(), PropertySql.expression(p, "props"), SAMPLES))
                .bind("name", p.name())
                .map((row, c) -> new Shared(Json.trusted(row.getString("value")), row.getLong("n")))
                .list();
    }

    /** How many objects, live and trashed, hold each of the words; without the words that none holds. */
    Map<String, Long> used(Tx tx, Schema schema, Property p, List<String> words) {
        Map<String, Long> out = new LinkedHashMap<>();
        tx.query("""
                        select w.word, count(*) as n from %s, unnest(:words) with ordinality w(word, at)
                        where props -> :name @> to_jsonb(w.word) group by w.word, w.at order by w.at
                        """.formatted(schema.table()))
                .bind("name", p.name())
                .bindArray("words", String.class, words)
                .map((row, c) -> Map.entry(row.getString("word"), row.getLong("n")))
                .forEach(e -> out.put(e.getKey(), e.getValue()));
        return out;
    }

    /** Keeps writers of the type's objects out until the transaction ends. */
    void stopWrites(Tx tx, Schema schema) {
        tx.define("lock table " + schema.table() + " in share mode");
    }

    private static Update bound(Tx tx, String sql, Property p) {
        return tx.update(sql)
                .bind("id", p.id())
                .bind("type", p.objectTypeId())
                .bind("name", p.name())
                .bind("display_name", p.displayName())
                .bind("data_type", p.dataType().word())
                .bind("format", p.format())
                .bind("is_indexed", p.indexed())
                .bind("is_sortable", p.sortable())
                .bind("is_unique", p.unique())
                .bind("is_required", p.required())
                .bind(
                        "default",
                        p.defaultValue() == null ? null : p.defaultValue().toString())
                .bindArray("enum_values", String.class, p.enumValues())
                .bind("options", p.options().toString())
                .bind("description", p.description())
                .bind("index_status", p.indexStatus())
                .bind("created_at", utc(p.createdAt()))
                .bind("updated_at", utc(p.updatedAt()));
    }
}
