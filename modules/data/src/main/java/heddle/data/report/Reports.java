package heddle.data.report;

import heddle.data.filter.Binder;
import heddle.data.filter.Bindings;
import heddle.data.filter.Condition;
import heddle.data.filter.ConditionSql;
import heddle.data.filter.Filters;
import heddle.data.filter.SqlPredicate;
import heddle.data.object.Guard;
import heddle.data.object.Objects;
import heddle.data.property.Property;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The four reports. Each counts only what its reader may see. */
public final class Reports {
    private static final int MAX_GROUPS = 20;
    private static final String OTHER = "other";
    private static final String NONE = "(none)";

    private final Kernel kernel;
    private final Objects objects;
    private final ReportStore store = new ReportStore();

    public Reports(Kernel kernel, Objects objects) {
        this.kernel = kernel;
        this.objects = objects;
    }

    /** Objects by stage, in the order of the enum, then others, then those without one. */
    ReportJson.Stages pipeline(Caller caller, ReportJson.Pipeline ask) {
        Guard guard = objects.guard(caller, ask.objectTypeId());
        String stage = Columns.group(guard, "stage_property", ask.stageProperty());
        boolean summing = ask.valueProperty() != null;
        Measure measure = Measure.of(guard, summing ? "sum" : "count", ask.valueProperty());
        SqlPredicate where = where(guard, ask.filters());
        List<ReportStore.Group> groups =
                kernel.db().tx(caller, tx -> store.byKey(tx, guard, where, stage, measure, null));
        Property property = guard.schema().property(ask.stageProperty());
        List<String> order = property == null ? List.of() : property.enumValues();
        long total = groups.stream().mapToLong(ReportStore.Group::count).sum();
        List<ReportJson.Stage> out = new ArrayList<>();
        Map<String, Long> counts = groups.stream()
                .collect(Collectors.groupingBy(
                        g -> g.key() == null ? NONE : g.key(), Collectors.summingLong(ReportStore.Group::count)));
        for (ReportStore.Group group : withEmpty(groups, order)) {
            Long before = previous(counts, order, group.key());
            out.add(new ReportJson.Stage(
                    group.key(),
                    label(property, group.key()),
                    group.count(),
                    summing ? group.value() : null,
                    group.currency(),
                    percent(group.count(), total),
                    before == null ? null : percent(group.count(), before)));
        }
        return new ReportJson.Stages(out, total);
    }

    private static List<ReportStore.Group> withEmpty(List<ReportStore.Group> groups, List<String> order) {
        List<ReportStore.Group> all = new ArrayList<>(groups);
        Set<String> there = groups.stream()
                .map(ReportStore.Group::key)
                .filter(k -> k != null)
                .collect(Collectors.toSet());
        order.stream()
                .filter(stage -> !there.contains(stage))
                .forEach(stage -> all.add(new ReportStore.Group(null, stage, null, BigDecimal.ZERO, 0)));
        all.sort(Comparator.comparingInt((ReportStore.Group g) -> place(order, g.key()))
                .thenComparing(g -> g.key() == null ? "" : g.key())
                .thenComparing(g -> g.currency() == null ? "" : g.currency()));
        return all;
    }

    private static int place(List<String> order, @Nullable String stage) {
        int at = stage == null ? -1 : order.indexOf(stage);
        return stage == null ? Integer.MAX_VALUE : at < 0 ? Integer.MAX_VALUE - 1 : at;
    }

    private static @Nullable Long previous(Map<String, Long> counts, List<String> order, @Nullable String stage) {
        int at = stage == null ? -1 : order.indexOf(stage);
        return at < 1 ? null : counts.getOrDefault(order.get(at - 1), 0L);
    }

