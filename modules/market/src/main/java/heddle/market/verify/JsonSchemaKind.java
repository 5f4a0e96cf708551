package heddle.market.verify;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.re2j.Pattern;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.regex.RegularExpression;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code json_schema}: the output's JSON, or a place in it, against a schema of draft 2020-12. */
final class JsonSchemaKind implements Kind {
    private static final String META = "https://json-schema.org/draft/2020-12/schema";
    private static final int MAX_CHARS = 64 * 1024;
    private static final int MAX_MESSAGES = 5;
    /** Nodes of the output times nodes of the schema with its references put in: a second's work or so. */
    private static final long MOST_WORK = 20_000_000;

    private final SchemaRegistry registry = SchemaRegistry.withDialect(
            Dialects.getDraft202012(),
            b -> b.schemaCacheEnabled(false)
                    .schemaRegistryConfig(SchemaRegistryConfig.builder()
                            .locale(Locale.ENGLISH)
                            .regularExpressionFactory(JsonSchemaKind::linear)
                            .build())
                    .schemaLoader(l -> l.fetchRemoteResources(false)));

    private final Cache<JsonNode, Schema> compiled =
            Caffeine.newBuilder().maximumSize(200).build();

    @Override
    public void check(Spec spec) {
        String member = spec.named("schema");
        JsonPath.check(spec, "path", false);
        JsonNode schema = spec.get(member);
        if (!schema.isObject() && !schema.isBoolean()) {
            spec.refuse(
                    member,
                    spec.has(member) ? "invalid_type" : "required",
                    "The spec needs " + member + ": a JSON Schema");
            return;
        }
        String fault = fault(schema);
        if (fault != null) {
            spec.refuse(member, "invalid_schema", fault);
        }
    }

    private @Nullable String fault(JsonNode schema) {
        if (schema.toString().length() > MAX_CHARS) {
            return "The schema has more than " + MAX_CHARS + " characters";
        }
        SchemaShape shape = new SchemaShape(schema);
        if (shape.fault() != null) {
            return shape.fault();
        }
        return registry.getSchema(SchemaLocation.of(META)).validate(schema).stream()
                .map(e -> "Send a JSON Schema of draft 2020-12: " + e.getInstanceLocation() + ": " + e.getMessage())
                .findFirst()
                .orElse(null);
    }

    @Override
    public Finding judge(Spec spec, Subject subject) {
        return JsonPath.judged(spec, subject, value -> fitting(spec, value));
    }

    @Override
    public Cost cost(Spec spec) {
        return Cost.PARSING;
    }

    private Finding fitting(Spec spec, JsonNode value) {
        JsonNode schema = spec.get(spec.named("schema"));
        if (new SchemaShape(schema).size() * nodes(value) > MOST_WORK) {
            return Finding.failed("The JSON is too large to be held against this schema", null);
        }
        List<String> broken = compiled.get(schema, registry::getSchema).validate(value).stream()
                .limit(MAX_MESSAGES)
                .map(e -> e.getInstanceLocation() + ": " + e.getMessage())
                .toList();
        return broken.isEmpty()
                ? Finding.passed("The JSON fits the schema")
                : Finding.failed("The JSON does not fit the schema", String.join("; ", broken));
    }

    private static long nodes(JsonNode node) {
        long sum = 1;
        for (JsonNode child : node) {
            sum += nodes(child);
        }
        return sum;
    }

    private static RegularExpression linear(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return text -> compiled.matcher(text).find();
    }
}
