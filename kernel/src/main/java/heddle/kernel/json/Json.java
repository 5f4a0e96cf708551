package heddle.kernel.json;

import heddle.kernel.problem.Problem;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;

/**
 * The one JSON mapper. Reading is strict RFC 8259: no comments, no trailing text, no duplicate keys, no NUL, at most
 * {@value #MAX_DEPTH} levels. Record components are written in snake_case unless annotated.
 */
public final class Json {
    public static final int MAX_DEPTH = 32;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(400)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addModule(new SimpleModule().addSerializer(new InstantText()))
            .build();

    private Json() {}

    public static ObjectMapper mapper() {
        return MAPPER;
    }

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /**
     * Reads one JSON text that came from outside.
     *
     * @throws Problem 400 INVALID_JSON when it is not exactly one strict JSON value
     */
    public static JsonNode parse(byte[] body) {
        try {
            JsonNode node = MAPPER.readTree(body);
            if (node == null || node.isMissingNode()) {
                throw Problem.badRequest("INVALID_JSON", "The body is empty; send a JSON value");
            }
            if (mayHoldNul(body) && holdsNul(node)) {
                throw Problem.badRequest("INVALID_JSON", "Text may not contain the NUL character (\\u0000)");
            }
            return node;
        } catch (NumberFormatException e) {
            throw Problem.badRequest("INVALID_JSON", "A number is too large to read");
        } catch (JacksonException e) {
            throw Problem.badRequest("INVALID_JSON", "The body is not valid JSON: " + reason(e));
        }
    }

    public static JsonNode parse(String text) {
        return parse(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads JSON that Heddle itself wrote. */
    public static JsonNode trusted(String text) {
        return MAPPER.readTree(text);
    }

    public static byte[] bytes(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    public static String text(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    private static String reason(JacksonException e) {
        String message = e.getOriginalMessage();
        if (message == null) {
            return "unreadable";
        }
        int cut = message.indexOf('\n');
        String first = cut < 0 ? message : message.substring(0, cut);
        String where = e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
        return (first.length() > 200 ? first.substring(0, 200) : first) + where;
    }

    /** A NUL can only arrive as an escape, since a raw control character is refused by the parser. */
    private static boolean mayHoldNul(byte[] body) {
        for (int i = 0; i + 5 < body.length; i++) {
            if (body[i] == '\\'
                    && body[i + 1] == 'u'
                    && body[i + 2] == '0'
                    && body[i + 3] == '0'
                    && body[i + 4] == '0'
                    && body[i + 5] == '0') {
                return true;
            }
        }
        return false;
    }

    private static boolean holdsNul(JsonNode node) {
        if (node.isString()) {
            return node.stringValue().indexOf('\0') >= 0;
        }
        if (node instanceof ObjectNode object) {
            return object.properties().stream().anyMatch(e -> e.getKey().indexOf('\0') >= 0 || holdsNul(e.getValue()));
        }
        for (JsonNode child : node) {
            if (holdsNul(child)) {
                return true;
            }
        }
        return false;
    }

    /** A copy of an object with the members of another put over it, object by object; other values are replaced whole. */
    public static ObjectNode merge(ObjectNode base, JsonNode over) {
        ObjectNode out = base.deepCopy();
        over.propertyStream().forEach(member -> {
            JsonNode mine = out.get(member.getKey());
            JsonNode theirs = member.getValue();
            out.set(
                    member.getKey(),
                    mine instanceof ObjectNode object && theirs.isObject() ? merge(object, theirs) : theirs);
        });
        return out;
    }
}
