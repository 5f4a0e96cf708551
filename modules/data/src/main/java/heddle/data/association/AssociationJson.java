package heddle.data.association;

import heddle.data.object.ObjectJson;
import heddle.kernel.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Wire records of associations. */
final class AssociationJson {
    private AssociationJson() {}

    record Put(
            String id,
            String fromType,
            String fromId,
            String associationType,
            String toType,
            String toId,
            @Nullable ObjectNode meta,
            String createdBy,
            String createdAt,
            String updatedAt,
            boolean created) {}

    /** The object at the other end; {@code object} is the whole of it with {@code ?include=objects}. */
    record End(String id, String objectTypeId, @Nullable String title) {}

    record Listed(
            String id,
            String fromType,
            String fromId,
            String associationType,
            String toType,
            String toId,
            @Nullable ObjectNode meta,
            String createdBy,
            String createdAt,
            String updatedAt,
            String direction,
            JsonNode object) {}

    record Page(List<Listed> results, @Nullable String nextCursor, long total) {}

    record Deleted(boolean deleted) {}

    static Put of(Association a, boolean created) {
        return new Put(
                a.id(),
                a.fromType(),
                a.fromId(),
                a.associationType(),
                a.toType(),
                a.toId(),
                a.meta(),
                a.createdBy(),
                a.createdAt(),
                a.updatedAt(),
                created);
    }

    static Listed of(Associations.Found found, boolean whole) {
        Association a = found.association();
        JsonNode object = whole
                ? Json.mapper().readTree(ObjectJson.of(found.other().schema().type(), found.object()))
                : Json.mapper()
                        .valueToTree(new End(
                                found.object().id(),
                                found.other().schema().type().id(),
                                found.title()));
        return new Listed(
                a.id(),
                a.fromType(),
                a.fromId(),
                a.associationType(),
                a.toType(),
                a.toId(),
                a.meta(),
                a.createdBy(),
                a.createdAt(),
                a.updatedAt(),
                found.outgoing() ? "outgoing" : "incoming",
                object);
    }

    static String fact(Association association) {
        return Json.text(association);
    }
}