    /** Objects over time, with a point for every interval. */
    ReportJson.Series timeSeries(Caller caller, ReportJson.TimeSeries ask) {
        Guard guard = objects.guard(caller, ask.objectTypeId());
        Span span = Span.of(ask.interval(), ask.timezone(), ask.startDate(), ask.endDate(), guard.now());
        List<Instant> buckets = span.buckets();
        String moment = Columns.moment(guard, ask.dateProperty());
        String key = ask.groupBy() == null ? null : Columns.group(guard, "group_by", ask.groupBy());
        Measure measure = Measure.of(guard, ask.aggregation(), ask.valueProperty());
        SqlPredicate where = where(guard, ask.filters());
        List<ReportStore.Group> groups = kernel.db()
                .tx(caller, tx -> store.byTime(tx, guard, where, moment, span.interval(), key, measure, span));
        if (groups.size() > ReportStore.MAX_ROWS) {
            throw Problem.invalid("group_by", "too_many_items", "That makes more than 10,000 points; narrow it");
        }
        return new ReportJson.Series(
                ask.groupBy() == null ? filled(buckets, groups, null) : byGroup(buckets, groups, measure),
                span.interval(),
                measure.word());
    }

    private static List<ReportJson.Point> byGroup(
            List<Instant> buckets, List<ReportStore.Group> groups, Measure measure) {
        Map<String, Long> sizes = groups.stream()
                .collect(Collectors.groupingBy(Reports::name, Collectors.summingLong(ReportStore.Group::count)));
        List<String> largest = sizes.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .limit(MAX_GROUPS)
                .toList();
        boolean adds = measure.word().equals("count") || measure.word().equals("sum");
        List<ReportJson.Point> out = new ArrayList<>();
        for (String name : largest) {
            out.addAll(filled(
                    buckets, groups.stream().filter(g -> name(g).equals(name)).toList(), name));
        }
        List<ReportStore.Group> rest =
                groups.stream().filter(g -> !largest.contains(name(g))).toList();
        if (!rest.isEmpty() && adds) {
            out.addAll(filled(buckets, rest, OTHER));
        }
        return out;
    }

    private static String name(ReportStore.Group group) {
        return group.key() == null ? NONE : group.key();
    }

