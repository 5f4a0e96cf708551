package heddle.data.property;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.re2j.Pattern;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.regex.RegularExpression;
import heddle.kernel.pattern.Patterns;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * JSON Schema (2020-12) over json values, without references: a schema stands for itself, loads nothing, and cannot
 * recurse. Its patterns run on RE2.
 */
final class Schemas {
    private static final String META = "https://json-schema.org/draft/2020-12/schema";
    private static final int MAX_MESSAGES = 10;
    private static final Set<String> REFUSED = Set.of(
            "$ref", "$dynamicRef", "$recursiveRef", "$id", "$anchor", "$dynamicAnchor", "$vocabulary", "$schema");

    private final SchemaRegistry registry = SchemaRegistry.withDialect(
            Dialects.getDraft202012(),
            b -> b.schemaCacheEnabled(false)
                    .schemaRegistryConfig(SchemaRegistryConfig.builder()
                            .locale(Locale.ENGLISH)
                            .regularExpressionFactory(Schemas::linear)
                            .build())
                    .schemaLoader(l -> l.fetchRemoteResources(false)));

    private final Cache<JsonNode, Schema> compiled =
            Caffeine.newBuilder().maximumSize(500).build();

    /** What the value breaks, each in a sentence; at most ten. */
    List<String> broken(JsonNode schema, JsonNode value) {
        return compiled.get(schema, registry::getSchema).validate(value).stream()
                .limit(MAX_MESSAGES)
                .map(e -> e.getInstanceLocation() + ": " + e.getMessage())
                .toList();
    }

    /** Why the schema cannot be used, or null when it can. */
    @Nullable
    String fault(JsonNode schema) {
        String fault = refused(schema);
        if (fault != null) {
            return fault;
        }
        return registry.getSchema(SchemaLocation.of(META)).validate(schema).stream()
                .map(e -> "Send a JSON Schema of draft 2020-12: " + e.getInstanceLocation() + ": " + e.getMessage())
                .findFirst()
                .orElse(null);
    }

    private static RegularExpression linear(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return text -> compiled.matcher(text).find();
    }

    private static @Nullable String refused(JsonNode schema) {
        for (var member : schema.properties()) {
            if (REFUSED.contains(member.getKey())) {
                return "Write the schema without " + member.getKey();
            }
            boolean pattern =
                    member.getKey().equals("pattern") && member.getValue().isString();
            String fault = pattern ? Patterns.fault(member.getValue().stringValue()) : null;
            if (fault == null && member.getKey().equals("patternProperties")) {
                fault = member.getValue()
                        .propertyStream()
                        .map(e -> Patterns.fault(e.getKey()))
                        .filter(f -> f != null)
                        .findFirst()
                        .orElse(null);
            }
            if (fault != null) {
                return fault;
            }
        }
        for (JsonNode child : schema) {
            String fault = refused(child);
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }
}
