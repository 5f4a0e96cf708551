package heddle.data.object;

import heddle.data.policy.Action;
import heddle.data.property.Property;
import heddle.data.property.PropertySql;
import heddle.kernel.crypto.Tokens;
import heddle.kernel.db.NamedSql;
import heddle.kernel.db.SqlProblems;
import heddle.kernel.db.Tx;
import heddle.kernel.json.InstantText;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Fault;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** Makes the objects of a chunk with one statement, and leaves out exactly those that cannot be. */
final class BulkInsert {
    /** Properties stand under this word while they are checked; faults name them without it. */
    static final String PATH = "row";

    private final Bulk bulk;
    private final Tx tx;
    private final Guard guard;
    private final boolean silent;
    private final Verdicts verdicts;
    private final String at;
    private final Map<String, Long> numbers = new HashMap<>();

    BulkInsert(Bulk bulk, Tx tx, Guard guard, boolean silent, Verdicts verdicts) {
        this.bulk = bulk;
        this.tx = tx;
        this.guard = guard;
        this.silent = silent;
        this.verdicts = verdicts;
        this.at = InstantText.of(guard.now());
    }

    private record Made(Bulk.Row row, ObjectRow object) {}

    /** Returns how many were made. */
    int write(List<Bulk.Row> rows) {
        List<Made> left = permitted(valid(rows));
        while (!left.isEmpty()) {
            try {
                insert(left);
                return left.size();
            } catch (RuntimeException e) {
                if (!SqlProblems.state(e).equals("23505")) {
                    throw e;
                }
                List<Made> kept = withoutClashes(left);
                if (kept.size() == left.size()) {
                    return new Halves<Made>(this::insert, this::refuse).write(left);
                }
                left = kept;
            }
        }
        return 0;
    }

