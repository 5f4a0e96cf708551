package heddle.data.view;

import heddle.data.filter.Condition;
import heddle.data.filter.Filters;
import heddle.data.filter.Vocabulary;
import heddle.data.list.Sort;
import heddle.data.object.Guard;
import heddle.data.object.ObjectLists;
import heddle.data.object.Objects;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.event.Event;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be done with the views of an object type. */
public final class Views {
    /**
     * @param warnings what the view names and is not there any more
     */
    record Checked(View view, List<Fault> warnings) {}

    private final Kernel kernel;
    private final Objects objects;
    private final ViewStore store = new ViewStore();

    public Views(Kernel kernel, Objects objects) {
        this.kernel = kernel;
        this.objects = objects;
    }

    /** The shared views and the caller's own, by name. */
    List<Checked> list(Caller caller, String type) {
        Guard guard = objects.guard(caller, type);
        return kernel.db().tx(caller, tx -> store.list(tx, typeId(guard), caller.id())).stream()
                .map(v -> checked(guard, v))
                .toList();
    }

    Checked create(Caller caller, String type, ViewJson.Create in) {
        Guard guard = objects.guard(caller, type);
        return kernel.db().tx(caller, tx -> {
            store.lock(tx, typeId(guard));
            ViewRules rules = new ViewRules(guard.words());
            View view = rules.define(in, kernel.ids().next("view"), caller.id(), guard.now());
            rules.throwFaults(view, store.list(tx, typeId(guard), caller.id()));
            store.insert(tx, view);
            announce(tx, caller, "view.created", view, null);
            return checked(guard, view);
        });
    }

    Checked update(Caller caller, String type, String id, ViewJson.Update in) {
        Guard guard = objects.guard(caller, type);
        return kernel.db().tx(caller, tx -> {
            store.lock(tx, typeId(guard));
            View old = mine(tx, guard, id);
            ViewRules rules = new ViewRules(guard.words());
            View fresh = rules.amend(old, in, guard.now());
            rules.throwFaults(
                    fresh,
                    store.list(tx, typeId(guard), caller.id()).stream()
                            .filter(v -> !v.id().equals(id))
                            .toList());
            if (changed(old, fresh).isEmpty()) {
                return checked(guard, old);
            }
            store.update(tx, fresh);
            announce(tx, caller, "view.updated", fresh, old);
            return checked(guard, fresh);
        });
    }

    void delete(Caller caller, String type, String id) {
        Guard guard = objects.guard(caller, type);
        kernel.db().tx(caller, tx -> {
            store.lock(tx, typeId(guard));
            View old = mine(tx, guard, id);
            store.delete(tx, id);
            Instant now = guard.now();
            tx.record(Event.of(kernel.ids().next("evt"), caller, "view.deleted", id, null, now)
                    .inType(old.objectTypeId())
                    .before(ViewJson.fact(old), List.of()));
            return true;
        });
    }

    /**
     * A view as the start of a list. Columns and sort keys that are gone are left out; a filter that cannot be read is
     * refused, since a list without it would show too much.
     *
     * @throws Problem 400 when there is no such view, or its filter names what is gone
     */
    public ObjectLists.Preset preset(Guard guard, String viewId) {
        View view = kernel.db()
                .tx(guard.caller(), tx -> store.find(tx, typeId(guard), viewId))
                .filter(v -> v.visibleTo(guard.caller().id()))
                .orElseThrow(() -> Problem.invalid("view_id", "not_found", "There is no such view"));
        Vocabulary words = guard.words();
        Condition filter = Filters.parse(view.filters(), "view.filters", words);
        List<String> columns = view.columns().stream()
                .filter(c -> guard.schema().property(c) != null)
                .toList();
        boolean all = view.columns().isEmpty();
        return new ObjectLists.Preset(
                view.id() + "@" + view.updatedAt(), filter, sort(view, words), all ? null : columns);
    }

    private static @Nullable Sort sort(View view, Vocabulary words) {
        try {
            return view.sort().isEmpty() ? null : Sort.parse(view.sort(), words, false);
        } catch (Problem stale) {
            return null;
        }
    }

    private View mine(Tx tx, Guard guard, String id) {
        return store.find(tx, typeId(guard), id)
                .filter(v -> v.visibleTo(guard.caller().id()))
                .orElseThrow(Problem::notFound);
    }

    private static Checked checked(Guard guard, View view) {
        return new Checked(view, new ViewRules(guard.words()).stale(view));
    }

    private void announce(Tx tx, Caller caller, String type, View fresh, @Nullable View old) {
        Event event = Event.of(
                        kernel.ids().next("evt"), caller, type, fresh.id(), ViewJson.fact(fresh), fresh.updatedAt())
                .inType(fresh.objectTypeId());
        tx.record(old == null ? event : event.before(ViewJson.fact(old), changed(old, fresh)));
    }

    private static List<String> changed(View old, View fresh) {
        List<String> out = new ArrayList<>();
        if (!old.name().equals(fresh.name())) {
            out.add("name");
        }
        if (!old.filters().equals(fresh.filters())) {
            out.add("filters");
        }
        if (!old.sort().equals(fresh.sort())) {
            out.add("sort");
        }
        if (!old.columns().equals(fresh.columns())) {
            out.add("columns");
        }
        if (old.shared() != fresh.shared()) {
            out.add("is_shared");
        }
        return out;
    }

    private static String typeId(Guard guard) {
        return guard.schema().type().id();
    }
}
