package heddle.data.transfer;

import heddle.data.object.Bulk;
import heddle.data.property.Property;
import heddle.data.type.Schema;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The options of an import, checked.
 *
 * @param whole whether all rows are kept or none
 */
record Plan(
        Bulk.Way way, boolean dryRun, boolean whole, boolean createProperties, Map<String, @Nullable String> mapping) {

    /**
     * @throws Problem 400 with every option that does not fit
     */
    static Plan of(ImportJson.Ask ask, Schema schema, Sheet sheet) {
        List<Fault> faults = new ArrayList<>();
        boolean grows = Boolean.TRUE.equals(ask.createProperties());
        Map<String, @Nullable String> mapping = mapping(ask.mapping(), schema, grows, faults);
        Bulk.Mode mode = mode(ask.mode(), faults);
        Property matchOn = matchOn(ask.matchOn(), mode, schema, faults);
        boolean abort = abort(ask.onError(), faults);
        if (sheet instanceof Sheet.Table table) {
            columns(table, new Columns(schema, mapping), mapping, faults);
        }
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        boolean silent = Boolean.TRUE.equals(ask.silent());
        boolean dryRun = Boolean.TRUE.equals(ask.dryRun());
        return new Plan(new Bulk.Way(mode, matchOn, silent), dryRun, abort, grows, mapping);
    }

    private static Bulk.Mode mode(@Nullable String word, List<Fault> faults) {
        return switch (word == null ? "create" : word) {
            case "create" -> Bulk.Mode.CREATE;
            case "upsert" -> Bulk.Mode.UPSERT;
            case "update" -> Bulk.Mode.UPDATE;
            default -> {
                faults.add(new Fault("mode", "not_in_enum", "mode must be create, upsert or update"));
                yield Bulk.Mode.CREATE;
            }
        };
    }

    private static boolean abort(@Nullable String word, List<Fault> faults) {
        if (word != null && !word.equals("skip") && !word.equals("abort")) {
            faults.add(new Fault("on_error", "not_in_enum", "on_error must be skip or abort"));
        }
        return "abort".equals(word);
    }

    private static @Nullable Property matchOn(
            @Nullable String name, Bulk.Mode mode, Schema schema, List<Fault> faults) {
        if (name == null || name.isEmpty()) {
            if (mode != Bulk.Mode.CREATE) {
                String word = mode.name().toLowerCase(Locale.ROOT);
                faults.add(new Fault(
                        "match_on", "required", "The mode " + word + " needs a unique property or id to match on"));
            }
            return null;
        }
        Property property = schema.property(name);
        if (!name.equals("id") && (property == null || !property.unique())) {
            String code = property == null ? "unknown_property" : "not_unique";
            faults.add(new Fault("match_on", code, "match_on must be a unique property of the type, or id"));
        }
        return property;
    }

    private static Map<String, @Nullable String> mapping(
            @Nullable JsonNode node, Schema schema, boolean grows, List<Fault> faults) {
        Map<String, @Nullable String> out = new LinkedHashMap<>();
        if (node == null || node.isNull()) {
            return out;
        }
        if (!(node instanceof ObjectNode object)) {
            faults.add(new Fault("mapping", "invalid_type", "mapping must be an object from columns to properties"));
            return out;
        }
        object.properties().forEach(entry -> {
            String path = "mapping." + shortened(entry.getKey());
            JsonNode to = entry.getValue();
            if (to.isNull()) {
                out.put(entry.getKey(), null);
            } else if (!to.isString()) {
                faults.add(new Fault(path, "invalid_type", "Send the name of a property, or null to leave it out"));
            } else {
                out.put(entry.getKey(), to.stringValue());
                boolean known = to.stringValue().equals("id") || schema.property(to.stringValue()) != null;
                if (!known && !grows) {
                    faults.add(new Fault(
                            path, "unknown_property", schema.type().name() + " has no property " + to.stringValue()));
                }
            }
        });
        return out;
    }

    /** A column that is mapped must be there, and no two may fill one property. */
    private static void columns(
            Sheet.Table table, Columns columns, Map<String, @Nullable String> mapping, List<Fault> faults) {
        Set<String> header = new HashSet<>(table.header());
        mapping.keySet().stream()
                .filter(c -> !header.contains(c))
                .forEach(c -> faults.add(
                        new Fault("mapping." + shortened(c), "not_found", "The file has no column " + shortened(c))));
        Map<String, String> filled = new HashMap<>();
        for (String column : table.header()) {
            if (columns.ofHeader(column) instanceof Columns.Target.Value(var property)) {
                String other = filled.putIfAbsent(property.name(), column);
                if (other != null) {
                    String both = shortened(other) + " and " + shortened(column);
                    faults.add(new Fault(
                            "mapping", "duplicate_value", "The columns " + both + " both fill " + property.name()));
                }
            }
        }
    }

    private static String shortened(String name) {
        return name.length() > 80 ? name.substring(0, 80) : name;
    }
}
