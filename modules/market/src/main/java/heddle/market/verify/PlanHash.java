package heddle.market.verify;

import heddle.kernel.crypto.Tokens;
import heddle.kernel.json.Json;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The digest of a plan: SHA-256 of its JSON with members in the order of their names and numbers in one spelling, so that a
 * plan that a database has kept has the digest of the plan that was sent.
 */
final class PlanHash {
    private PlanHash() {}

    static String of(Plan plan) {
        ObjectNode all = Json.object();
        ArrayNode criteria = all.putArray("criteria");
        plan.criteria()
                .forEach(c -> criteria.addObject()
                        .put("id", c.id())
                        .put("required", c.required())
                        .put("text", c.text()));
        all.put("threshold", plan.threshold());
        ArrayNode verifiers = all.putArray("verifiers");
        plan.verifiers().forEach(v -> {
            ObjectNode one = verifiers
                    .addObject()
                    .put("id", v.id())
                    .put("kind", v.kind())
                    .put("required", v.required());
            one.set("spec", canonical(v.spec()));
            one.put("weight", v.weight());
        });
        return Tokens.sha256Hex(Json.text(all));
    }

    private static JsonNode canonical(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return Json.mapper().nullNode();
        }
        if (node.isObject()) {
            ObjectNode out = Json.object();
            Map<String, JsonNode> sorted = new TreeMap<>();
            node.properties().forEach(e -> sorted.put(e.getKey(), e.getValue()));
            sorted.forEach((name, value) -> out.set(name, canonical(value)));
            return out;
        }
        if (node.isArray()) {
            ArrayNode out = Json.mapper().createArrayNode();
            node.forEach(part -> out.add(canonical(part)));
            return out;
        }
        return node.isNumber()
                ? Json.mapper()
                        .valueToTree(node.decimalValue().stripTrailingZeros().toString())
                : node;
    }
}
