package heddle.data.schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import heddle.data.property.PropertyJson;
import heddle.data.type.ObjectType;
import heddle.data.type.Schema;
import heddle.kernel.json.Json;
import heddle.kernel.json.Patch;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Wire records of object types. */
public final class ObjectTypeJson {
    private ObjectTypeJson() {}

    /**
     * @param properties made together with the type, or not at all
     */
    record Create(
            @Nullable String name,
            @Nullable String displayName,
            @Nullable String description,
            @Nullable String icon,
            @Nullable ObjectNode settings,
            @Nullable List<PropertyJson.@Nullable Create> properties) {}

    record Update(
            Patch<String> name,
            Patch<String> displayName,
            Patch<String> description,
            Patch<String> icon,
            Patch<ObjectNode> settings) {}

    /**
     * @param objectCount live objects, exact up to 10,000; null for callers whom policies hold
     * @param properties when asked for
     */
    public record View(
            String id,
            String tenantId,
            String name,
            String displayName,
            Instant createdAt,
            Instant updatedAt,
            @Nullable String description,
            @Nullable String icon,
            ObjectNode settings,
            int propertyCount,
            @Nullable Long objectCount,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            List<PropertyJson.View> properties) {}

    record Deleted(boolean deleted) {}

    static View of(Schema schema, @Nullable Long objectCount, boolean withProperties) {
        ObjectType t = schema.type();
        return new View(
                t.id(),
                t.tenantId(),
                t.name(),
                t.displayName(),
                t.createdAt(),
                t.updatedAt(),
                t.description(),
                t.icon(),
                t.settings(),
                schema.properties().size(),
                objectCount,
                withProperties
                        ? schema.properties().values().stream()
                                .map(p -> PropertyJson.of(p, null))
                                .toList()
                        : null);
    }

    /** The type as the event log keeps it. */
    static String fact(ObjectType t) {
        ObjectNode fact = Json.object();
        fact.put("id", t.id());
        fact.put("tenant_id", t.tenantId());
        fact.put("name", t.name());
        fact.put("display_name", t.displayName());
        fact.put("description", t.description());
        fact.put("icon", t.icon());
        fact.set("settings", t.settings());
        return fact.toString();
    }
}
