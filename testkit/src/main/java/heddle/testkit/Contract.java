package heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import heddle.kernel.access.Surface;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Holds every answer to the OpenAPI document that the server itself publishes. */
public final class Contract {
    private record Operation(String method, Pattern path, int literals, JsonNode responses) {}

    private final List<Operation> operations = new ArrayList<>();
    private final JsonNode refusals;
    private final SchemaRegistry registry = SchemaRegistry.withDialect(Dialects.getDraft202012());
    private final Map<JsonNode, Schema> compiled = new ConcurrentHashMap<>();

    public Contract(JsonNode openApi) {
        this.refusals = openApi.path("components").path("responses");
        ((ObjectNode) openApi.path("paths")).properties().forEach(path -> {
            Pattern pattern = Pattern.compile(path.getKey().replaceAll("\\{[a-z_]+}", "[^/]+"));
            int literals = path.getKey().replaceAll("\\{[a-z_]+}", "").length();
            ((ObjectNode) path.getValue())
                    .properties()
                    .forEach(operation -> operations.add(new Operation(
                            operation.getKey().toUpperCase(Locale.ROOT),
                            pattern,
                            literals,
                            operation.getValue().path("responses"))));
        });
    }

    /** Fails the test when the answer is not one that the contract allows. */
    void check(String method, String path, Answer answer) {
        if (answer.status() == 304 || answer.http().body().length == 0) {
            return;
        }
        boolean page = String.valueOf(answer.header("Content-Type")).startsWith("text/html");
        if (answer.status() >= 400 && !page) {
            conforms(answer, refusal(path));
            return;
        }
        Operation operation = operations.stream()
                .filter(o -> o.method().equals(method) && o.path().matcher(path).matches())
                .max(java.util.Comparator.comparingInt(Operation::literals))
                .orElseThrow(() -> new AssertionError(method + " " + path + " is not in the contract"));
        if (answer.status() >= 400) {
            // A page says itself what went wrong, but only a page may.
            assertThat(operation.responses().at("/200/content/text~1html").isMissingNode())
                    .as("%s %s refuses with a page, though it is none", method, path)
                    .isFalse();
            return;
        }
        JsonNode response = operation.responses().path(Integer.toString(answer.status()));
        boolean multiStatus = answer.status() == 207;
        assertThat(response.isMissingNode() && !multiStatus)
                .as("%s %s answered %s, which the contract does not name", method, path, answer.status())
                .isFalse();
        JsonNode schema = response.at("/content/application~1json/schema");
        if (!schema.isMissingNode()) {
            conforms(answer, schema);
        }
    }

    private JsonNode refusal(String path) {
        String name = switch (Surface.of(path)) {
            case BASE -> "Refusal";
            case PLATFORM -> "PlatformRefusal";
            case HUB -> path.startsWith("/api/v1/") ? "HubRefusal" : "SessionRefusal";
        };
        return refusals.path(name).path("content").path("application/json").path("schema");
    }

    private void conforms(Answer answer, JsonNode schema) {
        List<String> broken = compiled.computeIfAbsent(schema, registry::getSchema).validate(answer.json()).stream()
                .map(e -> e.getInstanceLocation() + ": " + e.getMessage())
                .toList();
        assertThat(broken).as("%s answered %s", answer.asked(), answer.text()).isEmpty();
    }
}
