package heddle.data.sql;

import heddle.data.catalog.Catalog;
import heddle.data.property.PropertySql;
import heddle.data.type.ObjectType;
import heddle.data.type.Schema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The queries behind the views that a tenant's SQL may read. */
final class ViewTexts {
    private static final String OBJECT = "id, created_at, updated_at, created_by, version, is_deleted";

    private ViewTexts() {}

    /** By the name of the view. A type's name wins over a shared one. */
    static Map<String, String> of(Catalog catalog, String tenantId) {
        Map<String, String> out = new LinkedHashMap<>();
        out.put("objects", objects(catalog));
        shared(PropertySql.quote(tenantId), out);
        catalog.entries().forEach(e -> out.put(e.schema().type().name(), typed(e.schema())));
        return out;
    }

    private static String typed(Schema schema) {
        String columns = schema.properties().values().stream()
                .map(p -> ", " + PropertySql.viewColumn(p))
                .collect(Collectors.joining());
        return "select " + OBJECT + columns + " from " + schema.table();
    }

    private static String objects(Catalog catalog) {
        String none = """
                select cast(null as text) as id, cast(null as text) as object_type_id, cast(null as text) as object_type,
                    cast(null as jsonb) as properties, cast(null as integer) as version,
                    cast(null as boolean) as is_deleted, cast(null as timestamptz) as created_at,
                    cast(null as timestamptz) as updated_at, cast(null as text) as created_by,
                    cast(null as text) as updated_by, cast(null as timestamptz) as deleted_at
                where false""";
        return catalog.entries().stream()
                .map(Catalog.Entry::schema)
                .map(ViewTexts::objectsOf)
                .collect(Collectors.joining("", none, ""));
    }

    private static String objectsOf(Schema schema) {
        ObjectType type = schema.type();
        return """

                union all select id, %s, %s, props, version, is_deleted, created_at, updated_at, created_by, updated_by,
                    deleted_at from %s""".formatted(PropertySql.quote(type.id()), PropertySql.quote(type.name()), schema.table());
    }

    private static void shared(String tenant, Map<String, String> out) {
        out.put("object_types", """
                select id, name, display_name, description, icon, cast(settings as jsonb) as settings, created_at,
                    updated_at
                from data.object_types where tenant_id = %s and not deleting""".formatted(tenant));
        out.put("properties", """
                select p.id, p.object_type_id, p.name, p.display_name, p.data_type, p.format, p.is_indexed,
                    p.is_sortable, p.is_unique, p.is_required, cast(p.default_value as jsonb) as default_value,
                    p.enum_values, cast(p.options as jsonb) as options, p.description, p.created_at, p.updated_at
                from data.properties p
                join data.object_types t on t.tenant_id = p.tenant_id and t.id = p.object_type_id and not t.deleting
                where p.tenant_id = %s""".formatted(tenant));
        out.put("associations", """
                select id, association_type, from_type_id, from_id, to_type_id, to_id, meta, created_by, created_at,
                    updated_at
                from data.associations where tenant_id = %s""".formatted(tenant));
        out.put("audit_logs", """
                select id, type as action, resource_type, resource_id, object_type_id, actor_type, actor_id,
                    actor_label, ip, user_agent, request_id, version, before, after, changed, source,
                    at as created_at
                from kernel.events where tenant_id = %s and resource_type <> 'custom'""".formatted(tenant));
        out.put("events", """
                select id, substr(type, 8) as event_type, after as data,
                    case when actor_type = 'user' then actor_id end as user_id, ip, at as created_at
                from kernel.events where tenant_id = %s and resource_type = 'custom'""".formatted(tenant));
    }
}
