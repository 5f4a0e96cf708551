package heddle.data.version;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object as it was after one change.
 *
 * @param operation {@code create update delete restore}
 * @param before old values of the changed properties, JSON null where there was none
 */
record Version(
        int version,
        String operation,
        ObjectNode properties,
        List<String> changed,
        JsonNode before,
        String changedBy,
        String changedAt,
        String requestId) {}
