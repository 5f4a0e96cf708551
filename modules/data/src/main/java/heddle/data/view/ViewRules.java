package heddle.data.view;

import heddle.data.filter.Filters;
import heddle.data.filter.SystemField;
import heddle.data.filter.Vocabulary;
import heddle.data.list.Sort;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a view may say, and what in it has gone stale. Collects every fault. */
final class ViewRules {
    static final int MAX_PER_TYPE = 200;

    private static final int MAX_NAME = 100;
    private static final int MAX_COLUMNS = 220;
    private static final int MAX_BYTES = 32_768;

    private final Vocabulary words;
    private final List<Fault> faults = new ArrayList<>();
    private final List<Fault> filterFaults = new ArrayList<>();

    /**
     * @param words what the caller may name
     */
    ViewRules(Vocabulary words) {
        this.words = words;
    }

    View define(ViewJson.Create in, String id, String callerId, Instant now) {
        return new View(
                id,
                words.schema().type().id(),
                name(in.name()),
                filters(in.filters()),
                sort(in.sort()),
                columns(in.columns()),
                in.isShared() == null || in.isShared(),
                callerId,
                now,
                now);
    }

    View amend(View old, ViewJson.Update in, Instant now) {
        Boolean shared = in.isShared().orKeep(old.shared());
        if (shared == null) {
            faults.add(new Fault("is_shared", "required", "Send true or false"));
        }
        return new View(
                old.id(),
                old.objectTypeId(),
                in.name().present() ? name(in.name().value()) : old.name(),
                in.filters().present() ? filters(in.filters().value()) : old.filters(),
                in.sort().present() ? sort(in.sort().value()) : old.sort(),
                in.columns().present() ? columns(in.columns().value()) : old.columns(),
                shared == null || shared,
                old.createdBy(),
                old.createdAt(),
                now);
    }

    /**
     * @param others the other views that the caller has
     * @throws Problem 400 with all faults, INVALID_FILTER when all are in the filters; 409 when the name is taken
     */
    void throwFaults(View view, List<View> others) {
        if (others.size() >= MAX_PER_TYPE) {
            faults.add(new Fault("name", "too_many_items", "A type has at most " + MAX_PER_TYPE + " views"));
        }
        if (faults.isEmpty() && !filterFaults.isEmpty()) {
            throw Problem.badRequest("INVALID_FILTER", filterFaults.getFirst().message(), filterFaults);
        }
        faults.addAll(filterFaults);
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        if (others.stream().anyMatch(o -> o.name().equals(view.name()))) {
            throw Problem.conflict("CONFLICT", "Another view of this type is called " + view.name())
                    .with("field", "name");
        }
    }

    /** What a stored view names and is not there for this caller. */
    List<Fault> stale(View view) {
        filters(view.filters());
        sort(view.sort());
        columns(view.columns());
        faults.addAll(filterFaults);
        return List.copyOf(faults);
    }

    private String name(@Nullable String name) {
        if (name == null || name.isBlank()) {
            faults.add(new Fault("name", "required", "Send a name of 1 to " + MAX_NAME + " characters"));
            return "";
        }
        if (name.codePointCount(0, name.length()) > MAX_NAME) {
            faults.add(new Fault("name", "too_long", "Send at most " + MAX_NAME + " characters"));
        }
        return name;
    }

    private JsonNode filters(@Nullable JsonNode in) {
        if (in == null || in.isNull()) {
            return Json.mapper().createArrayNode();
        }
        if (!in.isArray() && !in.isObject()) {
            faults.add(new Fault("filters", "invalid_type", "Send a list of {property, operator, value}"));
            return in;
        }
        if (Json.bytes(in).length > MAX_BYTES) {
            faults.add(new Fault("filters", "too_long", "Send at most " + MAX_BYTES + " bytes"));
            return in;
        }
        try {
            Filters.parse(in, "filters", words);
        } catch (Problem unreadable) {
            filterFaults.addAll(unreadable.faults());
        }
        return in;
    }

    private JsonNode sort(@Nullable JsonNode in) {
        if (in == null || in.isNull()) {
            return Json.mapper().nullNode();
        }
        if (!in.isArray() && !in.isObject()) {
            faults.add(new Fault("sort", "invalid_type", "Send {property, order} or a list of them"));
            return in;
        }
        try {
            Sort.parse(in, words, false);
        } catch (Problem unreadable) {
            faults.addAll(unreadable.faults());
        }
        return in;
    }

    private List<String> columns(@Nullable List<@Nullable String> names) {
        List<String> out = new ArrayList<>();
        int at = 0;
        for (String name : names == null ? List.<@Nullable String>of() : names) {
            if (name == null || !known(name)) {
                faults.add(new Fault("columns[" + at + "]", "unknown_property", "Name a property or a system field"));
            } else if (!out.contains(name)) {
                out.add(name);
            }
            at++;
        }
        if (at > MAX_COLUMNS) {
            faults.add(new Fault("columns", "too_many_items", "Send at most " + MAX_COLUMNS + " columns"));
        }
        return List.copyOf(out);
    }

    private boolean known(String name) {
        boolean property =
                words.schema().property(name) != null && !words.hidden().test(words.schema(), name);
        return property || SystemField.of(name).isPresent();
    }
}
