package heddle.data.filter;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.StringNode;

/** The constant behind an operand at one moment for one caller; null where there is none, which makes a test unknown. */
final class Constants {
    private final Bindings bindings;
    private final Coercion coercion = new Coercion(false, (code, message) -> {});

    Constants(Bindings bindings) {
        this.bindings = bindings;
    }

    /** The value before it is fitted to a field. */
    @Nullable
    JsonNode raw(Operand operand) {
        return switch (operand) {
            case Operand.Literal(JsonNode value) -> value;
            case Operand.Variable(String name) -> known(bindings.variables().apply(name));
            case Operand.Me ignored -> bindings.userId() == null ? null : StringNode.valueOf(bindings.userId());
            case Operand.Relative ignored -> null;
            case Operand.Many ignored -> null;
        };
    }

    /** The value fitted to the field: a scalar, or a list or document where the field holds one. */
    @Nullable
    JsonNode node(Field f, Operand operand) {
        if (operand instanceof Operand.Relative(boolean today, Span offset)) {
            return StringNode.valueOf(spelled(f, moved(today, offset)));
        }
        JsonNode raw = raw(operand);
        if (raw == null || operand instanceof Operand.Literal) {
            return raw;
        }
        return fitted(f, raw);
    }

    private @Nullable JsonNode fitted(Field f, JsonNode raw) {
        if (f.kind() == Field.Kind.LIST && raw instanceof ArrayNode array) {
            ArrayNode out = array.arrayNode();
            for (JsonNode item : array) {
                JsonNode fit = coercion.scalar(f, item);
                if (fit == null) {
                    return null;
                }
                out.add(fit);
            }
            return out;
        }
        return coercion.scalar(f, raw);
    }

    /** The values of a list; an unfit one is null. Null altogether when there is no list. */
    @Nullable
    List<@Nullable JsonNode> list(Field f, Operand operand) {
        List<@Nullable JsonNode> out = new ArrayList<>();
        if (operand instanceof Operand.Many(List<Operand> items)) {
            items.forEach(item -> out.add(node(f, item)));
            return out;
        }
        JsonNode raw = raw(operand);
        if (raw == null) {
            return null;
        }
        if (raw instanceof ArrayNode array) {
            if (array.size() > Operands.MAX_LIST) {
                return null;
            }
            array.forEach(item -> out.add(coercion.scalar(f, item)));
        } else {
            out.add(coercion.scalar(f, raw));
        }
        return out;
    }

    /** A String, BigDecimal or Boolean; null when the operand is none of them. */
    @Nullable
    Object scalar(Field f, Operand operand) {
        JsonNode node = node(f, operand);
        return node == null ? null : plain(f, node);
    }

    /** A piece of text to look for in the field. */
    @Nullable
    String needle(Field f, Operand operand) {
        JsonNode raw = raw(operand);
        JsonNode fit = raw == null ? null : coercion.needle(f, raw);
        return fit == null ? null : fit.stringValue();
    }

    /** A plain date as it stands, or the field's own spelling of a moment. */
    @Nullable
    String day(Field f, Operand operand) {
        if (operand instanceof Operand.Relative(boolean today, Span offset)) {
            Instant at = moved(today, offset);
            return today ? Moments.day(at).toString() : spelled(f, at);
        }
        JsonNode node = node(f, operand);
        return node == null || !node.isString() ? null : node.stringValue();
    }

    private Instant moved(boolean today, Span offset) {
        Instant start =
                today ? Moments.day(bindings.now()).atStartOfDay(ZoneOffset.UTC).toInstant() : bindings.now();
        return offset.from(start);
    }

    static String spelled(Field f, Instant at) {
        return switch (f.kind()) {
            case DATE -> Moments.day(at).toString();
            case INSTANT -> at.truncatedTo(ChronoUnit.MICROS).toString();
            default -> Moments.text(at);
        };
    }

    static @Nullable Object plain(Field f, JsonNode node) {
        if (node.isString()) {
            return switch (f.kind()) {
                case DATETIME, INSTANT -> Moments.midnightIfDay(node.stringValue());
                default -> node.stringValue();
            };
        }
        if (node.isNumber()) {
            BigDecimal number = Coercion.bounded(node.decimalValue());
            return number;
        }
        return node.isBoolean() ? node.booleanValue() : null;
    }

    private static @Nullable JsonNode known(@Nullable JsonNode node) {
        return node == null || node.isMissingNode() || node.isNull() ? null : node;
    }
}
