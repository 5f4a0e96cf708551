package heddle.data.association;

import heddle.data.object.Guard;
import heddle.data.object.ObjectRow;
import heddle.data.object.Objects;
import heddle.data.policy.Action;
import heddle.data.property.DataType;
import heddle.data.property.Property;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.event.Event;
import heddle.kernel.json.InstantText;
import heddle.kernel.list.Cursor;
import heddle.kernel.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What can be done with links between objects. */
public final class Associations {
    static final int MAX_META = 10 * 1024;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");
    private static final String PREFIX = "assoc";

    private final Kernel kernel;
    private final Objects objects;
    private final AssociationStore store = new AssociationStore();

    public Associations(Kernel kernel, Objects objects) {
        this.kernel = kernel;
        this.objects = objects;
    }

    /** The two ends and the label, as the path names them. */
    record Link(String fromType, String fromId, String associationType, String toType, String toId) {}

    record Found(
            Association association,
            boolean outgoing,
            Guard other,
            ObjectRow object,
            @Nullable String title) {}

    record Page(List<Found> found, @Nullable String nextCursor, long total) {}

    /**
     * Links two objects, or replaces what the link says.
     *
     * @param replace whether links that stand in the way of the cardinality go
     */
    AssociationStore.Put put(Caller caller, Link link, @Nullable ObjectNode meta, boolean replace) {
        Guard from = objects.guard(caller, link.fromType());
        Guard to = objects.guard(caller, link.toType());
        if (!NAME.matcher(link.associationType()).matches()) {
            throw Problem.invalid(
                    "association_type", "invalid_format", "association_type must be lower-case letters, digits and _");
        }
        if (meta != null && meta.toString().length() > MAX_META) {
            throw Problem.tooLarge("PAYLOAD_TOO_LARGE", "meta may hold at most 10 KB");
        }
        if (link.fromId().equals(link.toId())) {
            throw Problem.invalid("to_id", "reference_not_found", "An object cannot be linked to itself");
        }
        return kernel.db().tx(caller, tx -> {
            requireChangeable(from, link.fromId());
            objects.get(to, link.toId());
            store.lockSource(tx, link.fromId(), link.associationType(), link.toId());
            makeRoom(tx, from, link, replace);
            String now = InstantText.of(kernel.time().instant());
            AssociationStore.Put put = store.put(
                    tx,
                    new Association(
                            kernel.ids().next(PREFIX),
                            from.schema().type().id(),
                            link.fromId(),
                            link.associationType(),
                            to.schema().type().id(),
                            link.toId(),
                            meta,
                            caller.id(),
                            now,
                            now));
            announce(tx, caller, put.created() ? "association.created" : "association.updated", put.association());
            return put;
        });
    }

    void delete(Caller caller, Link link) {
        Guard from = objects.guard(caller, link.fromType());
        Guard to = objects.guard(caller, link.toType());
        kernel.db().tx(caller, tx -> {
            requireChangeable(from, link.fromId());
            objects.get(to, link.toId());
            Association gone = store.delete(tx, link.fromId(), link.associationType(), link.toId())
                    .orElseThrow(Problem::notFound);
            announce(tx, caller, "association.deleted", gone);
            return true;
        });
    }

    /** The links of an object whose other ends the caller may see, newest first. */
    Page list(
            Guard guard,
            String objectId,
            Direction direction,
            @Nullable String type,
            int limit,
            @Nullable String cursor) {
        objects.get(guard, objectId);
        Caller caller = guard.caller();
        String hash = Cursor.hash(objectId + direction + type);
        String before = cursor == null ? "" : Cursor.idOf(cursor, hash);
        return kernel.db().tx(caller, tx -> {
            List<Found> found = new ArrayList<>();
            String at = before;
            boolean more = true;
            while (found.size() <= limit && more) {
                List<Association> rows = store.page(tx, objectId, direction, type, at, limit + 1);
                more = rows.size() == limit + 1;
                at = rows.isEmpty() ? at : rows.getLast().id();
                found.addAll(visible(guard, objectId, rows));
            }
            boolean next = found.size() > limit;
            List<Found> page = next ? found.subList(0, limit) : found;
            String nextCursor =
                    next ? new Cursor(page.getLast().association().id(), List.of(), "desc", hash).encode() : null;
            long total = guard.caller().policed()
                    ? countVisible(tx, guard, objectId, direction, type)
                    : store.count(tx, objectId, direction, type);
            return new Page(List.copyOf(page), nextCursor, total);
        });
    }

