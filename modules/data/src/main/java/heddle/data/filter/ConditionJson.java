package heddle.data.filter;

import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The spelling of policies and of {@code filter=}: {@code {"status":{"$in":["a","b"]},"$or":[{"age":{"$gte":18}}]}}.
 *
 * <p>A bare value means {@code $eq}, several keys mean "and", {@code {}} holds for every object, and {@code _eq} may
 * stand for {@code $eq}.
 */
public final class ConditionJson {
    private static final int MAX_BYTES = 32_768;
    private static final Set<String> LOGIC = Set.of("and", "or", "nor", "not", "linked");

    private final Draft draft;

    private ConditionJson(Draft draft) {
        this.draft = draft;
    }

    /**
     * Reads a condition.
     *
     * @param root what the faults' paths begin with, e.g. {@code condition_json}
     * @throws Problem 400 INVALID_FILTER with every fault found
     */
    public static Condition parse(JsonNode node, String root, Vocabulary words) {
        Draft draft = new Draft(words);
        if (Json.bytes(node).length > MAX_BYTES) {
            return draft.finish(draft.fault(root, "too_long", "A condition holds at most " + MAX_BYTES + " bytes"));
        }
        return draft.finish(read(node, root, draft));
    }

    /**
     * Reads the text of a query parameter.
     *
     * @throws Problem 400 INVALID_FILTER, also when the text is no JSON or longer than 8 KB
     */
    public static Condition parseText(String text, String root, Vocabulary words) {
        Draft draft = new Draft(words);
        return draft.finish(readText(text, root, draft));
    }

    static Condition readText(String text, String root, Draft draft) {
        if (text.getBytes(StandardCharsets.UTF_8).length > Draft.MAX_TEXT) {
            return draft.fault(root, "too_long", "A filter holds at most " + Draft.MAX_TEXT + " bytes");
        }
        JsonNode node;
        try {
            node = Json.parse(text);
        } catch (Problem notJson) {
            return draft.fault(root, "invalid_json", "The filter is not valid JSON");
        }
        return node.isArray() ? FilterList.read(node, root, draft) : read(node, root, draft);
    }

    static Condition read(JsonNode node, String root, Draft draft) {
        return node.isObject() && node.isEmpty() ? Condition.ALWAYS : new ConditionJson(draft).object(node, root, 1);
    }

    private Condition object(JsonNode node, String path, int depth) {
        if (!draft.deeper(path, depth)) {
            return Condition.NEVER;
        }
        if (!(node instanceof ObjectNode object)) {
            return draft.fault(path, "invalid_shape", "A condition must be a JSON object");
        }
        if (object.isEmpty()) {
            return draft.fault(path, "invalid_shape", "A condition inside another one may not be empty");
        }
        List<Condition> parts = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            parts.add(member(entry.getKey(), entry.getValue(), path, depth));
        }
        return parts.size() == 1 ? parts.getFirst() : new Condition.And(parts);
    }

    private Condition member(String key, JsonNode value, String path, int depth) {
        String here = path + "." + Draft.shown(key);
        if (!isSign(key)) {
            return draft.field(here, key)
                    .map(f -> comparison(f, value, here, depth))
                    .orElse(Condition.NEVER);
        }
        return switch (key.substring(1)) {
            case "and" -> new Condition.And(parts(value, here, depth));
            case "or" -> new Condition.Or(parts(value, here, depth));
            case "nor" -> new Condition.Not(new Condition.Or(parts(value, here, depth)));
            case "not" -> new Condition.Not(object(value, here, depth + 1));
            case "linked" -> linked(value, here);
            default -> draft.fault(here, "unknown_operator", "'" + Draft.shown(key) + "' is no operator");
        };
    }

    private List<Condition> parts(JsonNode value, String path, int depth) {
        if (!(value instanceof ArrayNode array) || array.isEmpty()) {
            return List.of(draft.fault(path, "invalid_shape", "The value must be a list of at least one condition"));
        }
        List<Condition> out = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            out.add(object(array.get(i), path + "[" + i + "]", depth + 1));
        }
        return out;
    }

    private Condition comparison(Field field, JsonNode value, String path, int depth) {
        if (!(value instanceof ObjectNode object) || Relatives.isShape(value)) {
            return draft.compare(path, field, "eq", value, false);
        }
        long signs = object.propertyStream().filter(e -> isSign(e.getKey())).count();
        if (signs == 0 && !object.isEmpty()) {
            return draft.compare(path, field, "eq", value, false);
        }
        if (signs != object.size() || object.isEmpty()) {
            return draft.fault(path, "invalid_shape", "Use operators only, such as {\"$gte\": 18}, or one plain value");
        }
        List<Condition> parts = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            String here = path + "." + Draft.shown(entry.getKey());
            parts.add(
                    entry.getKey().substring(1).equals("not")
                            ? negated(field, entry.getValue(), here, depth)
                            : draft.compare(here, field, entry.getKey(), entry.getValue(), false));
        }
        return parts.size() == 1 ? parts.getFirst() : new Condition.And(parts);
    }

    private Condition negated(Field field, JsonNode value, String path, int depth) {
        if (!value.isObject()) {
            return draft.fault(path, "invalid_shape", "The value of $not must be operators, such as {\"$gt\": 5}");
        }
        return draft.deeper(path, depth + 1)
                ? new Condition.Not(comparison(field, value, path, depth + 1))
                : Condition.NEVER;
    }

    private Condition linked(JsonNode value, String path) {
        if (draft.mode() != Mode.POLICY) {
            return draft.fault(path, "unsupported_operator", "'$linked' is for policies");
        }
        if (!draft.counted(path)) {
            return Condition.NEVER;
        }
        boolean known = value.isObject()
                && value.propertyStream()
                        .allMatch(e ->
                                Set.of("association_type", "direction", "to").contains(e.getKey()));
        Optional<Condition.Direction> direction =
                switch (value.path("direction").asString("outgoing")) {
                    case "outgoing" -> Optional.of(Condition.Direction.OUTGOING);
                    case "incoming" -> Optional.of(Condition.Direction.INCOMING);
                    case "both" -> Optional.of(Condition.Direction.BOTH);
                    default -> Optional.empty();
                };
        String type = value.path("association_type").asString("");
        if (!known || direction.isEmpty() || !type.matches("[a-z][a-z0-9_]{0,62}")) {
            return draft.fault(
                    path,
                    "invalid_shape",
                    "The value must be {\"association_type\": .., \"direction\": \"outgoing|incoming|both\", \"to\": ..}");
        }
        return far(value.path("to"), path)
                .<Condition>map(to -> new Condition.Linked(type, direction.get(), to, path))
                .orElseGet(() ->
                        value.has("to") ? Condition.NEVER : new Condition.Linked(type, direction.get(), null, path));
    }

    private Optional<Operand> far(JsonNode to, String path) {
        if (to.isMissingNode()) {
            return Optional.empty();
        }
        Operand read = new Operands(Mode.POLICY, false, (code, message) -> draft.fault(path + ".to", code, message))
                .read(new Field.OfSystem(SystemField.ID), Operator.EQ, to);
        return Optional.ofNullable(read);
    }

    /** Property names begin with a letter, so these can only be operators. */
    private static boolean isSign(String key) {
        if (key.startsWith("$")) {
            return true;
        }
        return key.startsWith("_") && (LOGIC.contains(key.substring(1)) || Operator.of(key) != null);
    }
}
