package heddle.data.policies;

import heddle.data.filter.ConditionJson;
import heddle.data.filter.SchemaLookup;
import heddle.data.filter.Vocabulary;
import heddle.data.policy.Action;
import heddle.data.policy.Policy;
import heddle.data.type.Schema;
import heddle.kernel.access.Caller;
import heddle.kernel.json.Json;
import heddle.kernel.json.Patch;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a policy may say. Collects every fault. */
final class PolicyRules {
    static final int MAX_PER_TYPE = 50;

    private static final int MAX_NAME = 100;
    private static final String CONDITION = "condition_json";

    private final Schema schema;
    private final SchemaLookup types;
    private final Predicate<String> roles;
    private final List<Fault> faults = new ArrayList<>();
    private final List<Fault> filterFaults = new ArrayList<>();

    /**
     * @param roles tells which role names the tenant knows
     */
    PolicyRules(Schema schema, SchemaLookup types, Predicate<String> roles) {
        this.schema = schema;
        this.types = types;
        this.roles = roles;
    }

    Policy define(PolicyJson.Create in, String id, Caller caller, Instant now) {
        return new Policy(
                id,
                schema.type().id(),
                name(in.name()),
                in.action() == null ? Action.SELECT : action(in.action()),
                role(in.role()),
                in.conditionJson() == null ? Json.object() : condition(in.conditionJson()),
                in.enabled() == null || in.enabled(),
                in.mode() == null ? Policy.Kind.PERMISSIVE : kind(in.mode()),
                false,
                fields("hide", in.fields() == null ? null : in.fields().hide()),
                fields("readonly", in.fields() == null ? null : in.fields().readonly()),
                caller.id(),
                now,
                now);
    }

    /** A new condition mends a broken policy; without one it stays as broken as it was. */
    Policy amend(Policy old, PolicyJson.Update in, Instant now) {
        boolean mended = in.conditionJson().present();
        PolicyJson.Fields fields = in.fields().value();
        boolean keep = !in.fields().present();
        return new Policy(
                old.id(),
                old.objectTypeId(),
                in.name().present() ? name(in.name().value()) : old.name(),
                in.action().present() ? action(in.action().value()) : old.action(),
                in.role().present() ? role(in.role().value()) : old.role(),
                mended ? condition(in.conditionJson().value()) : old.condition(),
                enabled(in.enabled(), old.enabled()),
                in.mode().present() ? kind(in.mode().value()) : old.kind(),
                !mended && old.broken(),
                keep ? old.hide() : fields("hide", fields == null ? null : fields.hide()),
                keep ? old.readonly() : fields("readonly", fields == null ? null : fields.readonly()),
                old.createdBy(),
                old.createdAt(),
                now);
    }

    /**
     * @param others the other policies of the type
     * @throws Problem 400 with all faults, INVALID_FILTER when all are in the condition; 409 when the name is taken
     */
    void throwFaults(Policy policy, List<Policy> others) {
        if (others.size() >= MAX_PER_TYPE) {
            faults.add(new Fault("name", "too_many_items", "A type has at most " + MAX_PER_TYPE + " policies"));
        }
        if (faults.isEmpty() && !filterFaults.isEmpty()) {
            throw Problem.badRequest("INVALID_FILTER", filterFaults.getFirst().message(), filterFaults);
        }
        faults.addAll(filterFaults);
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        if (others.stream().anyMatch(o -> o.name().equals(policy.name()))) {
            throw Problem.conflict("CONFLICT", "Another policy of this type is called " + policy.name())
                    .with("field", "name");
        }
    }

    private String name(@Nullable String name) {
        if (name == null || name.isBlank()) {
            faults.add(new Fault("name", "required", "Send a name of 1 to " + MAX_NAME + " characters"));
            return "";
        }
        if (name.codePointCount(0, name.length()) > MAX_NAME) {
            faults.add(new Fault("name", "too_long", "Send at most " + MAX_NAME + " characters"));
        }
        return name;
    }

    private Action action(@Nullable String word) {
        return Action.of(String.valueOf(word)).orElseGet(() -> {
            faults.add(new Fault("action", "not_in_enum", "Send one of select, insert, update, delete, all"));
            return Action.SELECT;
        });
    }

    private Policy.Kind kind(@Nullable String word) {
        return Policy.Kind.of(String.valueOf(word)).orElseGet(() -> {
            faults.add(new Fault("mode", "not_in_enum", "Send permissive or restrictive"));
            return Policy.Kind.PERMISSIVE;
        });
    }

    private boolean enabled(Patch<Boolean> in, boolean old) {
        if (in.present() && in.value() == null) {
            faults.add(new Fault("enabled", "required", "Send true or false"));
        }
        Boolean value = in.orKeep(old);
        return value == null || value;
    }

    private @Nullable String role(@Nullable String role) {
        if (role != null && !roles.test(role)) {
            faults.add(new Fault(
                    "role", "not_in_enum", "There is no such role; GET /v1/roles lists them, null stands for everybody"));
        }
        return role;
    }

    private ObjectNode condition(@Nullable JsonNode in) {
        if (!(in instanceof ObjectNode condition)) {
            faults.add(new Fault(CONDITION, "invalid_type", "Send an object; {} holds for every object"));
            return Json.object();
        }
        try {
            ConditionJson.parse(condition, CONDITION, Vocabulary.policy(schema, types));
        } catch (Problem unreadable) {
            filterFaults.addAll(unreadable.faults());
        }
        return condition;
    }

    private List<String> fields(String list, @Nullable List<@Nullable String> names) {
        List<String> out = new ArrayList<>();
        int at = 0;
        for (String name : names == null ? List.<@Nullable String>of() : names) {
            if (name == null || schema.property(name) == null) {
                faults.add(new Fault(
                        "fields." + list + "[" + at + "]", "unknown_property", "Name a property of this type"));
            } else if (!out.contains(name)) {
                out.add(name);
            }
            at++;
        }
        return List.copyOf(out);
    }
}
