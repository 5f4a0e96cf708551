package heddle.data.object;

import heddle.data.filter.Binder;
import heddle.data.filter.Bindings;
import heddle.data.filter.Condition;
import heddle.data.filter.ConditionSql;
import heddle.data.filter.SqlPredicate;
import heddle.kernel.db.NamedSql;
import heddle.kernel.db.Tx;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** All objects of a type that a caller may see, one after the other, however many there are. */
public final class Scan {
    private static final int FETCH = 500;

    private final Objects objects;
    private final Guard guard;
    private final SqlPredicate where;
    private final boolean trashed;

    /**
     * @param trashed whether to read objects in the trash as well
     */
    public Scan(Objects objects, Guard guard, Condition filter, boolean trashed) {
        this.objects = objects;
        this.guard = guard;
        this.where = guard.visible()
                .and(ConditionSql.of(
                        Binder.bind(filter, Bindings.user(guard.caller(), guard.now())), guard.references(), "f", "o"));
        this.trashed = trashed;
    }

    private String rows() {
        return guard.schema().table() + " o where " + (trashed ? "true" : "not o.is_deleted") + ObjectStore.and(where);
    }

    public long count(Tx tx) {
        String sql = "select count(*) from " + rows();
        return ObjectStore.run(tx.connection(), c -> {
            try (PreparedStatement statement = NamedSql.prepare(c, sql, ObjectStore.params(guard.caller(), where));
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    /**
     * Reads by a cursor of the database, oldest first, without what is hidden from the caller.
     *
     * @param fields the properties to show; null for all
     */
    public void each(Tx tx, @Nullable Set<String> fields, Consumer<ObjectRow> reader) {
        String sql = "select " + ObjectRow.COLUMNS + " from " + rows() + " order by o.id";
        var _ = ObjectStore.run(tx.connection(), c -> {
            try (PreparedStatement statement = NamedSql.prepare(c, sql, ObjectStore.params(guard.caller(), where))) {
                statement.setFetchSize(FETCH);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        reader.accept(shown(ObjectRow.of(row), fields));
                    }
                }
            }
            return true;
        });
    }

    private ObjectRow shown(ObjectRow row, @Nullable Set<String> fields) {
        ObjectRow visible = objects.shown(guard, row);
        if (fields == null) {
            return visible;
        }
        ObjectNode props = visible.tree();
        props.retain(fields);
        return visible.with(props, row.version(), row.updatedAt());
    }
}
