package heddle.identity.oauth;

import heddle.identity.proof.Proof;
import heddle.kernel.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A sign-in on its way through a provider, as its state remembers it.
 *
 * @param provider slug
 * @param redirectTo where the application wants the browser back, or null for an answer in JSON
 * @param verifierSealed proves to the provider that the code is ours to spend
 * @param challenge of the application, which then gets a code instead of tokens; or null
 * @param browser digest of the cookie of the browser that began
 */
record Flow(
        String provider,
        @Nullable String redirectTo,
        String verifierSealed,
        String nonce,
        @Nullable String challenge,
        String browser) {

    static Flow of(Proof state) {
        ObjectNode data = state.data();
        return new Flow(
                data.path("provider").asString(""),
                data.path("redirect_to").asString(null),
                data.path("verifier_sealed").asString(""),
                data.path("nonce").asString(""),
                data.path("challenge").asString(null),
                data.path("browser").asString(""));
    }

    ObjectNode toJson() {
        return (ObjectNode) Json.trusted(Json.text(this));
    }

    /**
     * Whether only the browser that began may finish. Otherwise somebody could begin, and have another's browser finish,
     * who would then work in the account of the first, or tie their own sign-in to it. An application that sent a
     * challenge holds the verifier itself, and JSON signs nobody in.
     */
    boolean bound(boolean linking) {
        return challenge == null && (linking || redirectTo != null);
    }
}
