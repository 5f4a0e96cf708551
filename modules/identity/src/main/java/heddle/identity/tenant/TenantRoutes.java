package heddle.identity.tenant;

import static heddle.kernel.access.Permission.PLATFORM;
import static heddle.kernel.access.Permission.PUBLIC;
import static heddle.kernel.access.Permission.USAGE_READ;

import heddle.contracts.TenantFacts;
import heddle.contracts.TenantRooms;
import heddle.kernel.access.Caller;
import heddle.kernel.delete.SecureDelete;
import heddle.kernel.http.RateLimits;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.problem.Problem;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A tenant's view of itself, and the operator's view of all. */
public final class TenantRoutes {
    private static final String OPERATOR = "Platform";
    private static final String ONE = "/v1/platform/tenants/{tenant_id}";
    private static final int LOOKUPS_PER_MINUTE = 10;

    private final Tenants tenants;
    private final TenantFacts facts;
    private final RateLimits limits;
    private final InstantSource time;

    public TenantRoutes(Tenants tenants, TenantFacts facts, RateLimits limits, InstantSource time) {
        this.tenants = tenants;
        this.facts = facts;
        this.limits = limits;
        this.time = time;
    }

    public void declare(Routes routes) {
        routes.get("/v1/usage", USAGE_READ)
                .group("Tenants")
                .summary("Get tenant usage")
                .gives(200, TenantJson.Usage.class)
                .to("Tenants.usage", this::usage);
        routes.post("/v1/tenants/lookup", PUBLIC)
                .group("Public")
                .summary("Lookup tenants by email")
                .takes(TenantJson.Lookup.class)
                .givesList(TenantJson.Found.class)
                .to("Tenants.lookup", this::lookup);
        declareOperator(routes);
    }

    private void declareOperator(Routes routes) {
        routes.get("/v1/platform/tenants", PLATFORM)
                .group(OPERATOR)
                .summary("List tenants")
                .query("limit", "integer", "1 to 100, default 50")
                .query("offset", "integer", "Tenants to skip")
                .gives(200, TenantJson.Page.class)
                .to("Tenants.list", this::list);
        routes.post("/v1/platform/tenants", PLATFORM)
                .group(OPERATOR)
                .summary("Create a tenant with its first key")
                .takes(TenantJson.Create.class)
                .gives(201, TenantJson.Created.class)
                .to(
                        "Tenants.create",
                        in -> Reply.created(TenantJson.created(tenants.create(in.body(TenantJson.Create.class)))));
        routes.get(ONE, PLATFORM)
                .group(OPERATOR)
                .summary("Get a tenant")
                .gives(200, TenantJson.View.class)
                .to("Tenants.get", in -> Reply.ok(TenantJson.of(tenants.get(in.path("tenant_id")))));
        routes.patch(ONE, PLATFORM)
                .group(OPERATOR)
                .summary("Change plan, status, name or contact of a tenant")
                .takes(TenantJson.Update.class)
                .gives(200, TenantJson.View.class)
                .to(
                        "Tenants.update",
                        in -> Reply.ok(TenantJson.of(
                                tenants.update(in.caller(), in.path("tenant_id"), in.body(TenantJson.Update.class)))));
        routes.delete(ONE, PLATFORM)
                .group(OPERATOR)
                .summary("Delete a tenant and everything it keeps")
                .query("force", "boolean", "Delete although things depend on it; needs confirm_token")
                .query("confirm_token", "string", "From the 409 answer")
                .gives(200, TenantJson.Deleted.class)
                .to("Tenants.delete", this::delete);
    }

    private Reply usage(Request in) {
        Caller caller = in.caller();
        TenantFacts.Facts tenant = require(facts.byId(caller.tenantId()));
        TenantRooms.Usage used = tenants.usage(caller);
        ZonedDateTime month =
                time.instant().atZone(ZoneOffset.UTC).withDayOfMonth(1).truncatedTo(ChronoUnit.DAYS);
        return Reply.ok(new TenantJson.Usage(
                tenant.id(),
                tenant.planTier(),
                used.storageBytes(),
                Plan.of(tenant.planTier()).limits(),
                Map.of("objects", used.objects(), "storage_bytes", used.storageBytes()),
                month.toInstant(),
                month.plusMonths(1).toInstant()));
    }

    private static TenantFacts.Facts require(TenantFacts.@Nullable Facts tenant) {
        if (tenant == null) {
            throw Problem.of(404, "TENANT_NOT_FOUND", "No such tenant");
        }
        return tenant;
    }

    private Reply lookup(Request in) {
        limits.take("tenants_lookup", in.caller().ip(), LOOKUPS_PER_MINUTE);
        String email = in.body(TenantJson.Lookup.class).email().trim();
        return Reply.ok(tenants.lookup(in.caller(), email).stream()
                .map(t -> new TenantJson.Found(t.id(), t.name()))
                .toList());
    }

    private Reply list(Request in) {
        Tenants.Page page = tenants.list(in.limit(50, 100), in.offset());
        return Reply.ok(
                new TenantJson.Page(page.tenants().stream().map(TenantJson::of).toList(), page.total()));
    }

    private Reply delete(Request in) {
        String id = in.path("tenant_id");
        tenants.delete(in.caller(), id, new SecureDelete.Ask(in.flag("force"), in.query("confirm_token")));
        return Reply.ok(new TenantJson.Deleted(id, true));
    }
}
