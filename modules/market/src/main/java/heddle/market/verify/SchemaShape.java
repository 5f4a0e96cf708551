package heddle.market.verify;

import heddle.kernel.pattern.Patterns;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a schema comes to when its references are put in their places. It may point into itself ({@code #/$defs/x}) but
 * nowhere else, and not in a circle, so that checking a value against it ends and takes a known amount of work.
 */
final class SchemaShape {
    private static final long MOST = 20_000;
    private static final Set<String> REFUSED =
            Set.of("$dynamicRef", "$recursiveRef", "$id", "$anchor", "$dynamicAnchor", "$vocabulary");
    /** Members whose values are data and no schemas. */
    private static final Set<String> DATA = Set.of("const", "enum", "default", "examples");

    private final JsonNode root;
    private final Map<String, Long> known = new HashMap<>();
    private final Set<String> entered = new HashSet<>();
    private @Nullable String fault;
    private final long size;

    SchemaShape(JsonNode root) {
        this.root = root;
        this.size = size(root);
        if (fault == null && size > MOST) {
            fault = "The schema is too large with its references put in; split it up";
        }
    }

    /** What is wrong with it, or null. */
    @Nullable
    String fault() {
        return fault;
    }

    long size() {
        return size;
    }

    private long size(JsonNode schema) {
        long sum = 1;
        for (Map.Entry<String, JsonNode> member : schema.properties()) {
            sum += member(member.getKey(), member.getValue());
        }
        if (schema.isArray()) {
            for (JsonNode part : schema) {
                sum += size(part);
            }
        }
        return Math.min(sum, MOST + 1);
    }

    private long member(String name, JsonNode value) {
        if (REFUSED.contains(name)) {
            fault = "Write the schema without " + name;
            return 1;
        }
        if (name.equals("$ref") && value.isString()) {
            return reference(value.stringValue());
        }
        if (name.equals("pattern") && value.isString()) {
            requirePattern(value.stringValue());
        }
        if (name.equals("patternProperties")) {
            value.propertyStream().forEach(e -> requirePattern(e.getKey()));
        }
        return DATA.contains(name) ? 1 : size(value);
    }

    private void requirePattern(String pattern) {
        String wrong = Patterns.fault(pattern);
        fault = wrong == null ? fault : wrong;
    }

    private long reference(String ref) {
        Long before = known.get(ref);
        if (before != null) {
            return before;
        }
        boolean within = ref.startsWith("#/") && ref.indexOf('%') < 0;
        JsonNode target = within ? root.at(ref.substring(1)) : root.path("");
        if (!within || target.isMissingNode()) {
            fault = "A $ref may only point to a place in the same schema, such as #/$defs/item; this does not: " + ref;
            return 1;
        }
        if (!entered.add(ref)) {
            fault = "The schema points to itself in a circle at " + ref;
            return 1;
        }
        long size = size(target);
        entered.remove(ref);
        known.put(ref, size);
        return size;
    }
}
