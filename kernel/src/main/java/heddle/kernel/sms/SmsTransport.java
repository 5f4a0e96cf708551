package heddle.kernel.sms;

import heddle.kernel.json.Json;
import heddle.kernel.outbound.Outbound;
import heddle.kernel.outbound.OutboundFailed;
import heddle.kernel.outbound.OutboundRefused;
import heddle.kernel.outbound.OutboundRequest;
import heddle.kernel.outbound.OutboundResponse;
import heddle.kernel.outbox.DeliveryFailed;
import heddle.kernel.outbox.OutMessage;
import heddle.kernel.outbox.Transport;
import heddle.kernel.problem.Problem;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** SMS over the interface that Twilio made and others speak too. */
public final class SmsTransport implements Transport {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** A sender that begins so is a pool of numbers, which has a field of its own. */
    private static final String POOL = "MG";

    private final Outbound outbound;
    private final @Nullable SmsAccount account;
    private final @Nullable String from;
    private final SmsSettings settings;

    /**
     * @param account the operator's, or null
     * @param from the operator's sender, or null
     */
    public SmsTransport(Outbound outbound, @Nullable SmsAccount account, @Nullable String from, SmsSettings settings) {
        this.outbound = outbound;
        this.account = account;
        this.from = from;
        this.settings = settings;
    }

    @Override
    public boolean configured(String realm) {
        SmsSettings.Own own = settings.of(realm);
        boolean carried = account != null || (own != null && own.url() != null);
        return carried && sender(realm) != null;
    }

    @Override
    public @Nullable String sender(String realm) {
        SmsSettings.Own own = settings.of(realm);
        return own != null && own.from() != null ? own.from() : from;
    }

    @Override
    public @Nullable String deliver(String id, OutMessage message) throws DeliveryFailed {
        SmsSettings.Own own = settings.of(message.realm());
        SmsAccount used = own == null || own.url() == null ? account : parsed(own.url());
        String sender = message.from() == null ? sender(message.realm()) : message.from();
        if (used == null || sender == null) {
            throw DeliveryFailed.forNow("No SMS provider is configured: set HEDDLE_SMS_URL and HEDDLE_SMS_FROM", null);
        }
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(sender.startsWith(POOL) ? "MessagingServiceSid" : "From", sender);
        fields.put("To", message.to().getFirst());
        fields.put("Body", message.text());
        try {
            return accepted(outbound.send(OutboundRequest.form(used.messages(), fields)
                    .header("Authorization", used.authorization().value())
                    .timeout(PATIENCE)));
        } catch (OutboundFailed | OutboundRefused e) {
            throw DeliveryFailed.forNow(String.valueOf(e.getMessage()), e);
        }
    }

    private static @Nullable String accepted(OutboundResponse answer) throws DeliveryFailed {
        JsonNode body = body(answer);
        if (answer.ok()) {
            return body.path("sid").asString(null);
        }
        String text = "The SMS provider answered " + answer.status() + " (code "
                + body.path("code").asString("none") + "): "
                + body.path("message").asString("no message");
        // 400 is said of this message alone; a wrong token, too many messages or a failure over there can be mended.
        throw answer.status() == 400 ? DeliveryFailed.forGood(text, null) : DeliveryFailed.forNow(text, null);
    }

    private static JsonNode body(OutboundResponse answer) {
        try {
            return Json.parse(answer.body());
        } catch (Problem notJson) {
            return Json.object();
        }
    }

    private static SmsAccount parsed(String url) throws DeliveryFailed {
        try {
            return SmsAccount.parse(url);
        } catch (IllegalArgumentException e) {
            throw DeliveryFailed.forNow("The realm's SMS account is not understood. " + e.getMessage(), e);
        }
    }
}
