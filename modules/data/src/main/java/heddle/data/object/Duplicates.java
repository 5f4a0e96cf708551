package heddle.data.object;

import heddle.data.property.Property;
import heddle.data.property.PropertyIndex;
import heddle.data.property.PropertySql;
import heddle.data.type.Schema;
import heddle.kernel.access.Caller;
import heddle.kernel.db.SqlProblems;
import heddle.kernel.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Says which property's value is taken, where the database only names an index. */
final class Duplicates {
    private Duplicates() {}

    /**
     * The refusal that a failed write means, or the failure itself when it is none.
     *
     * @param store to find the object that holds the value; null inside a transaction, which is spoilt by now
     */
    static RuntimeException explain(
            RuntimeException failure, Schema schema, List<ObjectRow> rows, @Nullable ObjectStore store, Caller caller) {
        return SqlProblems.state(failure).equals("23505") ? problem(failure, schema, rows, store, caller) : failure;
    }

    /** What a unique violation means, told inside the transaction that survives it. */
    static Problem problem(RuntimeException violation, Schema schema, List<ObjectRow> rows, Caller caller) {
        return problem(violation, schema, rows, null, caller);
    }

    private static Problem problem(
            RuntimeException failure, Schema schema, List<ObjectRow> rows, @Nullable ObjectStore store, Caller caller) {
        String index = SqlProblems.constraint(failure);
        for (Property property : schema.properties().values()) {
            boolean mine = PropertyIndex.of(property, schema.table()).stream()
                    .anyMatch(i -> i.unique() && i.name().equals(index));
            if (mine) {
                return taken(schema, property, rows, store, caller);
            }
        }
        return Problem.conflict("DUPLICATE_VALUE", "An object with this id exists")
                .with("property", "id");
    }

    private static Problem taken(
            Schema schema, Property property, List<ObjectRow> rows, @Nullable ObjectStore store, Caller caller) {
        Problem problem = Problem.conflict(
                        "DUPLICATE_VALUE", "Another " + schema.type().name() + " has this " + property.name())
                .with("property", property.name());
        if (rows.size() != 1) {
            return problem;
        }
        ObjectRow row = rows.getFirst();
        JsonNode value = row.tree().get(property.name());
        if (value != null) {
            problem.with("value", value);
        }
        if (store != null && !caller.policed()) {
            String props = new String(row.props(), StandardCharsets.UTF_8);
            Optional<String> holder = store.holder(
                    caller,
                    schema,
                    props,
                    PropertySql.expression(property, "p.props"),
                    PropertySql.expression(property, "o.props"));
            holder.ifPresent(id -> problem.with("object_id", id));
        }
        return problem;
    }
}
