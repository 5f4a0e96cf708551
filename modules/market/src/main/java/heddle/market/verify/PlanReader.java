package heddle.market.verify;

import heddle.kernel.problem.Fault;
import heddle.market.verify.Plan.Criterion;
import heddle.market.verify.Plan.Verifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads criteria and verifiers as people send them. */
public final class PlanReader {
    private static final int MOST = 50;
    private static final int MAX_TEXT = 2_000;

    private final List<Fault> faults;

    public PlanReader(List<Fault> faults) {
        this.faults = faults;
    }

    /** Texts, or objects with {@code id text required}; a missing id is {@code c1}, {@code c2}, .. */
    public List<Criterion> criteria(String field, @Nullable JsonNode list) {
        List<Criterion> out = new ArrayList<>();
        for (JsonNode each : elements(field, list)) {
            String at = field + "[" + out.size() + "]";
            JsonNode text = each.isString() ? each : each.path("text");
            if (!text.isString()
                    || text.stringValue().isBlank()
                    || text.stringValue().length() > MAX_TEXT) {
                faults.add(new Fault(at, "invalid_type", "A criterion is a text of 1 to " + MAX_TEXT + " characters"));
            }
            out.add(new Criterion(
                    id(at, each, "c" + (out.size() + 1), faults), text.asString(""), required(at, each, faults)));
        }
        requireDistinct(field, out.stream().map(Criterion::id).toList());
        return out;
    }

    public List<Verifier> verifiers(String field, @Nullable JsonNode list) {
        List<Verifier> out = new ArrayList<>();
        int at = 0;
        for (JsonNode each : elements(field, list)) {
            Verifier verifier = verifier(field + "[" + at + "]", each, "v" + ++at, faults);
            if (verifier != null) {
                out.add(verifier);
            }
        }
        requireDistinct(field, out.stream().map(Verifier::id).toList());
        return out;
    }

    private List<JsonNode> elements(String field, @Nullable JsonNode list) {
        if (list == null || list.isNull() || list.isMissingNode()) {
            return List.of();
        }
        if (!list.isArray() || list.size() > MOST) {
            faults.add(new Fault(field, "invalid_type", field + " must be a list of at most " + MOST));
            return List.of();
        }
        return list.valueStream().toList();
    }

    private void requireDistinct(String field, List<String> ids) {
        if (ids.stream().distinct().count() < ids.size()) {
            faults.add(new Fault(field, "duplicate", "Each id may occur once"));
        }
    }

    /** One verifier, or null where it is not even an object. */
    static @Nullable Verifier verifier(String field, JsonNode node, String presetId, List<Fault> faults) {
        if (!node.isObject()) {
            faults.add(new Fault(field, "invalid_type", "A verifier is an object with kind and spec"));
            return null;
        }
        JsonNode weight = node.path("weight");
        double heavy = weight.isNumber() ? weight.doubleValue() : 1;
        if ((!weight.isMissingNode() && !weight.isNull() && !weight.isNumber()) || heavy < 0 || heavy > 1_000) {
            faults.add(new Fault(field + ".weight", "out_of_range", "weight must be a number from 0 to 1000"));
            heavy = 1;
        }
        boolean required = required(field, node, faults);
        if (!node.path("kind").isString()) {
            faults.add(new Fault(field + ".kind", "required", "A verifier needs a kind"));
            return null;
        }
        return new Verifier(
                id(field, node, presetId, faults), node.path("kind").stringValue(), required, heavy, node.get("spec"));
    }

    private static boolean required(String field, JsonNode node, List<Fault> faults) {
        JsonNode required = node.path("required");
        if (!required.isMissingNode() && !required.isNull() && !required.isBoolean()) {
            faults.add(new Fault(field + ".required", "invalid_type", "required must be true or false"));
        }
        return required.asBoolean(true);
    }

    private static String id(String field, JsonNode node, String preset, List<Fault> faults) {
        JsonNode id = node.path("id");
        if (id.isMissingNode() || id.isNull()) {
            return preset;
        }
        if (!id.isString() || !id.stringValue().matches("[A-Za-z0-9_.-]{1,40}")) {
            faults.add(new Fault(field + ".id", "invalid_format", "An id has 1 to 40 letters, digits, _ . and -"));
            return preset;
        }
        return id.stringValue();
    }
}
