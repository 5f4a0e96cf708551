package heddle.kernel.http;

import heddle.kernel.access.Permission;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One operation, declared once: the source of routing, access, validation, the published contract and docs/ROUTES.md.
 *
 * @param path with parameters in braces, e.g. {@code /v1/keys/{key_id}}
 * @param group the heading of the reference it belongs to
 * @param takes the record of its JSON body, or null when it has none or reads the tree itself
 * @param gives the record of its data, or null for free-form data
 * @param givesList whether the data is an array of {@code gives}
 * @param also records of the data under further statuses that are no refusals
 * @param produces media type of the answer; JSON stands in the envelope
 * @param maxBody bytes
 * @param reads a POST that changes nothing, so that no transaction is kept open around it for an {@code Idempotency-Key}
 * @param prepares whether the first step does anything that a replay would have to be spared
 * @param preparation the first step of the answer, which gives the second
 * @param name class and method that answer, for docs/ROUTES.md
 */
public record Route(
        String method,
        String path,
        Permission permission,
        String group,
        String summary,
        @Nullable Class<? extends Record> takes,
        boolean takesTree,
        int status,
        @Nullable Class<?> gives,
        boolean givesList,
        Map<Integer, Class<?>> also,
        String produces,
        List<Query> queries,
        long maxBody,
        List<String> consumes,
        boolean quiet,
        boolean reads,
        String name,
        boolean prepares,
        Preparation preparation) {

    /** A declared query parameter; {@code type} is a JSON Schema type. */
    public record Query(String name, String type, String description) {}

    /** Whether an {@code Idempotency-Key} makes a repeat of it harmless. */
    public boolean idempotent() {
        return !reads && (method.equals("POST") || method.equals("PATCH"));
    }
}
