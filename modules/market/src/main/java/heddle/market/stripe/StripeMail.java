package heddle.market.stripe;

import com.stripe.exception.SignatureVerificationException;
import com.stripe.net.Webhook;
import heddle.kernel.config.Config;
import heddle.kernel.config.Sensitive;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Opens what claims to come from Stripe, and lets in only what carries a fresh signature of our secret. */
public final class StripeMail {
    private static final long TOLERANCE_SECONDS = 300;

    private final @Nullable Sensitive secret;
    private final InstantSource time;

    public StripeMail(Config.Stripe settings, InstantSource time) {
        this.secret = settings.webhookSecret();
        this.time = time;
    }

    /**
     * @param body the bytes as they came, since the signature is over them
     * @throws Problem 400 INVALID_SIGNATURE, or 503 where no secret is configured
     */
    public StripeEvent open(byte[] body, @Nullable String signature) {
        if (secret == null) {
            throw Stripe.notConfigured("HEDDLE_STRIPE_WEBHOOK_SECRET");
        }
        if (signature == null) {
            throw refused("Stripe-Signature is missing");
        }
        String text = new String(body, StandardCharsets.UTF_8);
        try {
            Webhook.Signature.verifyHeader(
                    text, signature, secret.value(), TOLERANCE_SECONDS, Clock.fixed(time.instant(), ZoneOffset.UTC));
        } catch (SignatureVerificationException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
        return read(text);
    }

    /** The event in a text that was opened before. */
    public static StripeEvent read(String text) {
        JsonNode event = Json.parse(text);
        JsonNode object = event.path("data").path("object");
        if (!event.path("id").isString() || !event.path("type").isString() || !object.isObject()) {
            throw Problem.badRequest("INVALID_EVENT", "An event has id, type and data.object");
        }
        return new StripeEvent(
                event.path("id").stringValue(),
                event.path("type").stringValue(),
                Instant.ofEpochSecond(event.path("created").asLong(0)),
                event.path("account").isString() ? event.path("account").stringValue() : null,
                object);
    }

    private static Problem refused(String why) {
        return Problem.badRequest("INVALID_SIGNATURE", "This did not come from Stripe just now: " + why);
    }
}
