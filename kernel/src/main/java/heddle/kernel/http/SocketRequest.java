package heddle.kernel.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to open a WebSocket.
 *
 * @param query the first value of each parameter, decoded
 * @param bearer the token of {@code Authorization: Bearer} or of {@code Sec-WebSocket-Protocol: bearer, <token>}
 * @param ip address of the client after trusted proxies
 */
public record SocketRequest(
        Map<String, String> query, @Nullable String bearer, String requestId, String ip, String userAgent) {

    /** The same facts of a plain request to the path, so that both are judged alike. */
    public static SocketRequest of(Request in) {
        String authorization = in.header("Authorization");
        String protocol = in.header("Sec-WebSocket-Protocol");
        java.util.LinkedHashMap<String, String> query = new java.util.LinkedHashMap<>();
        in.queries().forEach((name, values) -> query.put(name, values.isEmpty() ? "" : values.getFirst()));
        return new SocketRequest(
                query,
                bearer(authorization, protocol),
                in.caller().requestId(),
                in.caller().ip(),
                in.caller().userAgent());
    }

    /** Whether a plain request asked for an upgrade that was refused. */
    public static boolean isUpgrade(Request in) {
        String upgrade = in.header("Upgrade");
        return upgrade != null && upgrade.equalsIgnoreCase("websocket");
    }

    /** The credential, wherever it was sent. */
    public @Nullable String token() {
        return bearer == null ? query.get("token") : bearer;
    }

    static @Nullable String bearer(@Nullable String authorization, @Nullable String protocol) {
        if (authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return authorization.substring(7).trim();
        }
        if (protocol != null && protocol.regionMatches(true, 0, "bearer,", 0, 7)) {
            return protocol.substring(7).trim();
        }
        return null;
    }
}
