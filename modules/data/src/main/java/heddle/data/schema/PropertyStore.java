package heddle.data.schema;

import heddle.data.property.Property;
import heddle.kernel.db.Tx;
import java.time.ZoneOffset;
import org.jdbi.v3.core.statement.Update;

/** All SQL of property definitions. */
final class PropertyStore {
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
        tx.update("delete from data.properties where tenant_id = :tenant and id = :id")
                .bind("id", id)
                .execute();
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
                .bind("created_at", p.createdAt().atOffset(ZoneOffset.UTC))
                .bind("updated_at", p.updatedAt().atOffset(ZoneOffset.UTC));
    }
}
