package heddle.data.view;

import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A saved view of an object type.
 *
 * @param id {@code view_...}
 * @param filters as sent: a list, or a condition
 * @param sort as sent: one key, a list of keys, or JSON null
 * @param columns names of properties and system fields; empty for all
 * @param shared whether everybody in the tenant has it, not only its maker
 */
record View(
        String id,
        String objectTypeId,
        String name,
        JsonNode filters,
        JsonNode sort,
        List<String> columns,
        boolean shared,
        String createdBy,
        Instant createdAt,
        Instant updatedAt) {

    boolean visibleTo(String callerId) {
        return shared || createdBy.equals(callerId);
    }
}
