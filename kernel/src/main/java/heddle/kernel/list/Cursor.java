package heddle.kernel.list;

import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32C;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a page ended: base64url of {@code {"id":"obj_...","k":[sort values],"o":"desc","h":"<8 hex>"}}, unpadded.
 *
 * @param keys one JSON scalar per sort key; null where the row has no value
 * @param order the direction of the first key, {@code asc} or {@code desc}
 * @param hash of type, sort and filter: a cursor is good for the list it came from only
 */
public record Cursor(String id, List<JsonNode> keys, String order, String hash) {
    private static final int MAX_LENGTH = 40_000;

    public String encode() {
        ArrayNode values = Json.mapper().createArrayNode();
        keys.forEach(values::add);
        ObjectNode out = Json.object().put("id", id);
        out.set("k", values);
        out.put("o", order).put("h", hash);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(out));
    }

    /**
     * Reads a cursor that a caller sent back.
     *
     * @throws Problem 400 INVALID_CURSOR when it is not one of ours
     */
    public static Cursor decode(String text) {
        if (text.length() > MAX_LENGTH) {
            throw invalid();
        }
        JsonNode node;
        try {
            node = Json.parse(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException | Problem garbled) {
            throw invalid();
        }
        boolean shaped = node.isObject()
                && node.size() == 4
                && node.path("id").isString()
                && node.path("k").isArray()
                && node.path("o").isString()
                && node.path("h").isString();
        if (!shaped) {
            throw invalid();
        }
        List<JsonNode> keys = new ArrayList<>();
        node.path("k").forEach(keys::add);
        return new Cursor(
                node.path("id").stringValue(),
                keys,
                node.path("o").stringValue(),
                node.path("h").stringValue());
    }

    /** A cursor of a list that is ordered by id alone. */
    public static String ofId(String id, String hash) {
        return new Cursor(id, List.of(), "desc", hash).encode();
    }

    /**
     * The id where a page of such a list ended.
     *
     * @throws Problem 400 INVALID_CURSOR when the cursor is of another list
     */
    public static String idOf(String cursor, String hash) {
        Cursor from = decode(cursor);
        if (!from.hash().equals(hash)) {
            throw invalid();
        }
        return from.id();
    }

    public static String hash(String text) {
        CRC32C sum = new CRC32C();
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        return "%08x".formatted(sum.getValue());
    }

    public static Problem invalid() {
        return Problem.badRequest(
                "INVALID_CURSOR", "The cursor does not belong to this list; start again without a cursor");
    }
}
