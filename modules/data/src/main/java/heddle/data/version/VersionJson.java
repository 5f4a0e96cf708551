package heddle.data.version;

import heddle.kernel.json.Json;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Wire records of versions. */
final class VersionJson {
    private VersionJson() {}

    /** @param diff {@code {property: {from, to}}}, with {@code ?diff=true} */
    record View(
            int version,
            String operation,
            ObjectNode properties,
            List<String> changed,
            String changedBy,
            String changedAt,
            String requestId,
            @Nullable ObjectNode diff) {}

    static View of(Version v, Set<String> hidden, boolean diff) {
        ObjectNode properties = v.properties().deepCopy();
        hidden.forEach(properties::remove);
        List<String> changed =
                v.changed().stream().filter(n -> !hidden.contains(n)).toList();
        return new View(
                v.version(),
                v.operation(),
                properties,
                changed,
                v.changedBy(),
                v.changedAt(),
                v.requestId(),
                diff ? diff(v, changed) : null);
    }

    private static ObjectNode diff(Version v, List<String> changed) {
        ObjectNode out = Json.object();
        for (String name : changed) {
            ObjectNode one = out.putObject(name);
            one.set("from", orNull(v.before().get(name)));
            one.set("to", orNull(v.properties().get(name)));
        }
        return out;
    }

    private static JsonNode orNull(@Nullable JsonNode node) {
        return node == null ? Json.mapper().nullNode() : node;
    }
}
