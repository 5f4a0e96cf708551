package heddle.market.verify;

import heddle.kernel.json.Json;
import heddle.kernel.outbound.Outbound;
import heddle.kernel.outbound.OutboundRefused;
import heddle.kernel.outbound.OutboundRequest;
import heddle.kernel.outbound.OutboundResponse;
import heddle.kernel.problem.Problem;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A model behind the chat completions of OpenAI's interface, which many servers speak. */
final class ChatModel {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int MAX_ANSWER = 1 << 20;

    private final Outbound outbound;
    private final URI completions;
    private final @Nullable String key;
    private final String name;

    /**
     * @param base the part before {@code /chat/completions}, e.g. {@code https://api.example.com/v1}
     * @param name of the model, pinned
     */
    ChatModel(Outbound outbound, String base, @Nullable String key, String name) {
        this.outbound = outbound;
        this.completions = URI.create(base.replaceAll("/+$", "") + "/chat/completions");
        this.key = key;
        this.name = name;
    }

    String name() {
        return name;
    }

    /**
     * The text of the answer.
     *
     * @throws heddle.kernel.outbound.OutboundFailed when the server was not reached
     * @throws Ballot.Unreadable when it answered something else
     */
    String answer(String system, String user) {
        ObjectNode body = Json.object().put("model", name).put("temperature", 0);
        body.putArray("messages")
                .add(Json.object().put("role", "system").put("content", system))
                .add(Json.object().put("role", "user").put("content", user));
        body.set("response_format", schema());
        OutboundRequest request = OutboundRequest.post(completions, "application/json", body.toString())
                .timeout(PATIENCE)
                .maxBytes(MAX_ANSWER);
        try {
            return content(outbound.send(key == null ? request : request.header("Authorization", "Bearer " + key)));
        } catch (OutboundRefused refused) {
            throw new Ballot.Unreadable(
                    "HEDDLE_JUDGE_URL may not be called; open its network with HEDDLE_OUTBOUND_ALLOW: "
                            + refused.getMessage());
        }
    }

    private static String content(OutboundResponse answer) {
        if (!answer.ok()) {
            throw new Ballot.Unreadable("the model's server answered with status " + answer.status());
        }
        try {
            JsonNode text = Json.parse(answer.body()).at("/choices/0/message/content");
            if (text.isString()) {
                return text.stringValue();
            }
        } catch (Problem notJson) {
            throw new Ballot.Unreadable("the model's server answered something that is not JSON");
        }
        throw new Ballot.Unreadable("the model's server answered without a message");
    }

    private static ObjectNode schema() {
        ObjectNode entry = object();
        ObjectNode members = (ObjectNode) entry.path("properties");
        members.putObject("id").put("type", "string");
        members.putObject("met").put("type", "boolean");
        members.putObject("evidence_quote").put("type", "string");
        members.putObject("why").put("type", "string");
        require(entry, "id", "met", "evidence_quote", "why");
        ObjectNode whole = object();
        ((ObjectNode) whole.path("properties"))
                .putObject("criteria")
                .put("type", "array")
                .set("items", entry);
        require(whole, "criteria");
        ObjectNode format = Json.object().put("type", "json_schema");
        format.putObject("json_schema")
                .put("name", "verdict")
                .put("strict", true)
                .set("schema", whole);
        return format;
    }

    private static ObjectNode object() {
        ObjectNode out = Json.object().put("type", "object").put("additionalProperties", false);
        out.putObject("properties");
        return out;
    }

    private static void require(ObjectNode object, String... names) {
        var list = object.putArray("required");
        for (String name : names) {
            list.add(name);
        }
    }
}
