package heddle.data.object;

import heddle.data.policy.Action;
import heddle.data.policy.FieldRules;
import heddle.kernel.db.Tx;
import heddle.kernel.json.InstantText;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Fault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Changes the objects that the rows of a chunk are about with one statement, and leaves out those that cannot be. */
final class BulkUpdate {
    /** A row and the object it is about. */
    record Hit(Bulk.Row row, String objectId) {}

    /**
     * @param same rows that say what the object says already
     */
    record Done(int changed, int same) {}

    private record Move(Bulk.Row row, ObjectRow old, ObjectNode before, ObjectRow fresh, List<String> names) {}

    private final Bulk bulk;
    private final Tx tx;
    private final Guard guard;
    private final Bulk.Way way;
    private final Verdicts verdicts;
    private final String at;
    private int same;

    BulkUpdate(Bulk bulk, Tx tx, Guard guard, Bulk.Way way, Verdicts verdicts) {
        this.bulk = bulk;
        this.tx = tx;
        this.guard = guard;
        this.way = way;
        this.verdicts = verdicts;
        this.at = InstantText.of(guard.now());
    }

    Done write(List<Hit> hits) {
        if (hits.isEmpty()) {
            return new Done(0, 0);
        }
        List<Move> moves = permitted(moves(hits, lock(hits)));
        return new Done(new Halves<Move>(this::update, this::refuse).write(moves), same);
    }

    private Map<String, ObjectStore.Locked> lock(List<Hit> hits) {
        String[] ids = hits.stream().map(Hit::objectId).toArray(String[]::new);
        Map<String, ObjectStore.Locked> out = new HashMap<>();
        bulk
                .store
                .lock(guard.caller(), tx, guard.schema(), ids, false, guard.visible(), guard.may(Action.UPDATE))
                .stream()
                .filter(ObjectStore.Locked::visible)
                .forEach(l -> out.put(l.row().id(), l));
        return out;
    }

    private record Step(Bulk.Row row, ObjectRow old, ObjectNode before, References.Item item) {}

    private List<Move> moves(List<Hit> hits, Map<String, ObjectStore.Locked> locked) {
        List<Step> steps = new ArrayList<>(hits.size());
        RowLinks links = new RowLinks(bulk.kernel.db(), guard.caller());
        FieldRules readonly = guard.readonly();
        for (Hit hit : hits) {
            ObjectStore.Locked found = locked.get(hit.objectId());
            Fault refusal = refusal(found);
            if (found == null || refusal != null) {
                verdicts.add(hit.row(), refusal == null ? gone() : refusal);
                continue;
            }
            Set<String> fixed =
                    readonly.none() ? Set.of() : readonly.in(found.row().row(), links);
            steps.add(step(hit.row(), found.row(), fixed));
        }
        bulk.references.check(guard, steps.stream().map(Step::item).toList());
        List<Move> out = new ArrayList<>(steps.size());
        steps.forEach(s -> add(out, s));
        return out;
    }

    private static @Nullable Fault refusal(ObjectStore.@Nullable Locked found) {
        return found == null ? gone() : found.allowed() ? null : BulkInsert.denied();
    }

    private static Fault gone() {
        return new Fault("", "not_found", "The object has just been deleted");
    }

    private Step step(Bulk.Row row, ObjectRow old, Set<String> fixed) {
        ObjectNode before = old.tree();
        ObjectNode given = row.properties();
        if (way.matchOn() != null) {
            given = withoutSame(given, before, way.matchOn().name());
        }
        Draft draft = new Draft(guard.schema(), bulk.values, BulkInsert.PATH);
        ObjectNode after = draft.update(before, given, fixed);
        References.Item item = new References.Item(
                after, Draft.changed(before, after), BulkInsert.PATH, new ArrayList<>(draft.faults()));
        return new Step(row, old, before, item);
    }

    /** The value that a row is matched by is no change, even to those who may not change it. */
    private static ObjectNode withoutSame(ObjectNode given, ObjectNode old, String name) {
        JsonNode value = given.get(name);
        if (value == null || !value.equals(old.get(name))) {
            return given;
        }
        ObjectNode out = given.deepCopy();
        out.remove(name);
        return out;
    }

    private void add(List<Move> out, Step step) {
        List<Fault> faults = step.item().faults();
        BulkInsert.size(Json.bytes(step.item().props()), faults);
        verdicts.add(step.row(), faults.stream().map(BulkInsert::bare).toList());
        if (!faults.isEmpty()) {
            return;
        }
        if (step.item().names().isEmpty()) {
            same++;
            return;
        }
        ObjectRow fresh = step.old().with(step.item().props(), step.old().version() + 1, at);
        out.add(new Move(
                step.row(), step.old(), step.before(), fresh, step.item().names()));
    }

    private List<Move> permitted(List<Move> moves) {
        if (guard.policies().unrestricted(guard.caller())) {
            return moves;
        }
        RowLinks links = new RowLinks(bulk.kernel.db(), guard.caller());
        List<Move> out = new ArrayList<>(moves.size());
        for (Move move : moves) {
            if (guard.policies()
                    .allows(guard.caller(), Action.UPDATE, move.fresh().row(), guard.now(), links)) {
                out.add(move);
            } else {
                verdicts.add(move.row(), BulkInsert.denied());
            }
        }
        return out;
    }

    private void update(List<Move> moves) {
        ObjectStore.Changes changes = new ObjectStore.Changes("object.updated", Bulk.SOURCE, way.silent());
        for (Move move : moves) {
            changes.add(
                    move.fresh(),
                    bulk.kernel.ids().next("evt"),
                    ObjectJson.before(move.before(), move.names()),
                    ObjectJson.text(guard.schema().type(), move.fresh()),
                    move.names());
        }
        tx.attempt(() -> {
            bulk.store.updateAll(guard.caller(), tx, guard.schema(), changes, at);
            return true;
        });
    }

    private void refuse(Move move, RuntimeException failure) {
        verdicts.add(move.row(), Duplicates.problem(failure, guard.schema(), List.of(move.fresh()), guard.caller()));
    }
}
