package heddle.identity.hub;

import heddle.identity.session.SessionJson;
import heddle.kernel.json.Json;
import tools.jackson.databind.node.ObjectNode;

/** What the plain login answers. It stands among endpoints without an envelope, and has the Hub's all the same. */
final class PlainAnswers {
    private PlainAnswers() {}

    static ObjectNode signedIn(HubJson.SignedIn in) {
        ObjectNode out = Json.object().put("success", true);
        out.set("data", Json.mapper().valueToTree(in));
        return out;
    }

    /** The members stand at the top and in {@code data}: clients of both kinds are about. */
    static ObjectNode secondFactor(SessionJson.Answer due) {
        String ticket = String.valueOf(due.mfaTicket());
        ObjectNode out =
                Json.object().put("success", true).put("requires2FA", true).put("pendingToken", ticket);
        out.putObject("data")
                .put("requires2FA", true)
                .put("pendingToken", ticket)
                .put("expiresIn", due.expiresIn());
        return out;
    }
}
