package heddle.identity.hub;

import java.util.List;
import java.util.Map;

/** The two generations of the Hub's browser client, which name their cookies differently. */
enum Generation {
    V5("authjs."),
    V4("next-auth.");

    private final String prefix;

    Generation(String prefix) {
        this.prefix = prefix;
    }

    /** The one whose cookies came along; the newer where both or none did. */
    static Generation of(Map<String, String> cookies) {
        boolean older = cookies.keySet().stream().anyMatch(V4::named);
        return older && cookies.keySet().stream().noneMatch(V5::named) ? V4 : V5;
    }

    private boolean named(String cookie) {
        return cookie.startsWith(prefix)
                || cookie.startsWith("__Secure-" + prefix)
                || cookie.startsWith("__Host-" + prefix);
    }

    String session(boolean secure) {
        return (secure ? "__Secure-" : "") + prefix + "session-token";
    }

    String callback(boolean secure) {
        return (secure ? "__Secure-" : "") + prefix + "callback-url";
    }

    String csrf(boolean secure) {
        return (secure ? "__Host-" : "") + prefix + "csrf-token";
    }

    List<String> csrfNames() {
        return List.of(csrf(true), csrf(false));
    }
}
