package heddle.kernel.http;

import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationOption;
import heddle.kernel.json.Patch;
import heddle.kernel.json.RecordReader;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON Schemas of wire records. */
final class Schemas {
    private final SchemaGenerator requests = generator(false);
    private final SchemaGenerator responses = generator(true);

    ObjectNode request(Class<?> type) {
        return stripped(requests.generateSchema(type));
    }

    ObjectNode response(Class<?> type) {
        return stripped(responses.generateSchema(type));
    }

    private static ObjectNode stripped(ObjectNode schema) {
        schema.remove("$schema");
        return schema;
    }

    private static SchemaGenerator generator(boolean response) {
        SchemaGeneratorConfigBuilder config = new SchemaGeneratorConfigBuilder(
                        SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(Option.INLINE_ALL_SCHEMAS)
                .with(new JakartaValidationModule(
                        JakartaValidationOption.INCLUDE_PATTERN_EXPRESSIONS,
                        JakartaValidationOption.NOT_NULLABLE_FIELD_IS_REQUIRED));
        if (response) {
            config.with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT);
            config.forFields().withRequiredCheck(field -> !nullable(field));
        }
        config.forFields()
                .withPropertyNameOverrideResolver(field ->
                        RecordReader.wireName(field.getDeclaringType().getErasedType(), field.getDeclaredName()))
                .withNullableCheck(Schemas::nullable)
                .withTargetTypeOverridesResolver(field -> field.getType().getErasedType() == Patch.class
                        ? java.util.List.of(field.getType().getTypeParameters().getFirst())
                        : null);
        config.forTypesInGeneral().withCustomDefinitionProvider((type, context) -> {
            ObjectNode node = context.getGeneratorConfig().createObjectNode();
            Class<?> raw = type.getErasedType();
            if (raw == Instant.class) {
                return inline(node.put("type", "string").put("format", "date-time"));
            }
            if (raw == ObjectNode.class || Map.class.isAssignableFrom(raw)) {
                return inline(node.put("type", "object").put("additionalProperties", true));
            }
            return JsonNode.class.isAssignableFrom(raw) ? inline(node) : null;
        });
        return new SchemaGenerator(config.build());
    }

    /** Without the attributes of a record, which would close free-form objects. */
    private static CustomDefinition inline(ObjectNode definition) {
        return new CustomDefinition(
                definition, CustomDefinition.DefinitionType.INLINE, CustomDefinition.AttributeInclusion.NO);
    }

    private static boolean nullable(FieldScope field) {
        return field.getType().getErasedType() == Patch.class
                || Arrays.stream(field.getRawMember().getAnnotatedType().getAnnotations())
                        .anyMatch(a -> a.annotationType() == Nullable.class);
    }
}
