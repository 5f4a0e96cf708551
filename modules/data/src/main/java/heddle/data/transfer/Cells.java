package heddle.data.transfer;

import heddle.data.property.DataType;
import heddle.data.property.Property;
import heddle.data.property.Values;
import heddle.kernel.json.Json;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * Property values as cells of a CSV file. What is written is read back as the same value.
 *
 * <p>A spreadsheet runs a cell that begins with {@code = + - @}, tab or carriage return as a formula, so such a text gets
 * an apostrophe in front; numbers do not need it. A blank text gets one too, since an empty cell stands for no value at
 * all. A text that would look guarded although it is not, such as {@code '=1}, gets one more. Reading takes one
 * apostrophe away from what looks guarded, so each text comes back as it was.
 */
final class Cells {
    private static final Set<DataType> NUMBERS = EnumSet.of(DataType.INTEGER, DataType.NUMBER, DataType.DECIMAL);

    private final Values values;

    Cells(Values values) {
        this.values = values;
    }

    /**
     * @param stored null for no value
     */
    String write(Property property, @Nullable JsonNode stored) {
        if (stored == null || stored.isNull()) {
            return "";
        }
        String text = values.toText(property, stored);
        if (text.isBlank() && !stored.isString()) {
            text = Json.text(stored);
        }
        return NUMBERS.contains(property.dataType()) && number(text) ? text : guard(text);
    }

    /** The value that a cell stands for, to be checked next; null when it is empty. */
    @Nullable
    JsonNode read(Property property, String cell) {
        if (cell.isEmpty()) {
            return null;
        }
        String text = bare(cell);
        if (text.isBlank() && text.length() < cell.length()) {
            return StringNode.valueOf(text);
        }
        JsonNode value = values.fromText(property, text);
        return value.isNull() ? null : value;
    }

    /** A text as a cell that no spreadsheet runs. */
    static String guard(String text) {
        return guarded(text) ? "'" + text : text;
    }

    /** The text that {@link #guard} made a cell of. */
    static String bare(String cell) {
        return cell.startsWith("'") && guarded(cell) ? cell.substring(1) : cell;
    }

    private static boolean guarded(String text) {
        int start = 0;
        while (start < text.length() && text.charAt(start) == '\'') {
            start++;
        }
        return start == text.length()
                || "=+-@\t\r".indexOf(text.charAt(start)) >= 0
                || text.substring(start).isBlank();
    }

    private static boolean number(String text) {
        return text.chars().allMatch(c -> (c >= '0' && c <= '9') || "+-.eE".indexOf(c) >= 0);
    }
}
