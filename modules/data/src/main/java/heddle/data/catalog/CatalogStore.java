package heddle.data.catalog;

import static heddle.kernel.db.Times.instant;

import heddle.data.policy.Action;
import heddle.data.policy.Policy;
import heddle.data.policy.PolicySet;
import heddle.data.policy.RlsDefault;
import heddle.data.property.DataType;
import heddle.data.property.Property;
import heddle.data.type.ObjectType;
import heddle.data.type.Schema;
import heddle.kernel.db.Tx;
import heddle.kernel.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads what a tenant has defined. */
final class CatalogStore {
    private static final String TYPES = """
            select * from data.object_types where tenant_id = :tenant and not deleting order by name
            """;
    private static final String PROPERTIES = """
            select * from data.properties where tenant_id = :tenant order by object_type_id, position, id
            """;
    private static final String POLICIES = """
            select * from data.policies where tenant_id = :tenant order by object_type_id, created_at, id
            """;

    Catalog read(Tx tx, RlsDefault fallback) {
        List<ObjectType> types = tx.query(TYPES).map(CatalogStore::type).list();
        Map<String, List<Property>> properties = tx.query(PROPERTIES).map(CatalogStore::property).list().stream()
                .collect(Collectors.groupingBy(Property::objectTypeId));
        Map<String, List<Policy>> policies = tx.query(POLICIES).map(CatalogStore::policy).list().stream()
                .collect(Collectors.groupingBy(Policy::objectTypeId));
        Map<String, Schema> schemas = new LinkedHashMap<>();
        types.forEach(t -> schemas.put(t.id(), Schema.of(t, properties.getOrDefault(t.id(), List.of()))));
        List<Catalog.Entry> entries = new ArrayList<>();
        schemas.forEach((id, schema) -> {
            List<Policy> own = policies.getOrDefault(id, List.of());
            entries.add(new Catalog.Entry(schema, PolicySet.of(schema, own, fallback, schemas::get), own));
        });
        return new Catalog(entries);
    }

    /** Lets one change of a tenant's definitions in at a time. */
    void lock(Tx tx) {
        tx.query("select 1 from pg_advisory_xact_lock(hashtextextended('data.catalog ' || :tenant, 0))")
                .mapTo(Integer.class)
                .list();
    }

    private static ObjectType type(ResultSet row, StatementContext context) throws SQLException {
        return new ObjectType(
                row.getString("id"),
                row.getString("tenant_id"),
                row.getString("name"),
                row.getString("display_name"),
                row.getString("description"),
                row.getString("icon"),
                object(row, "settings"),
                instant(row, "created_at"),
                instant(row, "updated_at"));
    }

    private static Property property(ResultSet row, StatementContext context) throws SQLException {
        String preset = row.getString("default_value");
        return new Property(
                row.getString("id"),
                row.getString("object_type_id"),
                row.getString("name"),
                row.getString("display_name"),
                DataType.of(row.getString("data_type")).orElseThrow(),
                row.getString("format"),
                row.getBoolean("is_indexed"),
                row.getBoolean("is_sortable"),
                row.getBoolean("is_unique"),
                row.getBoolean("is_required"),
                json(preset),
                texts(row, "enum_values"),
                object(row, "options"),
                row.getString("description"),
                row.getString("index_status"),
                instant(row, "created_at"),
                instant(row, "updated_at"));
    }

    private static Policy policy(ResultSet row, StatementContext context) throws SQLException {
        return new Policy(
                row.getString("id"),
                row.getString("object_type_id"),
                row.getString("name"),
                Action.of(row.getString("action")).orElseThrow(),
                row.getString("role"),
                object(row, "condition"),
                row.getBoolean("enabled"),
                Policy.Kind.of(row.getString("kind")).orElseThrow(),
                row.getBoolean("broken"),
                texts(row, "hide"),
                texts(row, "readonly"),
                row.getString("created_by"),
                instant(row, "created_at"),
                instant(row, "updated_at"));
    }

    private static @Nullable JsonNode json(@Nullable String text) {
        return text == null ? null : Json.trusted(text);
    }

    private static ObjectNode object(ResultSet row, String column) throws SQLException {
        return (ObjectNode) Json.trusted(row.getString(column));
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }
}
