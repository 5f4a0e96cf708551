package heddle.data.list;

import heddle.data.filter.Field;
import heddle.data.filter.Fields;
import heddle.data.filter.SystemField;
import heddle.data.filter.Vocabulary;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Up to three keys; {@code id} always breaks ties, in the direction of the first key, so that the newest-first order
 * reads one index.
 */
public record Sort(List<SortKey> keys) {
    public static final int MAX_KEYS = 3;

    /** Newest first. */
    public static final Sort NEWEST = new Sort(List.of(new SortKey(new Field.OfSystem(SystemField.CREATED_AT), true)));

    /**
     * Reads {@code sort=-priority,name} and {@code order=asc|desc}, which holds for the keys without a sign. Without
     * an order, {@code created_at} and {@code updated_at} begin with the newest and all else with the smallest.
     *
     * @param large whether the type holds so many objects that only properties marked sortable may be sorted
     * @throws Problem 400 VALIDATION_ERROR with every fault found
     */
    public static Sort parse(@Nullable String sort, @Nullable String order, Vocabulary words, boolean large) {
        List<Fault> faults = new ArrayList<>();
        if (order != null && !order.equals("asc") && !order.equals("desc")) {
            faults.add(new Fault("order", "invalid_format", "order must be asc or desc"));
        }
        Map<String, @Nullable Boolean> wanted = new LinkedHashMap<>();
        String text = sort == null || sort.isBlank() ? "created_at" : sort;
        for (String part : text.split(",", -1)) {
            boolean signed = part.startsWith("-");
            wanted.putIfAbsent(signed ? part.substring(1) : part, signed ? Boolean.TRUE : null);
        }
        @Nullable Boolean general = order == null ? null : Boolean.valueOf(order.equals("desc"));
        return read(wanted, general, words, large, faults);
    }

    /**
     * Reads the sort of a view: {@code {"property":"name","order":"desc"}}, a list of such, or a text.
     *
     * @throws Problem 400 VALIDATION_ERROR with every fault found
     */
    public static Sort parse(JsonNode sort, Vocabulary words, boolean large) {
        if (sort.isString()) {
            return parse(sort.stringValue(), null, words, large);
        }
        if (sort.isMissingNode() || sort.isNull() || sort.isEmpty()) {
            return NEWEST;
        }
        List<Fault> faults = new ArrayList<>();
        Map<String, @Nullable Boolean> wanted = new LinkedHashMap<>();
        for (JsonNode key : sort.isArray() ? sort : List.of(sort)) {
            String order = key.path("order").asString("");
            boolean known = key.path("order").isMissingNode() || order.equals("asc") || order.equals("desc");
            if (!key.path("property").isString() || !known) {
                faults.add(new Fault(
                        "sort", "invalid_shape", "A sort must be {\"property\": .., \"order\": \"asc|desc\"}"));
            } else {
                wanted.putIfAbsent(key.path("property").stringValue(), order.isEmpty() ? null : order.equals("desc"));
            }
        }
        return read(wanted, null, words, large, faults);
    }

    /** The canonical text, e.g. {@code -priority,name}. */
    public String text() {
        return keys.stream().map(SortKey::word).collect(Collectors.joining(","));
    }

    /** Whether ties are broken from the newest id to the oldest. */
    boolean idDescending() {
        return keys.getFirst().descending();
    }

    private static Sort read(
            Map<String, @Nullable Boolean> wanted,
            @Nullable Boolean general,
            Vocabulary words,
            boolean large,
            List<Fault> faults) {
        List<SortKey> keys = new ArrayList<>();
        if (wanted.size() > MAX_KEYS) {
            faults.add(new Fault("sort", "too_many", "A list sorts by at most " + MAX_KEYS + " keys"));
        }
        wanted.forEach((name, given) -> {
            Boolean descending = given == null ? general : given;
            Field field = Fields.find(name, words).orElse(null);
            if (field == null) {
                faults.add(new Fault(
                        "sort",
                        "unknown_property",
                        "'" + shown(name) + "' is no property of "
                                + words.schema().type().name()));
            } else if (!sortable(field, large)) {
                faults.add(new Fault(
                        "sort",
                        "not_sortable",
                        "'" + shown(name) + "' cannot be sorted"
                                + (sortable(field, false) ? " on so many objects; make it sortable first" : "")));
            } else {
                keys.add(new SortKey(field, descending == null ? newestFirst(field) : descending));
            }
        });
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        return new Sort(List.copyOf(keys));
    }

    private static boolean newestFirst(Field field) {
        return field.kind() == Field.Kind.INSTANT;
    }

    private static boolean sortable(Field field, boolean large) {
        return switch (field) {
            case Field.OfSystem system -> system.field() != SystemField.IS_DELETED;
            case Field.OfProperty(var property) ->
                (!large || property.sortable())
                        && !property.multiple()
                        && switch (property.dataType()) {
                            case TEXT, RICH_TEXT, MULTI_ENUM, ARRAY, JSON, GEO_POINT, FILE -> false;
                            default -> true;
                        };
            default -> false;
        };
    }

    private static String shown(String name) {
        return name.length() <= 64 ? name : name.substring(0, 61) + "...";
    }
}
