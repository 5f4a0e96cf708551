package heddle.data.object;

import heddle.data.type.Schema;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Which properties an answer shows: {@code ?fields=a,b} and {@code ?nulls=true}. */
final class Projection {
    private final Schema schema;
    private final @Nullable Set<String> fields;
    private final boolean nulls;

    private Projection(Schema schema, @Nullable Set<String> fields, boolean nulls) {
        this.schema = schema;
        this.fields = fields;
        this.nulls = nulls;
    }

    /**
     * @param fields comma list, or null for all
     * @throws Problem 400 when a name is no property
     */
    static Projection of(Schema schema, @Nullable String fields, boolean nulls) {
        if (fields == null) {
            return new Projection(schema, null, nulls);
        }
        Set<String> names = new LinkedHashSet<>();
        List<Fault> faults = new ArrayList<>();
        Arrays.stream(fields.split(",", -1))
                .map(String::trim)
                .filter(n -> !n.isEmpty())
                .forEach(name -> {
                    if (schema.property(name) == null) {
                        faults.add(new Fault(
                                "fields", "unknown_property", schema.type().name() + " has no property " + name));
                    }
                    names.add(name);
                });
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        return new Projection(schema, names, nulls);
    }

    List<ObjectRow> apply(List<ObjectRow> rows) {
        return fields == null && !nulls ? rows : rows.stream().map(this::apply).toList();
    }

    ObjectRow apply(ObjectRow row) {
        if (fields == null && !nulls) {
            return row;
        }
        ObjectNode props = row.tree();
        if (nulls) {
            schema.properties().keySet().stream().filter(n -> !props.has(n)).forEach(props::putNull);
        }
        if (fields != null) {
            props.retain(fields);
        }
        return row.with(props, row.version(), row.updatedAt());
    }
}
