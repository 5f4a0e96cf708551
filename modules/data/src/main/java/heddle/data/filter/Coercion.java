package heddle.data.filter;

import heddle.data.property.DataType;
import heddle.data.property.Property;
import heddle.data.property.PropertySql;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.StringNode;

/**
 * Brings a value of a condition into the spelling in which the field stores its values.
 *
 * <p>Every method answers null after telling the sink a code and a message. {@code lenient} is for spellings that know
 * only text, such as a query string.
 */
final class Coercion {
    private static final Pattern PHONE = Pattern.compile("\\+[1-9][0-9]{6,14}");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,400}(\\.[0-9]{1,400})?([eE][+-]?[0-9]{1,3})?");
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");
    private static final int MAX_DIGITS = 400;

    private final boolean lenient;
    private final BiConsumer<String, String> faults;

    Coercion(boolean lenient, BiConsumer<String, String> faults) {
        this.lenient = lenient;
        this.faults = faults;
    }

    /** A value to compare the whole field with, or one item of a list field. */
    @Nullable
    JsonNode scalar(Field field, JsonNode value) {
        if (!Storable.test(value)) {
            return fault("invalid_format", "The value holds text or a number that cannot be stored");
        }
        Field leaf = field.leaf();
        return switch (leaf.kind()) {
            case TEXT -> text(leaf, value);
            case NUMBER -> number(leaf, value);
            case BOOLEAN -> flag(value);
            case DATE -> date(value);
            case DATETIME, INSTANT -> moment(value);
            case TIME -> time(value);
            case LIST -> item(((Field.OfProperty) leaf).property(), value);
            case JSON -> value;
            case GEO -> fault("invalid_type", "A place can only be compared with near or within");
        };
    }

    /** A piece of text to look for inside a text field. */
    @Nullable
    JsonNode needle(Field field, JsonNode value) {
        if (!value.isString()) {
            return fault("invalid_type", "The value must be text");
        }
        if (!Storable.test(value)) {
            return fault("invalid_format", "The value holds text that cannot be stored");
        }
        return StringNode.valueOf(folded(field.leaf(), value.stringValue()));
    }

    @Nullable
    JsonNode flag(JsonNode value) {
        if (value.isBoolean()) {
            return value;
        }
        if (lenient && value.isString()) {
            switch (value.stringValue()) {
                case "true", "1" -> {
                    return BooleanNode.TRUE;
                }
                case "false", "0" -> {
                    return BooleanNode.FALSE;
                }
                default -> {}
            }
        }
        return fault("invalid_type", "The value must be true or false");
    }

    private @Nullable JsonNode text(Field leaf, JsonNode value) {
        if (!value.isString()) {
            return fault("invalid_type", "The value must be text");
        }
        String text = value.stringValue();
        if (!(leaf instanceof Field.OfProperty of)) {
            return value;
        }
        return switch (of.type()) {
            case PHONE -> phone(text);
            case ENUM -> word(of.property(), value);
            default -> StringNode.valueOf(folded(leaf, text));
        };
    }

    private static String folded(Field leaf, String text) {
        if (leaf instanceof Field.OfProperty of) {
            return switch (of.type()) {
                case EMAIL -> text.toLowerCase(Locale.ROOT);
                default -> PropertySql.caseInsensitive(of.property()) ? PropertySql.fold(text) : text;
            };
        }
        return text;
    }

    private @Nullable JsonNode phone(String text) {
        String bare = text.replaceAll("[\\s().-]", "");
        return PHONE.matcher(bare).matches()
                ? StringNode.valueOf(bare)
                : fault("invalid_format", "The value must be a phone number such as +15551234567");
    }

    private @Nullable JsonNode word(Property property, JsonNode value) {
        return property.enumValues().contains(value.stringValue())
                ? value
                : fault("not_in_enum", "The value must be one of " + shown(property));
    }

    private static String shown(Property property) {
        int many = Math.min(10, property.enumValues().size());
        String words = String.join(", ", property.enumValues().subList(0, many));
        return property.enumValues().size() > many ? words + ", ..." : words;
    }

    private @Nullable JsonNode item(Property property, JsonNode value) {
        return switch (property.dataType()) {
            case MULTI_ENUM ->
                value.isString()
                        ? word(property, value)
                        : fault("invalid_type", "The value must be one word of the property");
            case ARRAY -> element(property, value);
            default -> value.isString() ? value : fault("invalid_type", "The value must be an id");
        };
    }

    private @Nullable JsonNode element(Property property, JsonNode value) {
        String type = property.options().path("item_type").asString("");
        if (type.equals("number")) {
            BigDecimal number = decimal(value, lenient);
            return number == null ? fault("invalid_type", "The items are numbers") : DecimalNode.valueOf(number);
        }
        boolean fits = type.equals("string") ? value.isString() : value.isValueNode() && !value.isNull();
        return fits ? value : fault("invalid_type", "The value must be one item of the list");
    }

    private @Nullable JsonNode number(Field leaf, JsonNode value) {
        DataType type = leaf instanceof Field.OfProperty of ? of.type() : DataType.INTEGER;
        BigDecimal number = decimal(value, lenient || type != DataType.NUMBER);
        if (number == null) {
            return fault("invalid_type", "The value must be a number");
        }
        return type == DataType.INTEGER && number.stripTrailingZeros().scale() > 0
                ? fault("invalid_type", "The value must be a whole number")
                : DecimalNode.valueOf(number);
    }

    /** The number, or null when the node is none. */
    static @Nullable BigDecimal decimal(JsonNode value, boolean textAllowed) {
        if (value.isNumber()) {
            return bounded(value.decimalValue());
        }
        if (textAllowed
                && value.isString()
                && NUMBER.matcher(value.stringValue()).matches()) {
            return bounded(new BigDecimal(value.stringValue()));
        }
        return null;
    }

    /** PostgreSQL refuses numbers of more digits than this, and a huge exponent would be written out in full. */
    static @Nullable BigDecimal bounded(BigDecimal number) {
        return number.scale() > MAX_DIGITS || (long) number.precision() - number.scale() > MAX_DIGITS ? null : number;
    }

    private @Nullable JsonNode date(JsonNode value) {
        if (value.isString() && isDate(value.stringValue())) {
            return value;
        }
        return fault("invalid_format", "The value must be a date such as 2026-01-31");
    }

    /** A 24-character UTC text, or a plain date, which stands for its midnight unless the operator knows days. */
    private @Nullable JsonNode moment(JsonNode value) {
        String wanted = "The value must be a time such as 2026-01-31T09:00:00Z or a date such as 2026-01-31";
        try {
            if (value.isIntegralNumber() && value.canConvertToLong()) {
                return stored(Instant.ofEpochMilli(value.longValue()), wanted);
            }
            if (!value.isString()) {
                return fault("invalid_type", wanted);
            }
            if (isDate(value.stringValue())) {
                return value;
            }
            return stored(OffsetDateTime.parse(value.stringValue()).toInstant(), wanted);
        } catch (DateTimeException e) {
            return fault("invalid_format", wanted);
        }
    }

    private @Nullable JsonNode stored(Instant at, String wanted) {
        return at.isBefore(FIRST) || at.isAfter(LAST)
                ? fault("out_of_range", wanted)
                : StringNode.valueOf(Moments.text(at));
    }

    private @Nullable JsonNode time(JsonNode value) {
        try {
            if (value.isString() && value.stringValue().length() <= 8) {
                LocalTime time = LocalTime.parse(value.stringValue());
                return StringNode.valueOf(time.format(DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT)));
            }
        } catch (DateTimeException e) {
            return fault("invalid_format", "The value must be a time of day such as 09:30");
        }
        return fault("invalid_format", "The value must be a time of day such as 09:30");
    }

    static boolean isDate(String text) {
        if (!DATE.matcher(text).matches() || text.startsWith("0000")) {
            return false;
        }
        try {
            return LocalDate.parse(text).getYear() > 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private @Nullable JsonNode fault(String code, String message) {
        faults.accept(code, message);
        return null;
    }
}
