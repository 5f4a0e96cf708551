package heddle.kernel.access;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Who is asking now: explicit first parameter of every verb.
 *
 * @param kind which sort of principal
 * @param tenantId {@code tn_...} or another {@link Realm}; empty for the operator and for nobody
 * @param id the principal: {@code key_...}, {@code usr_...}, {@code platform}, {@code system}; empty for nobody
 * @param label what a person calls the principal, e.g. a key's label
 * @param scopes granted to an API key
 * @param permissions {@code resource:action} words of an account's roles, {@code *} for all
 * @param roles role names that policies see, including inherited ones
 * @param claims what policy variables may read: {@code email phone session_id aal app_metadata user_metadata};
 *     {@code account_id} of a personal key
 * @param ratePerMinute requests allowed in a minute; 0 for the default of the route
 * @param requestId {@code req_...}
 * @param ip address of the client after trusted proxies
 * @param userAgent as sent, at most 300 characters
 */
public record Caller(
        Kind kind,
        String tenantId,
        String id,
        String label,
        Set<Scope> scopes,
        Set<String> permissions,
        List<String> roles,
        Map<String, JsonNode> claims,
        int ratePerMinute,
        String requestId,
        String ip,
        String userAgent) {

    /** The claim of a personal key that names its owner. */
    public static final String ACCOUNT = "account_id";

    public enum Kind {
        NOBODY,
        API_KEY,
        PUBLISHABLE_KEY,
        USER,
        /** A key of a person, which does some of what the person may. */
        PERSONAL_KEY,
        PLATFORM,
        SYSTEM
    }

    public static Caller nobody(String requestId, String ip, String userAgent) {
        return new Caller(
                Kind.NOBODY, "", "", "", Set.of(), Set.of(), List.of(), Map.of(), 0, requestId, ip, userAgent);
    }

    public static Caller platform(String requestId, String ip, String userAgent) {
        return new Caller(
                Kind.PLATFORM,
                "",
                "platform",
                "operator",
                Set.of(),
                Set.of(),
                List.of(),
                Map.of(),
                0,
                requestId,
                ip,
                userAgent);
    }

    /** Heddle itself at work for a tenant, outside any request. */
    public static Caller system(String tenantId, String why) {
        return new Caller(
                Kind.SYSTEM,
                tenantId,
                "system",
                why,
                Set.of(Scope.ALL),
                Set.of("*"),
                List.of(),
                Map.of(),
                0,
                "req_system",
                "",
                "");
    }

    /** The same request, bound to a realm that it named: nobody before, nobody in there. */
    public Caller in(String realm) {
        return new Caller(
                kind, realm, id, label, scopes, permissions, roles, claims, ratePerMinute, requestId, ip, userAgent);
    }

    public boolean may(Permission permission) {
        Scope scope = permission.scope();
        return switch (kind) {
            case SYSTEM -> true;
            case PLATFORM -> permission == Permission.PLATFORM || permission == Permission.PLATFORM_ADMIN;
            case API_KEY -> scope != null && (scopes.contains(Scope.ALL) || scopes.contains(scope));
            case PUBLISHABLE_KEY -> scopes.contains(scope) && (scope != Scope.AUTH || permission == Permission.SIGN_IN);
            case PERSONAL_KEY -> permissions.contains(permission.accountPermission());
            case USER -> permissions.contains("*") || permissions.contains(permission.accountPermission());
            case NOBODY -> permission == Permission.PUBLIC;
        };
    }

    /** Whether row policies apply: not to secret keys, to Heddle itself, or to accounts that may bypass them. */
    public boolean policed() {
        return switch (kind) {
            case API_KEY, PLATFORM, SYSTEM -> false;
            case USER -> !permissions.contains("*") && !permissions.contains("policies:bypass");
            case PUBLISHABLE_KEY, PERSONAL_KEY, NOBODY -> true;
        };
    }

    /** The account behind the call, by itself or by a key of its own; null when no person is. */
    public @Nullable String userId() {
        return switch (kind) {
            case USER -> id;
            case PERSONAL_KEY ->
                claims.get(ACCOUNT) == null ? null : claims.get(ACCOUNT).asString();
            default -> null;
        };
    }

    /** The session that a person calls in, or an empty text. */
    public String sessionId() {
        JsonNode id = claims.get("session_id");
        return id == null ? "" : id.asString("");
    }

    /** The word for the event log: {@code api_key user platform system nobody}. */
    public String actorType() {
        return switch (kind) {
            case API_KEY, PUBLISHABLE_KEY, PERSONAL_KEY -> "api_key";
            case USER -> "user";
            case PLATFORM -> "platform";
            case SYSTEM -> "system";
            case NOBODY -> "nobody";
        };
    }
}
