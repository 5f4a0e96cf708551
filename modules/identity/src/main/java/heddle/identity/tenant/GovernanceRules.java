package heddle.identity.tenant;

import heddle.kernel.json.Json;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A tenant's rules for itself, every member present.
 *
 * @param sessionDurationSecs how long a session lasts at most, also one that is open already
 * @param ipAllowlist networks that callers with a credential may come from; empty for all
 * @param rlsDefault what a type without enabled policies allows
 * @param maxSessionsPerUser 0 for any number
 * @param tenantLookup whether the tenant is found by the e-mail addresses of its people
 */
public record GovernanceRules(
        @Min(1) @Max(3_650) int auditRetentionDays,
        @Min(300) @Max(7_776_000) int sessionDurationSecs,
        @Min(6) @Max(128) int passwordMinLength,
        @NotNull @Size(max = 200) List<@NotNull String> ipAllowlist,

        @NotNull @Pattern(regexp = "owner|deny|open", message = "must be owner, deny or open")
        String rlsDefault,

        @NotNull @Size(max = 50) List<@NotNull String> requireMfaRoles,
        @Min(0) @Max(1_000) int maxSessionsPerUser,
        @NotNull @Valid Retention dataRetention,
        boolean tenantLookup) {

    public record Retention(
            @Min(1) @Max(3_650) int trashDays,
            @Min(1) @Max(3_650) int eventsDays,
            @Min(1) @Max(10_000) int versionsMax) {}

    private static final String DEFAULTS = """
            {"audit_retention_days": 365, "session_duration_secs": 2592000, "password_min_length": 8, "ip_allowlist": [],
             "rls_default": "owner", "require_mfa_roles": [], "max_sessions_per_user": 0,
             "data_retention": {"trash_days": 30, "events_days": 90, "versions_max": 100}, "tenant_lookup": true}
            """;

    /** What is stored, over the defaults. */
    static ObjectNode document(JsonNode stored) {
        return Json.merge((ObjectNode) Json.trusted(DEFAULTS), stored);
    }

    static GovernanceRules of(JsonNode stored) {
        return heddle.kernel.json.RecordReader.read(document(stored), GovernanceRules.class);
    }
}