    private List<Made> valid(List<Bulk.Row> rows) {
        Draft.Origin origin = new Draft.Origin(
                guard.caller(),
                guard.now(),
                () -> UUID.nameUUIDFromBytes(Tokens.bytes(16)).toString(),
                p -> number(p, rows));
        List<References.Item> items = new ArrayList<>(rows.size());
        for (Bulk.Row row : rows) {
            Draft draft = new Draft(guard.schema(), bulk.values, PATH);
            ObjectNode props = draft.create(row.properties(), origin);
            items.add(new References.Item(
                    props, List.copyOf(props.propertyNames()), PATH, new ArrayList<>(draft.faults())));
        }
        bulk.references.check(guard, items);
        List<Made> out = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            byte[] props = Json.bytes(items.get(i).props());
            List<Fault> faults = items.get(i).faults();
            size(props, faults);
            verdicts.add(rows.get(i), faults.stream().map(BulkInsert::bare).toList());
            if (faults.isEmpty()) {
                out.add(new Made(rows.get(i), object(props)));
            }
        }
        return out;
    }

    private ObjectRow object(byte[] props) {
        String id = bulk.kernel.ids().next(Objects.PREFIX);
        return new ObjectRow(id, props, 1, false, at, at, guard.caller().id(), null, null);
    }

    static void size(byte[] props, List<Fault> faults) {
        if (props.length > Objects.MAX_BYTES) {
            faults.add(new Fault("", "too_long", "The properties of an object may hold at most 256 KB"));
        }
    }

    /** The fault with the property's own name, e.g. {@code tags[1]}. */
    static Fault bare(Fault fault) {
        return fault.field().startsWith(PATH + ".")
                ? new Fault(fault.field().substring(PATH.length() + 1), fault.code(), fault.message())
                : fault;
    }

    /** Numbers of an {@code $increment} property are taken for all rows at once that need one. */
    private long number(Property property, List<Bulk.Row> rows) {
        Long next = numbers.get(property.id());
        if (next == null) {
            int needed = (int) rows.stream()
                    .filter(r -> !r.properties().has(property.name()))
                    .count();
            next = bulk.store.increment(tx, property.id(), needed) - needed + 1;
        }
        numbers.put(property.id(), next + 1);
        return next;
    }

    private List<Made> permitted(List<Made> made) {
        if (guard.policies().unrestricted(guard.caller())) {
            return made;
        }
        RowLinks links = new RowLinks(bulk.kernel.db(), guard.caller());
        List<Made> out = new ArrayList<>(made.size());
        for (Made one : made) {
            if (guard.policies()
                    .allows(guard.caller(), Action.INSERT, one.object().row(), guard.now(), links)) {
                out.add(one);
            } else {
                verdicts.add(one.row(), denied());
            }
        }
        return out;
    }

    static Fault denied() {
        return new Fault("", "policy_denied", "A policy of this object type does not allow that");
    }

    private void insert(List<Made> made) {
        ObjectStore.Changes changes = new ObjectStore.Changes("object.created", Bulk.SOURCE, silent);
        for (Made one : made) {
            changes.add(
                    one.object(),
                    bulk.kernel.ids().next("evt"),
                    null,
                    ObjectJson.text(guard.schema().type(), one.object()),
                    List.of());
        }
        bulk.quota.within(
                guard.caller(),
                made.size(),
                () -> tx.attempt(() -> {
                    bulk.store.insertAll(guard.caller(), guard.schema(), changes, at);
                    return true;
                }));
    }

    private void refuse(Made one, RuntimeException failure) {
        verdicts.add(one.row(), Duplicates.problem(failure, guard.schema(), List.of(one.object()), guard.caller()));
    }

    /** The rows whose unique values nobody holds, neither an object nor an earlier row that stays. */
    private List<Made> withoutClashes(List<Made> made) {
        List<Property> unique = guard.schema().properties().values().stream()
                .filter(Property::unique)
                .toList();
        List<Key[]> keys = unique.stream().map(p -> keys(made, p)).toList();
        List<Made> out = new ArrayList<>(made.size());
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < made.size(); i++) {
            boolean free = true;
            List<String> mine = new ArrayList<>();
            for (int p = 0; p < unique.size(); p++) {
                Key key = keys.get(p)[i];
                String mark = p + " " + key.group();
                if (key.group() > 0 && (key.held() || taken.contains(mark))) {
                    free = false;
                    verdicts.add(made.get(i).row(), clash(unique.get(p), key.held()));
                }
                mine.add(mark);
            }
            if (free) {
                taken.addAll(mine);
                out.add(made.get(i));
            }
        }
        return out;
    }

    private Fault clash(Property property, boolean held) {
        String who = held ? "Another " + guard.schema().type().name() : "An earlier row";
        return new Fault(property.name(), "duplicate_value", who + " has this " + property.name());
    }

    /**
     * A row's value of a unique property.
     *
     * @param group the same for equal values, from 1; 0 for no value
     * @param held whether an object has the value
     */
    private record Key(long group, boolean held) {
        static final Key NONE = new Key(0, false);
    }

    private Key[] keys(List<Made> made, Property property) {
        String theirs = PropertySql.expression(property, "o.props");
        String sql = """
                select k.n, dense_rank() over (order by k.key),
                    exists (select 1 from %s o where not o.is_deleted and %s = k.key and %s is not null)
                from (
                    select n, %s as key
                    from (select n, props::jsonb as props from unnest(:props) with ordinality as u(props, n)) r
                ) k
                where k.key is not null
                """.formatted(guard.schema().table(), theirs, theirs, PropertySql.expression(property, "r.props"));
        String[] props = made.stream()
                .map(m -> new String(m.object().props(), StandardCharsets.UTF_8))
                .toArray(String[]::new);
        Key[] out = new Key[made.size()];
        java.util.Arrays.fill(out, Key.NONE);
        return ObjectStore.run(tx.connection(), c -> {
            try (PreparedStatement statement = NamedSql.prepare(c, sql, Map.of("props", props));
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    out[row.getInt(1) - 1] = new Key(row.getLong(2), row.getBoolean(3));
                }
            }
            return out;
        });
    }
}
