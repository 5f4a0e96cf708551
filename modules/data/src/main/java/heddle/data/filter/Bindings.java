package heddle.data.filter;

import heddle.kernel.access.Caller;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * What turns a condition into constants for one request.
 *
 * @param userId the account that asks, or null
 * @param variables the value of a policy variable by its name; null or missing when it has none
 */
public record Bindings(Mode mode, Instant now, @Nullable String userId, Function<String, JsonNode> variables) {

    /** For a filter that a caller sent or saved. */
    public static Bindings user(Caller caller, Instant now) {
        return new Bindings(Mode.USER, now, caller.userId(), name -> MissingNode.getInstance());
    }
}
