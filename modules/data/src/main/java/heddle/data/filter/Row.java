package heddle.data.filter;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A stored object, as conditions see it. */
public record Row(
        String id,
        ObjectNode props,
        @Nullable String createdBy,
        Instant createdAt,
        Instant updatedAt,
        long version,
        boolean deleted) {}
