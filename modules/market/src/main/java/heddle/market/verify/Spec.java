package heddle.market.verify;

import heddle.kernel.json.Json;
import heddle.kernel.problem.Fault;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The parameters of one verifier, read while its plan is checked and again while it runs. */
final class Spec {
    private final String field;
    private final JsonNode node;
    private final List<Fault> faults;

    private Spec(String field, JsonNode node, List<Fault> faults) {
        this.field = field;
        this.node = node;
        this.faults = faults;
    }

    /** Parameters that were checked before. */
    static Spec of(@Nullable JsonNode node) {
        return of("spec", node, new ArrayList<>());
    }

    static Spec of(String field, @Nullable JsonNode node, List<Fault> faults) {
        if (node == null || node.isNull() || node.isMissingNode()) {
            return new Spec(field, Json.object(), faults);
        }
        if (!node.isObject()) {
            faults.add(new Fault(field, "invalid_type", "The spec must be an object"));
            return new Spec(field, Json.object(), faults);
        }
        return new Spec(field, node, faults);
    }

    void refuse(String member, String code, String message) {
        faults.add(new Fault(at(member), code, message));
    }

    String at(String member) {
        return member.isEmpty() ? field : field + "." + member;
    }

    List<Fault> faults() {
        return faults;
    }

    boolean has(String member) {
        JsonNode value = node.get(member);
        return value != null && !value.isNull();
    }

    /** A member that has no name of its own in a kind: {@code value}, or the longer name that says what it is. */
    String named(String preferred) {
        return has(preferred) ? preferred : "value";
    }

    /** The value of a member, which is missing where there is none. */
    JsonNode get(String member) {
        return node.path(member);
    }

    void requireMember(String member) {
        if (!has(member)) {
            refuse(member, "required", "The spec needs " + member);
        }
    }

    String requireText(String member, int max) {
        JsonNode value = node.path(member);
        if (!value.isString() || value.stringValue().isEmpty()) {
            refuse(
                    member,
                    has(member) ? "invalid_type" : "required",
                    "The spec needs " + member + ", a text that is not empty");
            return "";
        }
        if (value.stringValue().length() > max) {
            refuse(member, "too_long", member + " may have " + max + " characters at most");
            return "";
        }
        return value.stringValue();
    }

    String text(String member, String preset) {
        JsonNode value = node.path(member);
        if (!has(member)) {
            return preset;
        }
        if (!value.isString()) {
            refuse(member, "invalid_type", member + " must be a text");
            return preset;
        }
        return value.stringValue();
    }

    String choice(String member, String preset, Set<String> words) {
        String word = text(member, preset);
        if (!words.contains(word)) {
            refuse(
                    member,
                    "unknown_value",
                    member + " must be one of "
                            + String.join(", ", words.stream().sorted().toList()));
            return preset;
        }
        return word;
    }

    boolean flag(String member) {
        JsonNode value = node.path(member);
        if (has(member) && !value.isBoolean()) {
            refuse(member, "invalid_type", member + " must be true or false");
        }
        return value.asBoolean(false);
    }

    int count(String member, int preset, int max) {
        JsonNode value = node.path(member);
        if (!has(member)) {
            return preset;
        }
        if (!value.isInt() || value.intValue() < 0 || value.intValue() > max) {
            refuse(member, "out_of_range", member + " must be a whole number from 0 to " + max);
            return preset;
        }
        return value.intValue();
    }

    @Nullable
    BigDecimal number(String member) {
        JsonNode value = node.path(member);
        if (!has(member)) {
            return null;
        }
        if (!value.isNumber()) {
            refuse(member, "invalid_type", member + " must be a number");
            return null;
        }
        return value.decimalValue();
    }

    /** A number from 0 to 1. */
    double share(String member, double preset) {
        BigDecimal found = number(member);
        if (found == null) {
            return preset;
        }
        if (found.signum() < 0 || found.compareTo(BigDecimal.ONE) > 0) {
            refuse(member, "out_of_range", member + " must be a number from 0 to 1");
            return preset;
        }
        return found.doubleValue();
    }

    /** One text or a list of texts. */
    List<String> texts(String member, int most, int maxLength) {
        JsonNode value = node.path(member);
        List<String> out = new ArrayList<>();
        List<JsonNode> parts = value.isArray() ? value.valueStream().toList() : List.of(value);
        for (JsonNode part : parts) {
            if (part.isString()
                    && !part.stringValue().isEmpty()
                    && part.stringValue().length() <= maxLength) {
                out.add(part.stringValue());
            }
        }
        if (out.size() != parts.size() || out.isEmpty() || out.size() > most) {
            refuse(
                    member,
                    has(member) ? "invalid_type" : "required",
                    "The spec needs " + member + ": a text, or up to " + most + " texts, of 1 to " + maxLength
                            + " characters each");
        }
        return out;
    }
}