    private long countVisible(Tx tx, Guard guard, String objectId, Direction direction, @Nullable String type) {
        long count = 0;
        String at = "";
        List<Association> rows;
        do {
            rows = store.page(tx, objectId, direction, type, at, 500);
            count += visible(guard, objectId, rows).size();
            at = rows.isEmpty() ? at : rows.getLast().id();
        } while (rows.size() == 500);
        return count;
    }

    /** Reads the other ends by type, in one statement each. */
    private List<Found> visible(Guard guard, String objectId, List<Association> rows) {
        Map<String, Set<String>> byType = rows.stream()
                .collect(Collectors.groupingBy(
                        a -> otherType(a, objectId),
                        Collectors.mapping(a -> otherId(a, objectId), Collectors.toCollection(LinkedHashSet::new))));
        Map<String, ObjectRow> seen = byType.entrySet().stream()
                .flatMap(e -> read(guard, e.getKey(), e.getValue()).stream())
                .collect(Collectors.toMap(ObjectRow::id, Function.identity()));
        List<Found> out = new ArrayList<>();
        for (Association row : rows) {
            ObjectRow other = seen.get(otherId(row, objectId));
            Guard type = guard.of(otherType(row, objectId));
            if (other != null && type != null) {
                out.add(new Found(row, row.fromId().equals(objectId), type, other, title(type, other)));
            }
        }
        return out;
    }

    private List<ObjectRow> read(Guard guard, String typeId, Set<String> ids) {
        Guard other = guard.of(typeId);
        return other == null ? List.of() : objects.read(other, List.copyOf(ids));
    }

    /** What a person calls the object: its title property, or its first text. */
    private static @Nullable String title(Guard type, ObjectRow row) {
        String named = type.schema().type().settings().path("title_property").asString("");
        Property property = named.isEmpty() ? firstText(type) : type.schema().property(named);
        return property == null
                ? null
                : row.tree().path(property.name()).asStringOpt().orElse(null);
    }

    private static @Nullable Property firstText(Guard type) {
        return type.schema().properties().values().stream()
                .filter(p -> p.dataType() == DataType.STRING)
                .findFirst()
                .orElse(null);
    }

    private static String otherId(Association a, String objectId) {
        return a.fromId().equals(objectId) ? a.toId() : a.fromId();
    }

    private static String otherType(Association a, String objectId) {
        return a.fromId().equals(objectId) ? a.toType() : a.fromType();
    }

    private void requireChangeable(Guard from, String id) {
        ObjectRow row = objects.get(from, id);
        Instant now = from.now();
        boolean allowed = from.policies()
                .allows(
                        from.caller(),
                        Action.UPDATE,
                        row.row(),
                        now,
                        new heddle.data.object.RowLinks(kernel.db(), from.caller()));
        if (!allowed) {
            throw Problem.forbidden("POLICY_DENIED", "A policy does not let you link this object");
        }
    }

    private void makeRoom(Tx tx, Guard from, Link link, boolean replace) {
        LinkRules rules = LinkRules.of(from.schema().type(), link.associationType());
        Set<Association> inTheWay = new LinkedHashSet<>();
        List<Association> ofSource = rules.onePerSource() || rules.max() > 0
                ? store.of(tx, link.associationType(), link.fromId(), null)
                : List.of();
        List<Association> others =
                ofSource.stream().filter(a -> !a.toId().equals(link.toId())).toList();
        if (rules.onePerSource()) {
            inTheWay.addAll(others);
        }
        if (rules.onePerTarget()) {
            store.of(tx, link.associationType(), null, link.toId()).stream()
                    .filter(a -> !a.fromId().equals(link.fromId()))
                    .forEach(inTheWay::add);
        }
        if (rules.max() > 0 && others.size() >= rules.max()) {
            throw Problem.conflict(
                    "CONFLICT", "This object has its %d %s already".formatted(rules.max(), link.associationType()));
        }
        if (!inTheWay.isEmpty() && !replace) {
            throw Problem.conflict("CONFLICT", "Another link stands in the way; add ?replace=true to replace it")
                    .with("existing", AssociationJson.of(inTheWay.iterator().next(), false));
        }
        for (Association old : inTheWay) {
            store.delete(tx, old.fromId(), old.associationType(), old.toId());
            announce(tx, from.caller(), "association.deleted", old);
        }
    }

    private void announce(Tx tx, Caller caller, String type, Association link) {
        tx.record(Event.of(
                        kernel.ids().next("evt"),
                        caller,
                        type,
                        link.id(),
                        AssociationJson.fact(link),
                        kernel.time().instant())
                .inType(link.fromType()));
    }
}
