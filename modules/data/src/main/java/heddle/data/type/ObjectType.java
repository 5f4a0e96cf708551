package heddle.data.type;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A kind of thing that a tenant keeps, with a table of its own.
 *
 * @param id {@code ot_...}
 * @param name the word in paths and in SQL, {@code ^[a-z][a-z0-9_]{0,62}$}
 * @param settings versioning, retention, default sort and association rules; see docs of the module
 */
public record ObjectType(
        String id,
        String tenantId,
        String name,
        String displayName,
        @Nullable String description,
        @Nullable String icon,
        ObjectNode settings,
        Instant createdAt,
        Instant updatedAt) {

    public ObjectType withSettings(ObjectNode fresh, Instant now) {
        return new ObjectType(id, tenantId, name, displayName, description, icon, fresh, createdAt, now);
    }
}
