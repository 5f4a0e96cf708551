package heddle.identity.tenant;

import static heddle.kernel.access.Permission.GOVERNANCE;

import heddle.kernel.http.Reply;
import heddle.kernel.http.Routes;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The group Governance. */
public final class GovernanceRoutes {
    private static final String GROUP = "Governance";
    private static final String PATH = "/v1/governance";

    record View(
            int auditRetentionDays,
            int sessionDurationSecs,
            int passwordMinLength,
            List<String> ipAllowlist,
            String rlsDefault,
            List<String> requireMfaRoles,
            int maxSessionsPerUser,
            GovernanceRules.Retention dataRetention,
            boolean tenantLookup,
            Instant updatedAt,
            @Nullable String updatedBy) {}

    private final TenantGovernance governance;

    public GovernanceRoutes(TenantGovernance governance) {
        this.governance = governance;
    }

    public void declare(Routes routes) {
        routes.get(PATH, GOVERNANCE)
                .group(GROUP)
                .summary("Get governance settings")
                .gives(200, View.class)
                .to("TenantGovernance.get", in -> Reply.ok(view(governance.get(in.caller()))));
        routes.patch(PATH, GOVERNANCE)
                .group(GROUP)
                .summary("Update governance settings")
                .query("force", "boolean", "Even if the caller's own address would no longer be let in")
                .takesTree()
                .gives(200, View.class)
                .to(
                        "TenantGovernance.update",
                        in -> Reply.ok(view(governance.update(
                                in.caller(),
                                in.object(),
                                in.flag("force") || in.object().path("force").asBoolean(false)))));
    }

    private static View view(TenantGovernance.Shown shown) {
        GovernanceRules r = shown.rules();
        return new View(
                r.auditRetentionDays(),
                r.sessionDurationSecs(),
                r.passwordMinLength(),
                r.ipAllowlist(),
                r.rlsDefault(),
                r.requireMfaRoles(),
                r.maxSessionsPerUser(),
                r.dataRetention(),
                r.tenantLookup(),
                shown.updatedAt(),
                shown.updatedBy());
    }
}
