package heddle.market.stripe;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Something that happened at Stripe, as a proven message tells it.
 *
 * @param account the connected account it happened on; null for our own
 * @param object what it happened to, as it was then
 */
public record StripeEvent(
        String id, String type, Instant created, @Nullable String account, JsonNode object) {

    /** A text of the object; null where it is missing, null or no text. */
    public @Nullable String text(String member) {
        return text(object, member);
    }

    /** An amount of the object; 0 where there is none. */
    public long cents(String member) {
        return object.path(member).isIntegralNumber() ? object.path(member).longValue() : 0;
    }

    /** Something that we wrote on the object when we made it. */
    public @Nullable String metadata(String name) {
        return text(object.path("metadata"), name);
    }

    /** The id of another object that this one names, be it by the id alone or whole. */
    public @Nullable String reference(String member) {
        JsonNode node = object.path(member);
        return node.isObject() ? text(node, "id") : text(member);
    }

    private static @Nullable String text(JsonNode from, String member) {
        JsonNode node = from.path(member);
        return node.isString() && !node.stringValue().isEmpty() ? node.stringValue() : null;
    }
}
