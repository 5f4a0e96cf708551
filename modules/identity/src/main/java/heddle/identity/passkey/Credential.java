package heddle.identity.passkey;

import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a browser answers to {@code navigator.credentials}, in the JSON form that {@code toJSON()} gives it. */
final class Credential {
    private static final int MOST_TEXT = 100_000;

    private final JsonNode whole;

    Credential(ObjectNode whole) {
        this.whole = whole;
    }

    /** The credential's name in base64url. */
    String id() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(whole.path("id"), "id"));
    }

    byte[] rawId() {
        return bytes(whole.path("id"), "id");
    }

    byte[] clientData() {
        return part("clientDataJSON");
    }

    byte[] part(String name) {
        return bytes(whole.path("response").path(name), "response." + name);
    }

    /** The account that the authenticator names, or nothing when it names none. */
    byte[] userHandle() {
        JsonNode handle = whole.path("response").path("userHandle");
        return handle.isMissingNode() || handle.isNull() ? new byte[0] : bytes(handle, "response.userHandle");
    }

    List<String> transports() {
        List<String> out = new ArrayList<>();
        for (JsonNode transport : whole.path("response").path("transports")) {
            String word = transport.asString("");
            if (word.matches("[a-z0-9-]{1,20}") && out.size() < 10) {
                out.add(word);
            }
        }
        return out;
    }

    /** The challenge that was answered, as it was told. */
    String challenge() {
        try {
            String challenge = Json.parse(clientData()).path("challenge").asString("");
            if (!challenge.isEmpty()) {
                return challenge;
            }
        } catch (Problem notJson) {
            throw malformed("response.clientDataJSON");
        }
        throw malformed("response.clientDataJSON");
    }

    private static byte[] bytes(JsonNode node, String member) {
        String text = node.asString("");
        try {
            if (!text.isEmpty() && text.length() <= MOST_TEXT) {
                return Base64.getUrlDecoder().decode(text);
            }
        } catch (IllegalArgumentException e) {
            throw malformed(member);
        }
        throw malformed(member);
    }

    private static Problem malformed(String member) {
        return Problem.invalid(
                "credential." + member,
                "invalid_format",
                "credential." + member + " must be what the browser answered, in base64url");
    }
}
