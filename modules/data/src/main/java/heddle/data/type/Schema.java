package heddle.data.type;

import heddle.data.property.Property;
import heddle.kernel.id.Ids;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object type with its properties, as cached: what every read and write of its objects needs to know.
 *
 * @param properties by name, in order of creation
 */
public record Schema(ObjectType type, Map<String, Property> properties) {

    public static Schema of(ObjectType type, List<Property> properties) {
        Map<String, Property> byName = new LinkedHashMap<>();
        properties.forEach(p -> byName.put(p.name(), p));
        return new Schema(type, byName);
    }

    public @Nullable Property property(String name) {
        return properties.get(name);
    }

    /** The schema-qualified table of this type's objects, safe to put into SQL: it is made of ids only. */
    public String table() {
        return tenantSchema(type.tenantId()) + ".o_" + Ids.body(type.id());
    }

    /** The PostgreSQL schema that holds a tenant's object tables. */
    public static String tenantSchema(String tenantId) {
        return "t_" + Ids.body(tenantId);
    }
}
