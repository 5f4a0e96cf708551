package heddle.data.object;

import heddle.data.filter.SqlPredicate;
import heddle.data.property.Property;
import heddle.data.property.PropertySql;
import heddle.kernel.db.NamedSql;
import heddle.kernel.db.Tx;
import heddle.kernel.id.Ids;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Fault;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** Finds the objects that rows are about, one question for all of them. */
final class BulkMatch {
    /** A row with what tells its object. */
    record Keyed(Bulk.Row row, JsonNode key) {}

    private final Bulk bulk;
    private final Tx tx;
    private final Guard guard;
    private final Bulk.Way way;
    private final Verdicts verdicts;

    BulkMatch(Bulk bulk, Tx tx, Guard guard, Bulk.Way way, Verdicts verdicts) {
        this.bulk = bulk;
        this.tx = tx;
        this.guard = guard;
        this.way = way;
        this.verdicts = verdicts;
    }

    /** What each row is matched by, in stored form. A row that may be new needs no id. */
    List<Keyed> keys(List<Bulk.Row> rows) {
        List<Keyed> out = new ArrayList<>();
        for (Bulk.Row row : rows) {
            JsonNode key = way.matchOn() == null ? id(row) : value(row, way.matchOn());
            if (!key.isNull()) {
                out.add(new Keyed(row, key));
            }
        }
        return out;
    }

    private JsonNode id(Bulk.Row row) {
        if (row.id() == null) {
            if (way.mode() == Bulk.Mode.UPDATE) {
                verdicts.add(row, new Fault("id", "required", "Send the id of the object to change"));
            }
            return Json.mapper().nullNode();
        }
        return StringNode.valueOf(row.id());
    }

    private JsonNode value(Bulk.Row row, Property property) {
        JsonNode given = row.properties().get(property.name());
        if (given == null || given.isNull()) {
            verdicts.add(
                    row, new Fault(property.name(), "required", "Send a value; rows are matched on this property"));
            return Json.mapper().nullNode();
        }
        JsonNode stored = bulk.values.normalise(property, given, property.name(), f -> verdicts.add(row, f));
        return stored.isString() && PropertySql.caseInsensitive(property)
                ? StringNode.valueOf(PropertySql.fold(stored.stringValue()))
                : stored;
    }

    /** The ids of the objects that the caller may see, by the number of the row. */
    Map<Integer, String> find(List<Keyed> keys) {
        if (keys.isEmpty()) {
            return Map.of();
        }
        Property property = way.matchOn();
        Map<Integer, String> out = property == null ? byId(keys) : byValue(keys, property);
        if (property == null && way.mode() == Bulk.Mode.UPSERT) {
            for (Keyed keyed : keys) {
                if (!out.containsKey(keyed.row().number())) {
                    verdicts.add(keyed.row(), new Fault("id", "not_found", "There is no object with this id"));
                }
            }
        }
        return out;
    }

    private Map<Integer, String> byId(List<Keyed> keys) {
        String[] ids = keys.stream()
                .map(k -> k.key().stringValue())
                .filter(id -> Ids.isId(Objects.PREFIX, id))
                .toArray(String[]::new);
        Set<String> there = new HashSet<>(bulk.store.existing(guard.caller(), guard.schema(), ids, guard.visible()));
        Map<Integer, String> out = new HashMap<>();
        for (Keyed keyed : keys) {
            String id = keyed.key().stringValue();
            if (there.contains(id)) {
                out.put(keyed.row().number(), id);
            }
        }
        return out;
    }

    private Map<Integer, String> byValue(List<Keyed> keys, Property property) {
        SqlPredicate visible = guard.visible();
        String theirs = PropertySql.expression(property, "o.props");
        String sql = """
                select k.n, o.id
                from (select n, props::jsonb as props from unnest(:props) with ordinality as u(props, n)) k
                join %s o on %s = %s
                where not o.is_deleted and %s is not null%s
                """.formatted(
                        guard.schema().table(),
                        theirs,
                        PropertySql.expression(property, "k.props"),
                        theirs,
                        ObjectStore.and(visible));
        String[] props = keys.stream()
                .map(k -> Json.text(Json.object().set(property.name(), k.key())))
                .toArray(String[]::new);
        Map<String, Object> params = ObjectStore.params(guard.caller(), visible);
        params.put("props", props);
        return ObjectStore.run(tx.connection(), c -> {
            Map<Integer, String> out = new HashMap<>();
            try (PreparedStatement statement = NamedSql.prepare(c, sql, params);
                    ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    out.put(keys.get(found.getInt(1) - 1).row().number(), found.getString(2));
                }
            }
            return out;
        });
    }
}
