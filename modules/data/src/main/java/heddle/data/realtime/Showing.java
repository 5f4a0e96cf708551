package heddle.data.realtime;

import heddle.data.catalog.Catalog;
import heddle.data.filter.Binder;
import heddle.data.filter.Bindings;
import heddle.data.filter.Bound;
import heddle.data.filter.ConditionEval;
import heddle.data.filter.Links;
import heddle.data.filter.Row;
import heddle.data.filter.Truth;
import heddle.data.object.RowLinks;
import heddle.data.policy.FieldRules;
import heddle.kernel.db.Db;
import heddle.kernel.event.RecordedEvent;
import heddle.kernel.json.Json;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One event on its way to many readers. Readers for whom the policies come to the same see the same, so each distinct
 * view is judged once and written once; a reader whom no policy holds gets the text of the log as it is.
 */
final class Showing {
    /** What becomes of the event for some reader. */
    private enum Outcome {
        WHOLE,
        /** The row comes into sight, so what it was before stays unsaid. */
        APPEARS,
        /** The row goes out of sight. */
        VANISHES,
        NOTHING
    }

    private record View(Outcome outcome, Set<String> withheld) {
        static final View WHOLE = new View(Outcome.WHOLE, Set.of());
        static final View NOTHING = new View(Outcome.NOTHING, Set.of());
    }

    /** What decides a view; a filter may ask about rows that only its own reader sees, so it is judged alone. */
    private record Eye(
            Bound visible,
            Bound filter,
            FieldRules hidden,
            @Nullable Viewer alone) {}

    private record Written(String channel, View view) {}

    private final Db db;
    private final RecordedEvent event;
    private final Catalog catalog;
    private final Instant now;
    private final Map<Eye, View> views = new HashMap<>(4);
    private final Map<Written, Frame> frames = new HashMap<>(4);
    private @Nullable EventRow row;

    Showing(Db db, RecordedEvent event, Catalog catalog, Instant now) {
        this.db = db;
        this.event = event;
        this.catalog = catalog;
        this.now = now;
    }

    /** What the interest is told, or null for nothing. */
    @Nullable
    Frame to(Interest interest) {
        if (!interest.about(event) || !told()) {
            return null;
        }
        View view = view(interest);
        String type = view.outcome() == Outcome.VANISHES ? "object.removed" : event.type();
        if (view.outcome() == Outcome.NOTHING || !interest.wants(type)) {
            return null;
        }
        String named = interest.topic().name();
        String channel = named.isEmpty() ? Topic.channel(event) : named;
        return frames.computeIfAbsent(new Written(channel, view), w -> write(channel, view));
    }

    /** A type may keep its objects out of realtime. */
    private boolean told() {
        Catalog.Entry entry = event.objectTypeId() == null ? null : catalog.find(event.objectTypeId());
        return entry == null || Topic.live(entry);
    }

    private View view(Interest interest) {
        Viewer viewer = interest.reader().viewer();
        if (!event.resourceType().equals("object")) {
            return viewer.policed() ? View.NOTHING : View.WHOLE;
        }
        if (!viewer.policed() && interest.filter() == null) {
            return View.WHOLE;
        }
        Catalog.Entry entry = event.objectTypeId() == null ? null : catalog.find(event.objectTypeId());
        Viewer.Sight sight = viewer.sight(entry, now);
        if (sight == null || event.after() == null) {
            return viewer.policed() ? View.NOTHING : View.WHOLE;
        }
        Bound filter = interest.filter() == null
                ? Bound.TRUE
                : Binder.bind(interest.filter(), Bindings.user(viewer.caller(), now));
        Eye eye = new Eye(sight.visible(), filter, sight.hidden(), filter.equals(Bound.TRUE) ? null : viewer);
        return views.computeIfAbsent(eye, e -> judge(e, viewer));
    }

    private View judge(Eye eye, Viewer viewer) {
        EventRow both = row();
        Links links = new RowLinks(db, viewer.caller());
        Links seen = viewer.policed() ? new SeenLinks(links, catalog, viewer, now) : links;
        Row fresh = both.fresh();
        boolean sees = holds(eye.visible(), fresh, links) && holds(eye.filter(), fresh, seen);
        if (!event.type().equals("object.updated")) {
            return sees ? whole(eye, fresh, links, Outcome.WHOLE) : View.NOTHING;
        }
        Row old = both.old();
        boolean saw = holds(eye.visible(), old, links);
        if (sees) {
            return whole(eye, fresh, links, saw ? Outcome.WHOLE : Outcome.APPEARS);
        }
        return saw && holds(eye.filter(), old, seen) ? new View(Outcome.VANISHES, Set.of()) : View.NOTHING;
    }

    private static View whole(Eye eye, Row row, Links links, Outcome outcome) {
        return new View(outcome, eye.hidden().in(row, links));
    }

    private static boolean holds(Bound bound, Row row, Links links) {
        return bound.equals(Bound.TRUE) || ConditionEval.of(bound, row, links) == Truth.TRUE;
    }

    private EventRow row() {
        if (row == null) {
            row = EventRow.of(event);
        }
        return row;
    }

    private Frame write(String channel, View view) {
        if (view.outcome() == Outcome.VANISHES) {
            return Frame.removed(event, channel);
        }
        boolean first = view.outcome() == Outcome.APPEARS;
        if (view.withheld().isEmpty()) {
            return Frame.of(
                    event,
                    new Frame.Parts(
                            channel, event.type(), event.after(), first ? null : event.before(), event.changed()));
        }
        List<String> changed = event.changed().stream()
                .filter(n -> !view.withheld().contains(n))
                .toList();
        String previous = event.before() == null || first ? null : without(event.before(), view.withheld());
        return Frame.of(
                event,
                new Frame.Parts(
                        channel,
                        event.type(),
                        without(String.valueOf(event.after()), view.withheld()),
                        previous,
                        changed));
    }

    private static String without(String json, Set<String> withheld) {
        ObjectNode tree = (ObjectNode) Json.trusted(json);
        if (tree.path("properties") instanceof ObjectNode properties) {
            withheld.forEach(properties::remove);
        }
        return tree.toString();
    }
}
