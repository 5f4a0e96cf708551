package heddle.data.association;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A link from one object to another.
 *
 * @param associationType a free label, e.g. {@code works_at}
 * @param fromType id of the type of {@code fromId}
 */
record Association(
        String id,
        String fromType,
        String fromId,
        String associationType,
        String toType,
        String toId,
        @Nullable ObjectNode meta,
        String createdBy,
        String createdAt,
        String updatedAt) {}
