package heddle.data.transfer;

import heddle.data.property.DataType;
import heddle.data.property.PropertyJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Properties for columns that a type has none for, with the narrowest data type that all values of the column have. */
final class Guess {
    private static final int MAX_STRING = 1_000;
    private static final Pattern NAME = Pattern.compile("[a-z][a-zA-Z0-9_]{0,62}");
    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,14})");
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]{0,14})(\\.[0-9]{1,15})?");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern DATETIME = Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?(\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})");

    private Guess() {}

    /** A column without a property, and the property to make for it. */
    record Column(String column, PropertyJson.Create property) {}

    static List<Column> of(Sheet sheet, Columns columns) {
        Map<String, List<JsonNode>> values = new LinkedHashMap<>();
        switch (sheet) {
            case Sheet.Table table -> table(table, columns, values);
            case Sheet.Trees trees -> trees.rows().forEach(row -> tree(row, columns, values));
        }
        List<Column> out = new ArrayList<>();
        values.forEach((column, found) -> {
            String mapped = columns.of(column) instanceof Columns.Target.Unknown(var name) ? name : column;
            boolean given = !mapped.equals(column) || NAME.matcher(column).matches();
            String name = given ? mapped : distinct(slug(column), out);
            boolean table = sheet instanceof Sheet.Table;
            DataType type = table ? ofTexts(found, true) : ofNodes(found);
            out.add(new Column(column, create(name, given && mapped.equals(column) ? null : column, type)));
        });
        return out;
    }

    private static void table(Sheet.Table table, Columns columns, Map<String, List<JsonNode>> values) {
        for (int i = 0; i < table.header().size(); i++) {
            String column = table.header().get(i);
            if (columns.ofHeader(column) instanceof Columns.Target.Unknown) {
                List<JsonNode> cells = new ArrayList<>();
                for (List<String> row : table.rows()) {
                    if (i < row.size() && !row.get(i).isEmpty()) {
                        cells.add(StringNode.valueOf(Cells.bare(row.get(i))));
                    }
                }
                values.put(column, cells);
            }
        }
    }

    private static void tree(JsonNode row, Columns columns, Map<String, List<JsonNode>> values) {
        JsonNode given = row.path("properties").isObject() ? row.path("properties") : row;
        if (given instanceof ObjectNode object) {
            object.properties().forEach(e -> {
                if (columns.of(e.getKey()) instanceof Columns.Target.Unknown) {
                    List<JsonNode> found = values.computeIfAbsent(e.getKey(), k -> new ArrayList<>());
                    if (!e.getValue().isNull()) {
                        found.add(e.getValue());
                    }
                }
            });
        }
    }

    private static DataType ofNodes(List<JsonNode> values) {
        if (values.stream().allMatch(JsonNode::isString)) {
            return ofTexts(values, false);
        }
        if (values.stream().allMatch(JsonNode::isIntegralNumber)) {
            return DataType.INTEGER;
        }
        if (values.stream().allMatch(JsonNode::isNumber)) {
            return DataType.NUMBER;
        }
        if (values.stream().allMatch(JsonNode::isBoolean)) {
            return DataType.BOOLEAN;
        }
        boolean lists = values.stream()
                .allMatch(v -> v.isArray() && v.valueStream().allMatch(i -> i.isValueNode() && !i.isNull()));
        return lists ? DataType.ARRAY : DataType.JSON;
    }

    /**
     * @param untyped whether numbers and booleans come as texts too, as in CSV
     */
    private static DataType ofTexts(List<JsonNode> values, boolean untyped) {
        List<String> texts = values.stream().map(JsonNode::stringValue).toList();
        if (texts.isEmpty()) {
            return DataType.STRING;
        }
        if (untyped && all(texts, INTEGER)) {
            return DataType.INTEGER;
        }
        if (untyped && all(texts, NUMBER)) {
            return DataType.NUMBER;
        }
        if (untyped && texts.stream().allMatch(t -> t.equalsIgnoreCase("true") || t.equalsIgnoreCase("false"))) {
            return DataType.BOOLEAN;
        }
        if (all(texts, DATE)) {
            return DataType.DATE;
        }
        if (all(texts, DATETIME)) {
            return DataType.DATETIME;
        }
        return texts.stream().allMatch(t -> t.length() <= MAX_STRING) ? DataType.STRING : DataType.TEXT;
    }

    private static boolean all(List<String> texts, Pattern shape) {
        return texts.stream().allMatch(t -> shape.matcher(t).matches());
    }

    /** {@code GICS Sector} becomes {@code gics_sector}. */
    static String slug(String column) {
        String plain =
                column.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^[_0-9]+|_+$", "");
        String name = plain.isEmpty() ? "column" : plain.substring(0, Math.min(plain.length(), 50));
        return name.equals("id") || name.equals("properties") || Columns.SYSTEM.contains(name) ? name + "_value" : name;
    }

    private static String distinct(String name, List<Column> others) {
        String free = name;
        for (int i = 2; taken(free, others); i++) {
            free = name + "_" + i;
        }
        return free;
    }

    private static boolean taken(String name, List<Column> others) {
        return others.stream().anyMatch(o -> name.equalsIgnoreCase(o.property().name()));
    }

    private static PropertyJson.Create create(String name, @Nullable String displayName, DataType type) {
        return new PropertyJson.Create(
                name, displayName, type.word(), null, null, null, null, null, null, null, null, null, null);
    }
}
