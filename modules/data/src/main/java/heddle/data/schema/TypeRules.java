package heddle.data.schema;

import heddle.data.catalog.Catalog;
import heddle.data.property.PropertyRules;
import heddle.data.type.ObjectType;
import heddle.kernel.id.Ids;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an object type may be called and say about itself. Collects every fault. */
final class TypeRules {
    static final int MAX_TYPES = 500;

    private static final int MAX_DISPLAY_NAME = 200;
    private static final int MAX_DESCRIPTION = 2_000;
    private static final int MAX_ICON = 200;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");
    private static final Set<String> RESERVED = Set.of(
            "list", "trash", "batch", "objects", "object_types", "properties", "files", "users", "information_schema");

    private final Catalog catalog;
    private final List<Fault> faults = new ArrayList<>();

    TypeRules(Catalog catalog) {
        this.catalog = catalog;
    }

    ObjectType define(ObjectTypeJson.Create in, String tenantId, String id, Set<String> properties, Instant now) {
        String name = name(in.name());
        return new ObjectType(
                id,
                tenantId,
                name,
                shown(in.displayName(), name),
                text("description", in.description(), MAX_DESCRIPTION),
                text("icon", in.icon(), MAX_ICON),
                new TypeSettings(catalog, properties, faults::add).complete(in.settings()),
                now,
                now);
    }

    ObjectType amend(ObjectType old, ObjectTypeJson.Update in, Set<String> properties, Instant now) {
        String name = in.name().present() ? name(in.name().value()) : old.name();
        // A display name that was derived from the name goes on being so.
        boolean derived = old.displayName().equals(PropertyRules.titled(old.name()));
        String kept = derived ? null : old.displayName();
        return new ObjectType(
                old.id(),
                old.tenantId(),
                name,
                shown(in.displayName().orKeep(kept), name),
                text("description", in.description().orKeep(old.description()), MAX_DESCRIPTION),
                text("icon", in.icon().orKeep(old.icon()), MAX_ICON),
                in.settings().present()
                        ? new TypeSettings(catalog, properties, faults::add)
                                .complete(in.settings().value())
                        : old.settings(),
                old.createdAt(),
                now);
    }

    void fault(Fault fault) {
        faults.add(fault);
    }

    /**
     * @throws Problem 400 with all faults; 409 when the name is taken
     */
    void throwFaults(ObjectType type) {
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        Catalog.Entry holder = catalog.find(type.name());
        if (holder != null && !holder.schema().type().id().equals(type.id())) {
            throw Problem.conflict("CONFLICT", "Another object type is called " + type.name())
                    .with("field", "name");
        }
    }

    private String name(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            faults.add(new Fault("name", "required", "Send a name such as contacts"));
            return "";
        }
        if (!NAME.matcher(name).matches()) {
            faults.add(new Fault(
                    "name",
                    "invalid_format",
                    "Start with a lower-case letter; go on with up to 62 lower-case letters, digits and underscores"));
        } else if (RESERVED.contains(name) || name.startsWith("pg_") || Ids.isId("ot", name)) {
            faults.add(new Fault("name", "reserved_name", name + " means something already; choose another name"));
        }
        return name;
    }

    private String shown(@Nullable String displayName, String name) {
        String text = text("display_name", displayName, MAX_DISPLAY_NAME);
        return text == null || text.isBlank() ? PropertyRules.titled(name) : text;
    }

    private @Nullable String text(String field, @Nullable String text, int max) {
        if (text != null && text.codePointCount(0, text.length()) > max) {
            faults.add(new Fault(field, "too_long", "Send at most " + max + " characters"));
        }
        return text;
    }
}
