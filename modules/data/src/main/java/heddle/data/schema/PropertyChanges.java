package heddle.data.schema;

import heddle.data.property.DefaultToken;
import heddle.data.property.Property;
import heddle.data.property.PropertyJson;
import heddle.data.property.PropertySql;
import heddle.kernel.problem.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a change of a property comes to. */
final class PropertyChanges {
    private PropertyChanges() {}

    /** The wire names of the members that differ. */
    static List<String> names(Property old, Property fresh) {
        List<String> out = new ArrayList<>();
        add(out, "display_name", old.displayName(), fresh.displayName());
        add(out, "is_indexed", old.indexed(), fresh.indexed());
        add(out, "is_sortable", old.sortable(), fresh.sortable());
        add(out, "is_unique", old.unique(), fresh.unique());
        add(out, "is_required", old.required(), fresh.required());
        add(out, "default_value", old.defaultValue(), fresh.defaultValue());
        add(out, "enum_values", old.enumValues(), fresh.enumValues());
        add(out, "options", old.options(), fresh.options());
        add(out, "description", old.description(), fresh.description());
        add(out, "index_status", old.indexStatus(), fresh.indexStatus());
        return List.copyOf(out);
    }

    /** Whether values that were distinct, or need not have been, must be compared anew. */
    static boolean uniqueness(Property old, Property fresh) {
        return fresh.unique()
                && (!old.unique()
                        || !PropertySql.expression(old, "props").equals(PropertySql.expression(fresh, "props")));
    }

    /** Reports a backfill that has nothing to fill in. */
    static void backfill(PropertyJson.Create in, Optional<Property> defined, Consumer<Fault> faults) {
        if (!Boolean.TRUE.equals(in.backfill()) || defined.isEmpty()) {
            return;
        }
        Property p = defined.get();
        boolean ownerless =
                DefaultToken.of(p).filter(t -> t == DefaultToken.USER_ID).isPresent();
        if (p.defaultValue() == null || ownerless) {
            faults.accept(new Fault("backfill", "not_supported", "Send a default_value other than $user_id with it"));
        }
    }

    private static void add(List<String> out, String name, @Nullable Object old, @Nullable Object fresh) {
        if (!Objects.equals(old, fresh)) {
            out.add(name);
        }
    }
}
