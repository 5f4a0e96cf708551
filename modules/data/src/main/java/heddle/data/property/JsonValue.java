package heddle.data.property;

import heddle.kernel.json.Json;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Any JSON up to 64 KB, optionally held to a schema. */
final class JsonValue implements ValueType {
    static final int MAX_BYTES = 65_536;
    static final int MAX_DEPTH = 20;

    /** PostgreSQL writes every digit out, so an exponent may not stand for a page of zeros. */
    private static final int MAX_DIGITS = 309;

    private final Schemas schemas;

    JsonValue(Schemas schemas) {
        this.schemas = schemas;
    }

    @Override
    public @Nullable JsonNode stored(Property p, JsonNode in, Spot at) {
        String fault = fault(in, 0);
        if (fault != null) {
            return at.refuse("invalid_format", fault);
        }
        long size = Json.bytes(in).length + zeros(in);
        if (size > MAX_BYTES) {
            return at.refuse("too_long", "Send at most %d bytes of JSON; this has %d".formatted(MAX_BYTES, size));
        }
        JsonNode schema = p.options().path("schema");
        if (!schema.isObject()) {
            return in;
        }
        List<String> broken = schemas.broken(schema, in);
        broken.forEach(message -> at.refuse("invalid_format", message));
        return broken.isEmpty() ? in : null;
    }

    @Override
    public JsonNode fromText(Property p, String text) {
        return Lists.read(text);
    }

    @Override
    public String toText(Property p, JsonNode stored) {
        return Json.text(stored);
    }

    private static @Nullable String fault(JsonNode in, int depth) {
        if (in.isString()) {
            return Texts.storable(in.stringValue()) ? null : "Remove NUL characters and unpaired surrogates";
        }
        if (in.isNumber()) {
            return printable(in) ? null : "Send numbers that fit a 64-bit floating point value";
        }
        if (in.isContainer() && depth == MAX_DEPTH) {
            return "Nest at most %d levels".formatted(MAX_DEPTH);
        }
        for (var member : in.properties()) {
            if (!Texts.storable(member.getKey())) {
                return "Remove NUL characters and unpaired surrogates from the keys";
            }
        }
        for (JsonNode child : in) {
            String fault = fault(child, depth + 1);
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    /** What PostgreSQL adds by writing {@code 1e300} as 301 digits. */
    private static long zeros(JsonNode in) {
        if (in.isNumber()) {
            BigDecimal value = in.decimalValue();
            return Math.max(0, Math.max(-value.scale(), value.scale() - value.precision()));
        }
        long sum = 0;
        for (JsonNode child : in) {
            sum += zeros(child);
        }
        return sum;
    }

    private static boolean printable(JsonNode in) {
        BigDecimal value = Numbers.of(in);
        return value != null && Numbers.within(value, MAX_DIGITS) && value.scale() <= 2 * MAX_DIGITS;
    }
}
