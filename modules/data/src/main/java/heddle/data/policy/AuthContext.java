package heddle.data.policy;

import heddle.data.filter.Bindings;
import heddle.data.filter.Mode;
import heddle.kernel.access.Caller;
import heddle.kernel.json.InstantText;
import heddle.kernel.json.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.StringNode;

/**
 * What policy variables are bound from.
 *
 * @param claims by the name after {@code auth.}: {@code email phone role session_id aal is_anonymous app_metadata
 *     user_metadata}
 */
public record AuthContext(
        @Nullable String userId, String tenantId, List<String> roles, Map<String, JsonNode> claims, String ip) {
    private static final String ANONYMOUS = "anonymous";

    /** The context of a real call. A caller without an account has the role {@code anonymous}. */
    public static AuthContext of(Caller caller) {
        boolean nobody = caller.kind() == Caller.Kind.PUBLISHABLE_KEY || caller.kind() == Caller.Kind.NOBODY;
        List<String> roles = new ArrayList<>(caller.roles());
        Map<String, JsonNode> claims = new HashMap<>(caller.claims());
        claims.putIfAbsent("is_anonymous", BooleanNode.valueOf(nobody));
        if (nobody && !roles.contains(ANONYMOUS)) {
            roles.add(ANONYMOUS);
        }
        return new AuthContext(caller.userId(), caller.tenantId(), roles, claims, caller.ip());
    }

    /** The context that a simulation describes: {@code {user_id, role | roles, email, app_metadata, ip, ...}}. */
    public static AuthContext of(JsonNode described, String tenantId) {
        List<String> roles = new ArrayList<>();
        described.path("roles").forEach(role -> roles.add(role.asString("")));
        JsonNode role = described.path("role");
        if (role.isString() && !roles.contains(role.stringValue())) {
            roles.addFirst(role.stringValue());
        }
        Map<String, JsonNode> claims = new HashMap<>();
        described.propertyStream().forEach(e -> claims.put(e.getKey(), e.getValue()));
        String userId = described.path("user_id").asString("");
        return new AuthContext(
                userId.isEmpty() ? null : userId,
                described.path("tenant_id").asString(tenantId),
                roles,
                claims,
                described.path("ip").asString(""));
    }

    Bindings bindings(Instant now) {
        return new Bindings(Mode.POLICY, now, userId, name -> variable(name, now));
    }

    /** The value of a variable, e.g. {@code auth.app_metadata.team}; missing when it has none. */
    JsonNode variable(String name, Instant now) {
        return switch (name) {
            case "auth.user_id" -> text(userId);
            case "auth.tenant_id" -> text(tenantId);
            case "auth.roles" -> roleList();
            case "auth.role" -> claims.getOrDefault("role", text(roles.isEmpty() ? null : roles.getFirst()));
            case "request.ip" -> text(ip);
            case "now" -> StringNode.valueOf(InstantText.of(now));
            case "today" ->
                StringNode.valueOf(now.atZone(ZoneOffset.UTC).toLocalDate().toString());
            default -> claim(name);
        };
    }

    private JsonNode claim(String name) {
        String[] steps = name.split("\\.", -1);
        JsonNode found = claims.getOrDefault(steps.length < 2 ? "" : steps[1], MissingNode.getInstance());
        for (int i = 2; i < steps.length; i++) {
            found = found.path(steps[i]);
        }
        return found;
    }

    private JsonNode roleList() {
        ArrayNode out = Json.mapper().createArrayNode();
        roles.forEach(out::add);
        return out;
    }

    private static JsonNode text(@Nullable String value) {
        return value == null || value.isEmpty() ? MissingNode.getInstance() : StringNode.valueOf(value);
    }
}
