package heddle.data.policies;

import heddle.data.catalog.Catalog;
import heddle.data.catalog.Catalogs;
import heddle.data.filter.Row;
import heddle.data.filter.Vocabulary;
import heddle.data.object.RowLinks;
import heddle.data.policy.Action;
import heddle.data.policy.AuthContext;
import heddle.data.policy.Policy;
import heddle.data.policy.Samples;
import heddle.data.policy.Simulation;
import heddle.data.property.Values;
import heddle.data.type.Schema;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Tries policies, saved or not, on made-up or real objects. Writes nothing. */
final class Simulations {
    private static final int MAX_ROWS = 100;
    private static final int MAX_LISTED = 100;

    /**
     * @param sqlPreview only where there is a type, since made-up samples have no table
     */
    record Outcome(Simulation.Report report, @Nullable String sqlPreview) {}

    private record Tried(Simulation.Subject subject, Catalog.@Nullable Entry entry) {}

    private final Kernel kernel;
    private final Catalogs catalogs;
    private final Values values;
    private final PolicyStore store = new PolicyStore();

    Simulations(Kernel kernel, Catalogs catalogs, Values values) {
        this.kernel = kernel;
        this.catalogs = catalogs;
        this.values = values;
    }

    Outcome simulate(Caller caller, PolicyJson.Simulate in) {
        Instant now = kernel.time().instant();
        Samples samples = Samples.of(in.sampleData() == null ? Json.mapper().missingNode() : in.sampleData(), now);
        Catalog catalog = catalogs.of(caller);
        Tried tried = tried(catalog, in, samples.isEmpty());
        AuthContext auth = AuthContext.of(
                in.authContext() == null || in.authContext().isNull() ? Json.object() : in.authContext(),
                caller.tenantId());
        RowLinks links = new RowLinks(kernel.db(), caller);
        if (tried.entry() == null) {
            Schema guessed = samples.guess(tried.subject().condition(), caller.tenantId());
            Simulation simulation =
                    Simulation.of(tried.subject(), Vocabulary.policy(guessed, catalog.schemas()), auth, now);
            return new Outcome(simulation.run(samples.rows(guessed, values), links), null);
        }
        Schema schema = tried.entry().schema();
        Simulation simulation = Simulation.of(tried.subject(), Vocabulary.policy(schema, catalog.schemas()), auth, now);
        List<Row> rows = samples.isEmpty()
                ? kernel.db().tx(caller, tx -> store.newest(tx, schema, MAX_ROWS))
                : samples.rows(schema, values);
        Simulation.Report report = simulation.run(rows, links);
        return new Outcome(report, report.sqlPreview());
    }

    private static Tried tried(Catalog catalog, PolicyJson.Simulate in, boolean withoutSamples) {
        List<Fault> faults = new ArrayList<>();
        JsonNode policy = in.policy() == null ? Json.mapper().missingNode() : in.policy();
        if (!policy.isObject()) {
            faults.add(new Fault("policy", policy.isMissingNode() ? "required" : "invalid_type", "Send an object"));
        }
        context(in.authContext(), faults);
        boolean saved = policy.path("policy_id").isString();
        if (withoutSamples && in.objectTypeId() == null && !saved) {
            faults.add(new Fault(
                    "sample_data", "required", "Send samples, or object_type_id to try the policy on real objects"));
        }
        Simulation.Subject given = saved ? null : subject(policy, faults);
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        Catalog.Entry entry = in.objectTypeId() == null ? null : catalog.require(in.objectTypeId());
        if (given != null) {
            return new Tried(given, entry);
        }
        return saved(catalog, policy.path("policy_id").stringValue(), entry);
    }

    private static void context(@Nullable JsonNode context, List<Fault> faults) {
        if (context == null || context.isNull()) {
            return;
        }
        if (!context.isObject()) {
            faults.add(new Fault("auth_context", "invalid_type", "Send an object such as {\"user_id\": \"usr_..\"}"));
        }
        JsonNode roles = context.path("roles");
        if (!roles.isMissingNode() && !roles.isNull() && (!roles.isArray() || roles.size() > MAX_LISTED)) {
            faults.add(new Fault("auth_context.roles", "invalid_type", "Send a list of role names"));
        }
    }

    private static Tried saved(Catalog catalog, String id, Catalog.@Nullable Entry wanted) {
        for (Catalog.Entry entry : catalog.entries()) {
            for (Policy policy : entry.listed()) {
                if (policy.id().equals(id)) {
                    return new Tried(Simulation.Subject.of(policy), wanted == null ? entry : wanted);
                }
            }
        }
        throw Problem.notFound();
    }

    private static Simulation.Subject subject(JsonNode policy, List<Fault> faults) {
        JsonNode role = policy.path("role");
        JsonNode mode = policy.path("mode");
        JsonNode action = policy.path("action");
        if (!absent(role) && !role.isString()) {
            faults.add(new Fault("policy.role", "invalid_type", "Send the name of a role, or null"));
        }
        if (!absent(mode) && Policy.Kind.of(mode.asString("")).isEmpty()) {
            faults.add(new Fault("policy.mode", "not_in_enum", "Send permissive or restrictive"));
        }
        if (!absent(action) && Action.of(action.asString("")).isEmpty()) {
            faults.add(new Fault("policy.action", "not_in_enum", "Send one of select, insert, update, delete, all"));
        }
        JsonNode condition = policy.path("condition_json");
        return new Simulation.Subject(
                role.isString() ? role.stringValue() : null,
                Policy.Kind.of(mode.asString("permissive")).orElse(Policy.Kind.PERMISSIVE),
                absent(condition) ? Json.object() : condition);
    }

    private static boolean absent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }
}
