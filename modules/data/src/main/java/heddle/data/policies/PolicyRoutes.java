package heddle.data.policies;

import static heddle.kernel.access.Permission.POLICIES_MANAGE;

import heddle.contracts.RoleNames;
import heddle.data.catalog.Catalogs;
import heddle.data.property.Values;
import heddle.kernel.Kernel;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;

/** The four operations of the group Policies, and the simulation. */
public final class PolicyRoutes {
    private static final String GROUP = "Policies";
    private static final String ALL = "/v1/object-types/{object_type_id}/policies";
    private static final String ONE = ALL + "/{policy_id}";

    private final Policies policies;
    private final Simulations simulations;

    public PolicyRoutes(Kernel kernel, Catalogs catalogs, Values values, RoleNames roles) {
        this.policies = new Policies(kernel, catalogs, roles);
        this.simulations = new Simulations(kernel, catalogs, values);
    }

    public void declare(Routes routes) {
        routes.get(ALL, POLICIES_MANAGE)
                .group(GROUP)
                .summary("List access policies")
                .givesList(PolicyJson.View.class)
                .to("Policies.list", this::list);
        routes.post(ALL, POLICIES_MANAGE)
                .group(GROUP)
                .summary("Create access policy")
                .takes(PolicyJson.Create.class)
                .gives(201, PolicyJson.View.class)
                .to("Policies.create", this::create);
        routes.patch(ONE, POLICIES_MANAGE)
                .group(GROUP)
                .summary("Update access policy")
                .takes(PolicyJson.Update.class)
                .gives(200, PolicyJson.View.class)
                .to("Policies.update", this::update);
        routes.delete(ONE, POLICIES_MANAGE)
                .group(GROUP)
                .summary("Delete access policy")
                .gives(200, PolicyJson.Deleted.class)
                .to("Policies.delete", this::delete);
        routes.post("/v1/policies/simulate", POLICIES_MANAGE)
                .group("Governance")
                .summary("Simulate RLS policy")
                .takes(PolicyJson.Simulate.class)
                .gives(200, PolicyJson.Simulated.class)
                .to("Simulations.simulate", this::simulate);
    }

    private Reply list(Request in) {
        return Reply.ok(policies.list(in.caller(), in.path("object_type_id")).stream()
                .map(PolicyRoutes::view)
                .toList());
    }

    private Reply create(Request in) {
        return Reply.created(
                view(policies.create(in.caller(), in.path("object_type_id"), in.body(PolicyJson.Create.class))));
    }

    private Reply update(Request in) {
        return Reply.ok(view(policies.update(
                in.caller(), in.path("object_type_id"), in.path("policy_id"), in.body(PolicyJson.Update.class))));
    }

    private Reply delete(Request in) {
        policies.delete(in.caller(), in.path("object_type_id"), in.path("policy_id"));
        return Reply.ok(new PolicyJson.Deleted(true));
    }

    private Reply simulate(Request in) {
        Simulations.Outcome outcome = simulations.simulate(in.caller(), in.body(PolicyJson.Simulate.class));
        return Reply.ok(PolicyJson.of(outcome.report(), outcome.sqlPreview()));
    }

    private static PolicyJson.View view(Policies.Advised advised) {
        return PolicyJson.of(advised.policy(), advised.warnings());
    }
}
