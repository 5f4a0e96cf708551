package heddle.data.property;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import heddle.kernel.json.Json;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Money: {@code {amount, currency}}, the amount an exact string with as many decimals as ISO 4217 gives the code. */
final class CurrencyValue implements ValueType {
    /** More than any economy needs, and far within what PostgreSQL keeps exactly. */
    private static final int WHOLE_DIGITS = 15;

    private static final Set<String> MEMBERS = Set.of("amount", "currency");
    private static final Pattern TEXT = Pattern.compile("([+-]?[0-9.]+)\\s*([A-Za-z]{3})");
    private static final Map<String, Currency> BY_CODE = Currency.availableCurrencies()
            .filter(c -> c.getDefaultFractionDigits() >= 0)
            .collect(Collectors.toUnmodifiableMap(Currency::getCurrencyCode, c -> c));

    static Optional<Currency> currency(String code) {
        return Optional.ofNullable(BY_CODE.get(code.toUpperCase(Locale.ROOT)));
    }

    @Override
    public @Nullable JsonNode stored(Property p, JsonNode in, Spot at) {
        JsonNode fallback = p.options().path("default_currency");
        if (in.isNumber() || in.isString()) {
            return fallback.isString()
                    ? money(p, in, fallback.stringValue(), at)
                    : at.refuse("invalid_type", "Send {\"amount\": \"12.30\", \"currency\": \"GBP\"}");
        }
        if (!(in instanceof ObjectNode object) || !MEMBERS.containsAll(object.propertyNames())) {
            return at.refuse("invalid_type", "Send {\"amount\": \"12.30\", \"currency\": \"GBP\"} and nothing else");
        }
        JsonNode code = object.path("currency");
        if (code.isMissingNode()) {
            code = fallback;
        }
        return code.isString()
                ? money(p, object.path("amount"), code.stringValue(), at)
                : at.member("currency").refuse("required", "Send a three-letter ISO 4217 code");
    }

    @Override
    public JsonNode fromText(Property p, String text) {
        String cell = text.strip();
        if (cell.startsWith("{")) {
            return Lists.read(cell);
        }
        Matcher money = TEXT.matcher(cell);
        return money.matches()
                ? Json.object().put("amount", money.group(1)).put("currency", money.group(2))
                : JsonNodeFactory.instance.stringNode(cell);
    }

    @Override
    public String toText(Property p, JsonNode stored) {
        return stored.path("amount").asString("") + " "
                + stored.path("currency").asString("");
    }

    private static @Nullable JsonNode money(Property p, JsonNode amount, String code, Spot at) {
        Optional<Currency> currency = currency(code);
        if (currency.isEmpty()) {
            return at.member("currency").refuse("not_in_enum", "Send a three-letter ISO 4217 code such as EUR");
        }
        Spot spot = at.member("amount");
        BigDecimal value =
                amount.isString() ? Numbers.ofText(amount.stringValue().strip()) : Numbers.of(amount);
        if (value == null) {
            return spot.refuse("invalid_type", "Send an amount such as \"12.30\", as a string or a number");
        }
        BigDecimal exact =
                DecimalValue.exact(value, WHOLE_DIGITS, currency.get().getDefaultFractionDigits(), spot);
        if (exact == null || !Numbers.inBounds(p, exact, spot)) {
            return null;
        }
        return Json.object()
                .put("amount", exact.toPlainString())
                .put("currency", currency.get().getCurrencyCode());
    }
}
