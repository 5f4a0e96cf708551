package heddle.data.property;

import com.google.re2j.Pattern;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Fault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a property definition may say, and how it may change. Every fault is reported, not only the first. */
public final class PropertyRules {
    public static final int MAX_PROPERTIES = 200;
    public static final int MAX_INDEXED = 20;
    public static final int MAX_UNIQUE = 5;

    private static final int MAX_DISPLAY_NAME = 200;
    private static final int MAX_DESCRIPTION = 2_000;
    private static final Pattern NAME = Pattern.compile("[a-z][a-zA-Z0-9_]{0,62}");
    private static final Set<String> RESERVED = Set.of(
            "id",
            "tenant_id",
            "object_type_id",
            "properties",
            "created_at",
            "updated_at",
            "created_by",
            "updated_by",
            "version",
            "is_deleted",
            "deleted_at",
            "deleted_by");

    /** Options that say how stored values look, so that a change would leave values that no longer fit. */
    private static final List<String> FIXED_OPTIONS = List.of("multiple", "object_type_id", "item_type");

    private final PropertyChecks checks;

    public PropertyRules(Values values) {
        this.checks = new PropertyChecks(values);
    }

    /** A new property, or empty after faults. Its {@code index_status} is {@code building} when it asks for an index. */
    public Optional<Property> define(
            PropertyJson.Create in, String id, String objectTypeId, Instant now, Consumer<Fault> faults) {
        List<Fault> found = new ArrayList<>();
        String name = name(in.name(), found::add);
        List<String> enumValues = PropertyChecks.enumValues(in.enumValues(), found::add);
        Optional<TypeNames.Named> type = TypeNames.resolve(in.dataType(), !enumValues.isEmpty(), found::add);
        ObjectNode options = options(in.options(), found::add);
        String displayName = text("display_name", in.displayName(), MAX_DISPLAY_NAME, found::add);
        String description = text("description", in.description(), MAX_DESCRIPTION, found::add);
        Optional<Property> property = type.map(t -> checks.checked(
                new Property(
                        id,
                        objectTypeId,
                        name,
                        displayName == null || displayName.isBlank() ? titled(name) : displayName,
                        t.type(),
                        in.format() == null || in.format().isEmpty() ? t.format() : in.format(),
                        on(in.isIndexed()),
                        on(in.isSortable()),
                        on(in.isUnique()),
                        on(in.isRequired()),
                        literal(in.defaultValue()),
                        enumValues,
                        t.options().setAll(options),
                        description,
                        "none",
                        now,
                        now),
                found::add));
        found.forEach(faults);
        return found.isEmpty() ? property.map(PropertyRules::toBuild) : Optional.empty();
    }

    /** The property after a change, or empty after faults. Enum values that go away are told by {@link #removed}. */
    public Optional<Property> amend(Property old, PropertyJson.Patch in, Instant now, Consumer<Fault> faults) {
        List<Fault> found = new ArrayList<>();
        immutable(old, in, found::add);
        JsonNode displayName = in.displayName();
        String shown = displayName == null
                ? old.displayName()
                : text("display_name", displayName, MAX_DISPLAY_NAME, found::add);
        String description = in.description() == null
                ? old.description()
                : text("description", in.description(), MAX_DESCRIPTION, found::add);
        Property changed = new Property(
                old.id(),
                old.objectTypeId(),
                old.name(),
                shown == null || shown.isBlank() ? titled(old.name()) : shown,
                old.dataType(),
                old.format(),
                kept(in.isIndexed(), old.indexed()),
                kept(in.isSortable(), old.sortable()),
                kept(in.isUnique(), old.unique()),
                kept(in.isRequired(), old.required()),
                in.defaultValue() == null ? old.defaultValue() : literal(in.defaultValue()),
                in.enumValues() == null ? old.enumValues() : PropertyChecks.enumValues(in.enumValues(), found::add),
                in.options() == null ? old.options() : amended(old.options(), in.options(), found::add),
                description,
                old.indexStatus(),
                old.createdAt(),
                now);
        Property checked = checks.checked(changed, found::add);
        found.forEach(faults);
        return found.isEmpty() ? Optional.of(checked) : Optional.empty();
    }

    /** Enum values that the change takes away; each must be unused or replaced. */
    public static List<String> removed(Property old, Property changed) {
        return old.enumValues().stream()
                .filter(v -> !changed.enumValues().contains(v))
                .toList();
    }

