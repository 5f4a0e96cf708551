package heddle.data.object;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import heddle.data.filter.Binder;
import heddle.data.filter.Bindings;
import heddle.data.filter.Condition;
import heddle.data.filter.ConditionSql;
import heddle.data.filter.FilterQuery;
import heddle.data.filter.SqlPredicate;
import heddle.data.filter.Vocabulary;
import heddle.data.list.Keyset;
import heddle.data.list.Sort;
import heddle.data.list.Stretch;
import heddle.data.type.Schema;
import heddle.kernel.id.Ids;
import heddle.kernel.list.Cursor;
import heddle.kernel.problem.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.StringNode;

/** Pages of objects: filtered, searched, sorted and continued by key. */
public final class ObjectLists {
    /** Above this many objects only properties marked sortable may be sorted. */
    static final long LARGE = 10_000;

    private static final int MAX_SEARCH = 100;

    /** How exact the total has to be. */
    enum Count {
        /** Exact up to 10,000, the planner's guess beyond. */
        AUTO,
        EXACT,
        ESTIMATED,
        NONE
    }

    /**
     * @param query the parameters of the request, of which {@code filter} and {@code filter[..]} are read
     */
    record Ask(
            int limit,
            @Nullable String cursor,
            @Nullable String sort,
            @Nullable String order,
            @Nullable String search,
            Count count,
            Map<String, List<String>> query) {}

    /**
     * A saved view laid under the request: its filter is added, its sort and columns are used when the request names
     * none.
     *
     * @param id of the view as it stands, so that a cursor does not outlive a change of it
     * @param columns properties to show; null for all
     */
    public record Preset(
            String id,
            Condition filter,
            @Nullable Sort sort,
            @Nullable List<String> columns) {}

    record Page(List<ObjectRow> rows, @Nullable String nextCursor, ObjectJson.@Nullable Total total) {}

    private final Objects objects;
    private final ListStore store;
    private final Cache<String, Long> sizes = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofSeconds(30))
            .build();

    public ObjectLists(Objects objects) {
        this.objects = objects;
        this.store = new ListStore(objects.kernel().db());
    }

    Page list(Guard guard, Ask ask, @Nullable Preset preset) {
        Vocabulary words = guard.words();
        Condition filter = FilterQuery.parse(ask.query(), words);
        SqlPredicate where =
                where(guard, preset == null ? filter : new Condition.And(List.of(preset.filter(), filter)));
        if (ask.search() != null && !ask.search().isBlank()) {
            where = where.and(Search.predicate(guard, ask.search()));
        }
        Sort sort = sort(guard, ask, preset, words);
        Keyset keyset = Keyset.of(sort, scope(guard, ask, preset));
        int limit = ask.search() == null ? ask.limit() : Math.min(ask.limit(), MAX_SEARCH);
        List<Stretch> stretches = keyset.after(ask.cursor(), "k", "o");
        ListStore.Read read = store.read(guard, where, stretches, limit + 1, ask.count());
        List<ObjectRow> rows = read.rows();
        boolean more = rows.size() > limit;
        List<ObjectRow> page = more ? rows.subList(0, limit) : rows;
        String next = more ? keyset.cursor(page.getLast().row()) : null;
        List<ObjectRow> shown = new ArrayList<>(page.size());
        page.forEach(row -> shown.add(objects.shown(guard, row)));
        return new Page(shown, next, total(guard, where, ask, read));
    }

    /** The trash, newest first. */
    Page trash(Guard guard, int limit, @Nullable String cursor) {
        String hash = Cursor.hash("trash " + guard.schema().type().id());
        Cursor from = cursor == null ? null : Cursor.decode(cursor);
        if (from != null
                && (!from.hash().equals(hash) || from.keys().size() != 1 || !Ids.isId(Objects.PREFIX, from.id()))) {
            throw Cursor.invalid();
        }
        SqlPredicate visible = guard.visible();
        List<ObjectRow> rows = store.trash(
                guard,
                visible,
                from == null ? null : Keyset.instant(from.keys().getFirst().asString("")),
                from == null ? "" : from.id(),
                limit + 1);
        boolean more = rows.size() > limit;
        List<ObjectRow> page = more ? rows.subList(0, limit) : rows;
        String next = more
                ? new Cursor(
                                page.getLast().id(),
                                List.of(StringNode.valueOf(
                                        String.valueOf(page.getLast().deletedAt()))),
                                "desc",
                                hash)
                        .encode()
                : null;
        return new Page(
                page.stream().map(r -> objects.shown(guard, r)).toList(),
                next,
                new ObjectJson.Total(store.countTrash(guard, visible), false));
    }

    /** How many objects a type holds, by the planner's statistics; at most 30 s old. */
    long size(Guard guard) {
        Schema schema = guard.schema();
        return sizes.get(schema.type().id(), id -> store.estimate(guard.caller(), schema));
    }

    private SqlPredicate where(Guard guard, Condition filter) {
        SqlPredicate asked = ConditionSql.of(
                Binder.bind(filter, Bindings.user(guard.caller(), guard.now())), guard.references(), "f", "o");
        return guard.visible().and(asked);
    }

    private Sort sort(Guard guard, Ask ask, @Nullable Preset preset, Vocabulary words) {
        if (ask.sort() == null && ask.order() == null) {
            return preset != null && preset.sort() != null ? preset.sort() : preset(guard, words);
        }
        boolean large = ask.sort() != null && size(guard) > LARGE;
        return Sort.parse(ask.sort(), ask.order(), words, large);
    }

    /** The type's own default order, as long as its property is still there. */
    private static Sort preset(Guard guard, Vocabulary words) {
        String setting = guard.schema().type().settings().path("default_sort").asString("");
        if (setting.isEmpty() || setting.equals("-created_at")) {
            return Sort.NEWEST;
        }
        try {
            return Sort.parse(setting, null, words, false);
        } catch (Problem stale) {
            return Sort.NEWEST;
        }
    }

    private static String scope(Guard guard, Ask ask, @Nullable Preset preset) {
        StringBuilder out = new StringBuilder(guard.schema().type().id());
        out.append('\n').append(preset == null ? "" : preset.id()).append('\n').append(ask.search());
        ask.query().entrySet().stream()
                .filter(e -> e.getKey().startsWith("filter"))
                .sorted(Map.Entry.comparingByKey())
                .forEach(e -> out.append('\n').append(e.getKey()).append('=').append(e.getValue()));
        return out.toString();
    }

    private ObjectJson.@Nullable Total total(Guard guard, SqlPredicate where, Ask ask, ListStore.Read read) {
        return switch (ask.count()) {
            case NONE -> null;
            case ESTIMATED -> new ObjectJson.Total(store.guess(guard, where), true);
            case EXACT -> new ObjectJson.Total(read.counted(), false);
            case AUTO ->
                read.counted() > ListStore.COUNTED_UP_TO
                        ? new ObjectJson.Total(Math.max(ListStore.COUNTED_UP_TO, store.guess(guard, where)), true)
                        : new ObjectJson.Total(read.counted(), false);
        };
    }
}