    /** A point for each bucket and currency; what falls into the same one is added. */
    private static List<ReportJson.Point> filled(
            List<Instant> buckets, List<ReportStore.Group> groups, @Nullable String key) {
        Map<String, Map<Instant, ReportStore.Group>> byCurrency = new HashMap<>();
        for (ReportStore.Group group : groups) {
            if (group.at() != null) {
                byCurrency
                        .computeIfAbsent(group.currency() == null ? "" : group.currency(), c -> new HashMap<>())
                        .merge(group.at(), group, Reports::added);
            }
        }
        if (byCurrency.isEmpty()) {
            byCurrency.put("", Map.of());
        }
        List<ReportJson.Point> out = new ArrayList<>();
        byCurrency.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> {
            for (Instant bucket : buckets) {
                ReportStore.Group group = entry.getValue().get(bucket);
                out.add(new ReportJson.Point(
                        bucket,
                        group == null ? BigDecimal.ZERO : group.value(),
                        group == null ? 0 : group.count(),
                        key,
                        entry.getKey().isEmpty() ? null : entry.getKey()));
            }
        });
        return out;
    }

    private static ReportStore.Group added(ReportStore.Group a, ReportStore.Group b) {
        BigDecimal value = a.value() == null
                ? b.value()
                : b.value() == null ? a.value() : a.value().add(b.value());
        return new ReportStore.Group(a.at(), a.key(), a.currency(), value, a.count() + b.count());
    }

    /** The groups with the most, best first; equal values share a rank. */
    ReportJson.Entries leaderboard(Caller caller, ReportJson.Leaderboard ask) {
        Guard guard = objects.guard(caller, ask.objectTypeId());
        String key = Columns.group(guard, "group_by", ask.groupBy());
        Measure measure = Measure.of(guard, ask.aggregation(), ask.valueProperty());
        SqlPredicate where = where(guard, ask.filters());
        int limit = ask.limit() == null ? 10 : ask.limit();
        List<ReportStore.Group> groups =
                kernel.db().tx(caller, tx -> store.byKey(tx, guard, where, key, measure, limit));
        Property property = guard.schema().property(ask.groupBy());
        List<ReportJson.Entry> out = new ArrayList<>();
        long rank = 0;
        BigDecimal last = null;
        for (ReportStore.Group group : groups) {
            boolean tie = rank > 0 && last != null && group.value() != null && last.compareTo(group.value()) == 0;
            rank = tie ? rank : rank + 1;
            last = group.value();
            out.add(new ReportJson.Entry(
                    rank, group.key(), label(property, group.key()), group.value(), group.currency(), group.count()));
        }
        return new ReportJson.Entries(out);
    }

    /** How many get through each step: an object counts in a step when it satisfies that and all before. */
    ReportJson.Funnelled funnel(Caller caller, ReportJson.Funnel ask) {
        List<Long> counts = "events".equals(ask.mode()) ? overEvents(caller, ask) : overObjects(caller, ask);
        List<ReportJson.Passed> out = new ArrayList<>();
        for (int i = 0; i < counts.size(); i++) {
            long before = i == 0 ? counts.getFirst() : counts.get(i - 1);
            String name = ask.steps().get(i).name();
            out.add(new ReportJson.Passed(
                    name == null ? "Step " + (i + 1) : name,
                    counts.get(i),
                    percent(counts.get(i), counts.getFirst()),
                    percent(counts.get(i), before),
                    before - counts.get(i)));
        }
        return new ReportJson.Funnelled(out, percent(counts.getLast(), counts.getFirst()));
    }

    private List<Long> overObjects(Caller caller, ReportJson.Funnel ask) {
        if (ask.objectTypeId() == null) {
            throw Problem.invalid("object_type_id", "required", "object_type_id is required");
        }
        Guard guard = objects.guard(caller, ask.objectTypeId());
        List<SqlPredicate> conditions = new ArrayList<>();
        SqlPredicate all = SqlPredicate.TRUE;
        for (int i = 0; i < ask.steps().size(); i++) {
            all = all.and(asked(guard, ask.steps().get(i).filters(), "steps[" + i + "].filters", "s" + i + "f"));
            conditions.add(all);
        }
        return kernel.db().tx(caller, tx -> store.counts(tx, guard, guard.visible(), conditions));
    }

    private List<Long> overEvents(Caller caller, ReportJson.Funnel ask) {
        List<String> types = new ArrayList<>();
        for (ReportJson.Step step : ask.steps()) {
            if (step.eventType() == null) {
                throw Problem.invalid(
                        "steps[" + types.size() + "].event_type", "required", "Name the event_type of each step");
            }
            types.add("custom." + step.eventType());
        }
        List<ReportStore.Happening> happenings = kernel.db().tx(caller, tx -> store.happenings(tx, types));
        long[] counts = new long[types.size()];
        String who = null;
        int reached = 0;
        for (ReportStore.Happening happening : happenings) {
            if (!happening.who().equals(who)) {
                who = happening.who();
                reached = 0;
            }
            if (reached < types.size() && types.get(reached).equals(happening.type())) {
                counts[reached++]++;
            }
        }
        return java.util.Arrays.stream(counts).boxed().toList();
    }

    private SqlPredicate where(Guard guard, @Nullable JsonNode filters) {
        return guard.visible().and(asked(guard, filters, "filters", "f"));
    }

    private static SqlPredicate asked(Guard guard, @Nullable JsonNode filters, String path, String prefix) {
        JsonNode given = filters == null ? Json.mapper().missingNode() : filters;
        Condition condition = Filters.parse(given, path, guard.words());
        return ConditionSql.of(
                Binder.bind(condition, Bindings.user(guard.caller(), guard.now())), guard.references(), prefix, "o");
    }

    private static String label(@Nullable Property property, @Nullable String key) {
        if (key == null) {
            return NONE;
        }
        return property == null
                ? key
                : property.options().path("labels").path(key).asString(key);
    }

    private static double percent(long part, long whole) {
        return whole == 0 ? 0 : Math.round(part * 10_000.0 / whole) / 100.0;
    }
}
