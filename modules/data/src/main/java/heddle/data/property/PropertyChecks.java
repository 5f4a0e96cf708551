package heddle.data.property;

import heddle.kernel.problem.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Whether the parts of a definition fit its data type and one another. */
final class PropertyChecks {
    private static final int MAX_ENUM_VALUES = 200;
    private static final int MAX_ENUM_LENGTH = 100;

    private static final Map<DataType, Set<String>> FORMATS = Map.of(
            DataType.STRING, StringFormats.NAMES,
            DataType.RICH_TEXT, Set.of("html", "markdown"),
            DataType.NUMBER, Set.of("percent"),
            DataType.INTEGER, Set.of("rating", "duration"),
            DataType.FILE, Set.of("image"));

    private final Values values;

    PropertyChecks(Values values) {
        this.values = values;
    }

    /** The property with its default in stored form; faults tell what does not fit. */
    Property checked(Property p, Consumer<Fault> faults) {
        List<Fault> found = new ArrayList<>();
        format(p, found::add);
        flags(p, found::add);
        words(p, found::add);
        PropertyOptions.check(p.dataType(), p.options(), p.enumValues(), new Spot("options", found::add));
        // A default is judged by the options, so broken ones would only add noise.
        Property done = found.isEmpty() ? p.withDefault(defaultValue(p, found::add)) : p;
        found.forEach(faults);
        return done;
    }

    /** The words of a definition without nulls; reports those that cannot be stored. */
    static List<String> enumValues(@Nullable List<@Nullable String> in, Consumer<Fault> faults) {
        List<String> out = new ArrayList<>();
        for (String word : in == null ? List.<@Nullable String>of() : in) {
            Spot at = new Spot("enum_values", faults).item(out.size());
            if (word == null || word.isBlank()) {
                at.refuse("required", "Send a word, not null or blanks");
            } else if (!Texts.storable(word)) {
                at.refuse("invalid_format", "Remove NUL characters and unpaired surrogates from the text");
            } else if (Texts.fits(word, 1, MAX_ENUM_LENGTH, at) && out.contains(word)) {
                at.refuse("duplicate_value", "List each word once");
            }
            out.add(word == null ? "" : word);
        }
        return List.copyOf(out);
    }

    private static void format(Property p, Consumer<Fault> faults) {
        Set<String> legal = FORMATS.getOrDefault(p.dataType(), Set.of());
        if (p.format() != null && !legal.contains(p.format())) {
            String known = legal.isEmpty() ? "none" : String.join(", ", new TreeSet<>(legal));
            faults.accept(new Fault(
                    "format",
                    "not_in_enum",
                    "Formats of %s: %s".formatted(p.dataType().word(), known)));
        }
    }

    private static void flags(Property p, Consumer<Fault> faults) {
        if (p.sortable() && (p.multiple() || !mayBeSortable(p.dataType()))) {
            faults.accept(new Fault("is_sortable", "not_supported", kind(p) + " cannot be sorted"));
        }
        if (p.unique() && (p.multiple() || !mayBeUnique(p.dataType()))) {
            faults.accept(new Fault("is_unique", "not_supported", kind(p) + " cannot be unique"));
        }
    }

    private static String kind(Property p) {
        return "A %s property%s".formatted(p.dataType().word(), p.multiple() ? " with several values" : "");
    }

    private static boolean mayBeSortable(DataType type) {
        return switch (type) {
            case TEXT, RICH_TEXT, MULTI_ENUM, ARRAY, JSON, GEO_POINT, FILE -> false;
            default -> true;
        };
    }

    private static boolean mayBeUnique(DataType type) {
        return switch (type) {
            case CURRENCY, BOOLEAN, TIME, USER -> false;
            default -> mayBeSortable(type);
        };
    }

    private static void words(Property p, Consumer<Fault> faults) {
        boolean choice = p.dataType() == DataType.ENUM || p.dataType() == DataType.MULTI_ENUM;
        int count = p.enumValues().size();
        if (choice && count == 0) {
            faults.accept(new Fault("enum_values", "required", "List 1 to %d words".formatted(MAX_ENUM_VALUES)));
        } else if (!choice && count > 0) {
            faults.accept(new Fault("enum_values", "not_supported", "Only enum and multi_enum have enum_values"));
        } else if (count > MAX_ENUM_VALUES) {
            faults.accept(
                    new Fault("enum_values", "too_many_items", "List at most %d words".formatted(MAX_ENUM_VALUES)));
        }
    }

    private @Nullable JsonNode defaultValue(Property p, Consumer<Fault> faults) {
        JsonNode value = p.defaultValue();
        if (value == null) {
            return null;
        }
        Optional<DefaultToken> token = DefaultToken.of(p, value);
        if (p.unique() && token.filter(DefaultToken::distinct).isEmpty()) {
            faults.accept(new Fault(
                    "default_value", "not_supported", "A unique property cannot give every object the same value"));
            return null;
        }
        if (token.isPresent()) {
            return value;
        }
        List<Fault> broken = new ArrayList<>();
        JsonNode stored = values.normalise(p, value, "default_value", broken::add);
        String tokens = DefaultToken.words(p);
        for (Fault fault : broken) {
            String hint = tokens.isEmpty() ? "" : ", or " + tokens;
            faults.accept(new Fault(fault.field(), fault.code(), fault.message() + hint));
        }
        return stored.isNull() ? null : stored;
    }
}