    /** Reports limits of the type that the property would break, given all its other properties. */
    public static void limits(Collection<Property> others, Property p, Consumer<Fault> faults) {
        if (others.size() >= MAX_PROPERTIES) {
            faults.accept(
                    new Fault("name", "too_many_items", "A type has at most %d properties".formatted(MAX_PROPERTIES)));
        }
        if (p.indexed() && others.stream().filter(Property::indexed).count() >= MAX_INDEXED) {
            faults.accept(new Fault(
                    "is_indexed", "too_many_items", "A type has at most %d indexed properties".formatted(MAX_INDEXED)));
        }
        if (p.unique() && others.stream().filter(Property::unique).count() >= MAX_UNIQUE) {
            faults.accept(new Fault(
                    "is_unique", "too_many_items", "A type has at most %d unique properties".formatted(MAX_UNIQUE)));
        }
    }

    private static Property toBuild(Property p) {
        return p.indexed() || p.sortable() || p.unique() ? p.withIndexStatus("building") : p;
    }

    private static String name(@Nullable String name, Consumer<Fault> faults) {
        if (name == null || name.isEmpty()) {
            faults.accept(new Fault("name", "required", "Send a name such as firstName"));
        } else if (!NAME.matches(name)) {
            faults.accept(new Fault(
                    "name",
                    "invalid_format",
                    "Start with a lower-case letter; go on with up to 62 letters, digits and underscores"));
        } else if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
            faults.accept(new Fault("name", "reserved_name", "Choose another name; every object has its own " + name));
        }
        return name == null ? "" : name;
    }

    private static void immutable(Property old, PropertyJson.Patch in, Consumer<Fault> faults) {
        if (in.name() != null && !in.name().equals(old.name())) {
            faults.accept(new Fault("name", "immutable_field", "The name cannot change; it is " + old.name()));
        }
        if (in.format() != null && !in.format().equals(Objects.requireNonNullElse(old.format(), ""))) {
            faults.accept(new Fault("format", "immutable_field", "The format cannot change"));
        }
        if (in.dataType() == null) {
            return;
        }
        TypeNames.resolve(in.dataType(), !old.enumValues().isEmpty(), faults)
                .filter(named -> named.type() != old.dataType())
                .ifPresent(named -> faults.accept(new Fault(
                        "data_type",
                        "immutable_field",
                        "The data type cannot change; it is " + old.dataType().word())));
    }

    /** Options are replaced whole, but for the fixed ones, which stay and may not differ. */
    private static ObjectNode amended(ObjectNode old, JsonNode in, Consumer<Fault> faults) {
        ObjectNode out = options(in, faults);
        for (String option : FIXED_OPTIONS) {
            JsonNode before = old.get(option);
            JsonNode after = out.get(option);
            if (after == null && before != null) {
                out.set(option, before);
            } else if (after != null && !after.equals(before == null ? unset(option) : before)) {
                faults.accept(new Fault("options." + option, "immutable_field", "This option cannot change"));
            }
        }
        return out;
    }

    private static @Nullable JsonNode unset(String option) {
        return option.equals("multiple") ? Json.mapper().getNodeFactory().booleanNode(false) : null;
    }

    private static ObjectNode options(@Nullable JsonNode in, Consumer<Fault> faults) {
        if (in == null || in.isNull()) {
            return Json.object();
        }
        if (in instanceof ObjectNode object) {
            return object.deepCopy();
        }
        faults.accept(new Fault("options", "invalid_type", "Send an object"));
        return Json.object();
    }

    private static @Nullable String text(String field, @Nullable JsonNode in, int max, Consumer<Fault> faults) {
        if (in == null || in.isNull()) {
            return null;
        }
        if (!in.isString()) {
            faults.accept(new Fault(field, "invalid_type", "Send a string or null"));
            return null;
        }
        return text(field, in.stringValue(), max, faults);
    }

    private static @Nullable String text(String field, @Nullable String in, int max, Consumer<Fault> faults) {
        if (in == null) {
            return null;
        }
        Spot at = new Spot(field, faults);
        if (!Texts.storable(in)) {
            at.refuse("invalid_format", "Remove NUL characters and unpaired surrogates from the text");
            return null;
        }
        return Texts.fits(in, 0, max, at) ? in : null;
    }

    /** {@code first_name} and {@code firstName} become {@code First Name}. */
    public static String titled(String name) {
        StringBuilder out = new StringBuilder();
        boolean start = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '_') {
                start = true;
                continue;
            }
            boolean word = start || Character.isUpperCase(c);
            out.append(word && !out.isEmpty() ? " " : "").append(word ? Character.toUpperCase(c) : c);
            start = false;
        }
        return out.toString();
    }

    private static boolean on(@Nullable Boolean flag) {
        return kept(flag, false);
    }

    private static boolean kept(@Nullable Boolean flag, boolean old) {
        return flag == null ? old : flag;
    }

    private static @Nullable JsonNode literal(@Nullable JsonNode value) {
        return value == null || value.isNull() ? null : value;
    }
}
