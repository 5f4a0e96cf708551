package heddle.data.property;

import heddle.kernel.id.Ids;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Ids of objects, accounts or files: one, or a list with {@code options.multiple}. Whether they exist is asked later. */
final class LinkValue implements ValueType {
    static final int MAX_ITEMS = 100;
    static final int MAX_FILES = 10;

    private final String prefix;

    LinkValue(String prefix) {
        this.prefix = prefix;
    }

    /** The ids that a stored value names. */
    static Stream<String> ids(JsonNode stored) {
        return stored.isString()
                ? Stream.of(stored.stringValue())
                : stored.valueStream().filter(JsonNode::isString).map(JsonNode::stringValue);
    }

    @Override
    public @Nullable JsonNode stored(Property p, JsonNode in, Spot at) {
        if (!p.multiple()) {
            return named(in, at) ? in : null;
        }
        if (in.isString()) {
            return named(in, at) ? JsonNodeFactory.instance.arrayNode().add(in) : null;
        }
        if (!(in instanceof ArrayNode list)) {
            return at.refuse("invalid_type", "Send a list of ids that start with %s_".formatted(prefix));
        }
        int max = max(p);
        if (list.size() > max) {
            return at.refuse("too_many_items", "Send at most %d items".formatted(max));
        }
        return each(list, at) ? list : null;
    }

    @Override
    public JsonNode fromText(Property p, String text) {
        return p.multiple()
                ? Lists.fromCell(text, UnaryOperator.identity())
                : JsonNodeFactory.instance.stringNode(text.strip());
    }

    @Override
    public String toText(Property p, JsonNode stored) {
        return stored.isString() ? stored.stringValue() : Lists.toCell(stored, UnaryOperator.identity());
    }

    private boolean each(ArrayNode list, Spot at) {
        Set<JsonNode> seen = new HashSet<>();
        boolean good = true;
        for (int i = 0; i < list.size(); i++) {
            good &= named(list.get(i), at.item(i));
            if (!seen.add(list.get(i))) {
                at.item(i).refuse("duplicate_value", "Send each id once");
                good = false;
            }
        }
        return good;
    }

    private boolean named(JsonNode in, Spot at) {
        if (!in.isString()) {
            at.refuse("invalid_type", "Send an id that starts with %s_, as a string".formatted(prefix));
            return false;
        }
        if (!Ids.isId(prefix, in.stringValue())) {
            at.refuse("reference_not_found", "Send the id of an existing %s".formatted(thing()));
            return false;
        }
        return true;
    }

    private String thing() {
        return switch (prefix) {
            case "obj" -> "object";
            case "usr" -> "user";
            default -> "file";
        };
    }

    private int max(Property p) {
        return prefix.equals("file")
                ? p.options().path("max_files").asInt(MAX_FILES)
                : p.options().path("max_items").asInt(MAX_ITEMS);
    }
}
