package heddle.data.property;

import heddle.kernel.pattern.Patterns;
import heddle.kernel.problem.Fault;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Property values: checked, brought to the form that is stored, and spelled as text for CSV and forms.
 *
 * <p>Normalising twice gives what normalising once gives. Thread-safe; keeps compiled patterns and schemas.
 */
public final class Values {
    private final Patterns patterns = new Patterns();
    private final ValueType string = new StringValue(StringValue.MAX_STRING, patterns);
    private final ValueType text = new StringValue(StringValue.MAX_TEXT, patterns);
    private final ValueType json = new JsonValue(new Schemas());
    private final ValueType richText = new RichTextValue();
    private final ValueType email = new EmailValue();
    private final ValueType url = new UrlValue();
    private final ValueType phone = new PhoneValue();
    private final ValueType integer = new IntegerValue();
    private final ValueType number = new NumberValue();
    private final ValueType decimal = new DecimalValue();
    private final ValueType currency = new CurrencyValue();
    private final ValueType bool = new BooleanValue();
    private final ValueType date = new DateValue();
    private final ValueType dateTime = new DateTimeValue();
    private final ValueType time = new TimeValue();
    private final ValueType choice = new EnumValue();
    private final ValueType choices = new MultiEnumValue();
    private final ValueType array = new ArrayValue();
    private final ValueType geo = new GeoValue();
    private final ValueType reference = new LinkValue("obj");
    private final ValueType user = new LinkValue("usr");
    private final ValueType file = new LinkValue("file");

    /**
     * The stored form of a value. A null stays null, and is a fault when the property is required.
     *
     * @param fieldPath how the caller names the value, e.g. {@code properties.email}
     * @return JSON null also when a fault was reported
     */
    public JsonNode normalise(Property p, JsonNode in, String fieldPath, Consumer<Fault> faults) {
        Spot at = new Spot(fieldPath, faults);
        JsonNode stored = in.isNull() ? required(p, at) : in.isMissingNode() ? unreadable(at) : sized(p, in, at);
        return stored == null ? JsonNodeFactory.instance.nullNode() : stored;
    }

    /** The ids that a stored reference, user or file value names; none for other types. */
    public static Stream<String> ids(Property p, JsonNode stored) {
        return switch (p.dataType()) {
            case REFERENCE, USER, FILE -> LinkValue.ids(stored);
            default -> Stream.empty();
        };
    }

    /**
     * What a cell or a form field stands for, to be normalised next: null when it is empty, missing when it cannot be
     * read at all.
     */
    public JsonNode fromText(Property p, String cell) {
        boolean spaced = p.dataType() == DataType.STRING || p.dataType() == DataType.TEXT;
        boolean blank = spaced ? cell.isEmpty() : cell.isBlank();
        return blank ? JsonNodeFactory.instance.nullNode() : type(p).fromText(p, cell);
    }

    /** The text of a stored value, which {@link #fromText} reads back; empty for null. */
    public String toText(Property p, JsonNode stored) {
        return stored.isNull() || stored.isMissingNode() ? "" : type(p).toText(p, stored);
    }

    private static @Nullable JsonNode required(Property p, Spot at) {
        return p.required() ? at.refuse("required", "Send a value; this property is required") : null;
    }

    private static @Nullable JsonNode unreadable(Spot at) {
        return at.refuse("invalid_format", "Send valid JSON for this property");
    }

    private @Nullable JsonNode sized(Property p, JsonNode in, Spot at) {
        JsonNode stored = type(p).stored(p, in, at);
        boolean tooLong = stored != null
                && stored.isString()
                && PropertySql.inBtree(p)
                && stored.stringValue().getBytes(StandardCharsets.UTF_8).length > PropertySql.MAX_INDEXED_BYTES;
        return tooLong
                ? at.refuse(
                        "too_long",
                        "Send at most %d bytes; the property is indexed".formatted(PropertySql.MAX_INDEXED_BYTES))
                : stored;
    }

    private ValueType type(Property p) {
        return switch (p.dataType()) {
            case STRING -> string;
            case TEXT -> text;
            case RICH_TEXT -> richText;
            case EMAIL -> email;
            case URL -> url;
            case PHONE -> phone;
            case INTEGER -> integer;
            case NUMBER -> number;
            case DECIMAL -> decimal;
            case CURRENCY -> currency;
            case BOOLEAN -> bool;
            case DATE -> date;
            case DATETIME -> dateTime;
            case TIME -> time;
            case ENUM -> choice;
            case MULTI_ENUM -> choices;
            case ARRAY -> array;
            case JSON -> json;
            case GEO_POINT -> geo;
            case REFERENCE -> reference;
            case USER -> user;
            case FILE -> file;
        };
    }
}
