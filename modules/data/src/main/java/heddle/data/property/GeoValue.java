package heddle.data.property;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import heddle.kernel.json.Json;
import java.math.BigDecimal;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** Points on Earth in degrees of WGS 84. */
final class GeoValue implements ValueType {
    private static final Set<String> MEMBERS = Set.of("lat", "lng");
    private static final Pattern PAIR =
            Pattern.compile("(-?[0-9]{1,3}(?:\\.[0-9]{1,20})?)\\s*,\\s*(-?[0-9]{1,3}(?:\\.[0-9]{1,20})?)");

    @Override
    public @Nullable JsonNode stored(Property p, JsonNode in, Spot at) {
        if (!(in instanceof ObjectNode object) || !MEMBERS.containsAll(object.propertyNames())) {
            return at.refuse("invalid_type", "Send {\"lat\": 51.5, \"lng\": -0.12} and nothing else");
        }
        JsonNode lat = degrees(object, "lat", 90, at);
        JsonNode lng = degrees(object, "lng", 180, at);
        return lat == null || lng == null ? null : Json.object().set("lat", lat).set("lng", lng);
    }

    @Override
    public JsonNode fromText(Property p, String text) {
        String cell = text.strip();
        Matcher pair = PAIR.matcher(cell);
        if (pair.matches()) {
            return Json.object().put("lat", new BigDecimal(pair.group(1))).put("lng", new BigDecimal(pair.group(2)));
        }
        return cell.startsWith("{") ? Lists.read(cell) : MissingNode.getInstance();
    }

    private static @Nullable JsonNode degrees(ObjectNode in, String axis, int bound, Spot at) {
        BigDecimal value = Numbers.of(in.path(axis));
        if (value == null) {
            return at.member(axis).refuse("invalid_type", "Send a number of degrees");
        }
        if (value.abs().compareTo(BigDecimal.valueOf(bound)) > 0) {
            return at.member(axis).refuse("out_of_range", "Send degrees between -%d and %d".formatted(bound, bound));
        }
        return Numbers.real(value.doubleValue());
    }
}
