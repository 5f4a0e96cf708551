package heddle.identity.hub;

import heddle.kernel.crypto.SecretBox;
import heddle.kernel.crypto.Tokens;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The double-submitted token of the session endpoints: a page sends in the body what the browser holds in a cookie, and
 * a hash in the cookie proves that the token is ours and was not planted.
 */
final class Csrf {
    private static final int BYTES = 32;
    private static final String MARK = "|";
    private static final String ENCODED_MARK = "%7C";

    private final String secret;

    Csrf(SecretBox secrets) {
        this.secret = HexFormat.of().formatHex(secrets.derive("hub-csrf"));
    }

    String fresh() {
        return HexFormat.of().formatHex(Tokens.bytes(BYTES));
    }

    /** The token in the cookie, or null when there is none of ours. */
    @Nullable
    String held(Map<String, String> cookies) {
        for (Generation generation : Generation.values()) {
            for (String name : generation.csrfNames()) {
                String token = token(cookies.getOrDefault(name, ""));
                if (token != null) {
                    return token;
                }
            }
        }
        return null;
    }

    /** Whether the token of the body is the one in the cookie. */
    boolean fits(Map<String, String> cookies, @Nullable String sent) {
        String held = held(cookies);
        return held != null && sent != null && Tokens.same(held, sent);
    }

    String cookieValue(String token) {
        return token + ENCODED_MARK + Tokens.sha256Hex(token + secret);
    }

    private @Nullable String token(String cookie) {
        String value = cookie.replace(ENCODED_MARK, MARK).replace("%7c", MARK);
        int at = value.indexOf(MARK);
        if (at < 0) {
            return null;
        }
        String token = value.substring(0, at);
        return Tokens.same(Tokens.sha256Hex(token + secret), value.substring(at + 1)) ? token : null;
    }
}
