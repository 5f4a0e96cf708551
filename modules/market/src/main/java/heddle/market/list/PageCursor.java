package heddle.market.list;

import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Where a page ended: the last row's sort key and id, good for lists of the same order only.
 *
 * @param order a word for the order, e.g. {@code recent}
 * @param key the sort value as text
 */
public record PageCursor(String order, String key, String id) {
    private static final int MAX_LENGTH = 1_000;

    public String text() {
        byte[] json = Json.bytes(Json.object().put("o", order).put("k", key).put("i", id));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
    }

    /**
     * Reads what a caller sent back; nothing where they begin.
     *
     * @throws Problem 400 INVALID_CURSOR when it is none of ours or of a list in another order
     */
    public static Optional<PageCursor> read(@Nullable String text, String order) {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        if (text.length() > MAX_LENGTH) {
            throw invalid();
        }
        JsonNode node;
        try {
            node = Json.parse(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException | Problem garbled) {
            throw invalid();
        }
        boolean ours = node.path("o").asString("").equals(order)
                && node.path("k").isString()
                && node.path("i").isString();
        if (!ours) {
            throw invalid();
        }
        return Optional.of(new PageCursor(
                order, node.path("k").stringValue(), node.path("i").stringValue()));
    }

    public static Problem invalid() {
        return Problem.badRequest(
                "INVALID_CURSOR", "The cursor does not belong to this list; start again without a cursor");
    }
}
