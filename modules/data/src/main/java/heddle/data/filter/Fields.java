package heddle.data.filter;

import heddle.data.property.DataType;
import heddle.data.property.Property;
import heddle.data.type.Schema;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns a dotted name into a field of a schema. */
public final class Fields {
    private static final int MAX_STEPS = 10;
    private static final Pattern STEP = Pattern.compile("[A-Za-z0-9_-]{1,100}");

    private Fields() {}

    /** The field, or empty when the name means nothing here or is hidden from the author. */
    public static Optional<Field> find(String name, Vocabulary words) {
        return Optional.ofNullable(find(name, words.schema(), words, true));
    }

    private static @Nullable Field find(String name, Schema schema, Vocabulary words, boolean mayHop) {
        Optional<SystemField> system = SystemField.of(name);
        if (system.isPresent()) {
            return new Field.OfSystem(system.get());
        }
        int dot = name.indexOf('.');
        String head = dot < 0 ? name : name.substring(0, dot);
        Property property = schema.property(head);
        if (property == null || words.hidden().test(schema, head)) {
            return null;
        }
        return dot < 0 ? new Field.OfProperty(property) : below(property, name.substring(dot + 1), words, mayHop);
    }

    private static @Nullable Field below(Property property, String rest, Vocabulary words, boolean mayHop) {
        if (property.dataType() == DataType.CURRENCY) {
            return switch (rest) {
                case "currency" -> new Field.CurrencyCode(property);
                case "amount" -> new Field.OfProperty(property);
                default -> null;
            };
        }
        if (property.dataType() == DataType.JSON) {
            List<String> path = List.of(rest.split("\\.", -1));
            boolean sound = path.size() <= MAX_STEPS
                    && path.stream().allMatch(s -> STEP.matcher(s).matches());
            return sound ? new Field.JsonPath(property, path) : null;
        }
        if (property.dataType() == DataType.REFERENCE && mayHop && !property.multiple()) {
            Schema target =
                    words.types().byId(property.options().path("object_type_id").asString(""));
            Field field = target == null ? null : find(rest, target, words, false);
            return target == null || field == null ? null : new Field.Hop(property, target, field);
        }
        return null;
    }
}
