package heddle.market.web;

import heddle.kernel.http.Request;
import heddle.market.list.PageCursor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a visitor looks for in a list: the fields of its address as they were typed, its order, and its other pages. */
public final class Sought {
    /** An order that a list can be put in. */
    public record Choice(String word, String label) {}

    private static final String SORT = "sort";
    private static final String CURSOR = "cursor";

    private final String path;
    private final Map<String, String> typed = new LinkedHashMap<>();
    private final List<Choice> orders;
    private final String sort;
    private final boolean later;

    private Sought(Request in, String path, List<Choice> orders, List<String> fields) {
        this.path = path;
        this.orders = List.copyOf(orders);
        for (String field : fields) {
            typed.put(field, Objects.requireNonNullElse(in.query(field), "").strip());
        }
        this.sort = Objects.requireNonNullElse(
                in.query(SORT), orders.isEmpty() ? "" : orders.getFirst().word());
        this.later = in.query(CURSOR) != null;
    }

    /**
     * @param orders that there are, the usual one first
     * @param fields that the address may have beside order and page
     */
    static Sought of(Request in, String path, List<Choice> orders, String... fields) {
        return new Sought(in, path, orders, List.of(fields));
    }

    /** A field as it was typed, without the space around it; empty where nothing was. */
    public String get(String field) {
        return typed.getOrDefault(field, "");
    }

    public String sort() {
        return sort;
    }

    public List<Choice> orders() {
        return orders;
    }

    /** Whether anything but the order was asked for. */
    public boolean filtered() {
        return typed.values().stream().anyMatch(value -> !value.isEmpty());
    }

    /** Address of the list without what was asked for. */
    public String whole() {
        return path;
    }

    /** Address of the first page, where this is a later one. */
    public @Nullable String first() {
        return later ? link().text() : null;
    }

    @Nullable
    String next(@Nullable PageCursor cursor) {
        return cursor == null ? null : link().with(CURSOR, cursor.text()).text();
    }

    private Links link() {
        Links link = Links.to(path);
        typed.forEach(link::with);
        return link.with(SORT, sort);
    }
}
