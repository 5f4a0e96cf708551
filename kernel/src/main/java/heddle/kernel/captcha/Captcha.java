package heddle.kernel.captcha;

import heddle.kernel.json.Json;
import heddle.kernel.outbound.Outbound;
import heddle.kernel.outbound.OutboundFailed;
import heddle.kernel.outbound.OutboundRefused;
import heddle.kernel.outbound.OutboundRequest;
import heddle.kernel.outbound.OutboundResponse;
import heddle.kernel.problem.Problem;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Asks the captcha's provider whether an answer is good. Never from within a transaction: it is a call over the network. */
public final class Captcha {
    private static final Logger LOG = LoggerFactory.getLogger(Captcha.class);
    private static final int MAX_TOKEN = 2048;
    private static final int MAX_ANSWER = 64 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** What the provider says when the fault is ours or its own; the person who answered can do nothing about it. */
    private static final Set<String> NOT_THE_PERSONS = Set.of(
            "missing-input-secret",
            "invalid-input-secret",
            "sitekey-secret-mismatch",
            "bad-request",
            "internal-error",
            "not-using-dummy-passcode");

    public enum Provider {
        TURNSTILE("https://challenges.cloudflare.com/turnstile/v0/siteverify"),
        HCAPTCHA("https://api.hcaptcha.com/siteverify");

        private final URI verify;

        Provider(String verify) {
            this.verify = URI.create(verify);
        }

        /** The provider of a word such as {@code turnstile}; empty for an unknown one. */
        public static Optional<Provider> of(String word) {
            for (Provider provider : values()) {
                if (provider.name().equalsIgnoreCase(word)) {
                    return Optional.of(provider);
                }
            }
            return Optional.empty();
        }
    }

    /**
     * A realm's account at a provider.
     *
     * @param hostname the only site whose answers count, or null for any
     */
    public record Account(
            Provider provider, String secret, @Nullable String hostname) {}

    private final Outbound outbound;
    private final @Nullable URI verify;

    /**
     * @param verify replaces the providers' URLs, or null
     */
    public Captcha(Outbound outbound, @Nullable URI verify) {
        this.outbound = outbound;
        this.verify = verify;
    }

    /**
     * Passes when the answer is good.
     *
     * @param token what the widget put into the form; null when it was not sent
     * @param ip of the person, or empty
     * @throws Problem 403 CAPTCHA_FAILED, or 503 CAPTCHA_UNAVAILABLE when the provider cannot be asked
     */
    public void require(Account account, @Nullable String token, String ip) {
        if (token == null || token.isBlank() || token.length() > MAX_TOKEN) {
            throw failed();
        }
        JsonNode verdict = ask(account, token, ip);
        if (!verdict.path("success").isBoolean()) {
            throw unavailable("has no success member");
        }
        for (JsonNode code : verdict.path("error-codes")) {
            if (NOT_THE_PERSONS.contains(code.asString(""))) {
                throw unavailable("tells " + code.asString(""));
            }
        }
        String site = verdict.path("hostname").asString("");
        boolean right = account.hostname() == null || account.hostname().equalsIgnoreCase(site);
        if (!verdict.path("success").booleanValue() || !right) {
            throw failed();
        }
    }

    private JsonNode ask(Account account, String token, String ip) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("secret", account.secret());
        fields.put("response", token);
        if (!ip.isEmpty()) {
            fields.put("remoteip", ip);
        }
        URI url = verify == null ? account.provider().verify : verify;
        try {
            OutboundResponse answer = outbound.send(
                    OutboundRequest.form(url, fields).timeout(PATIENCE).maxBytes(MAX_ANSWER));
            // hCaptcha answers 4xx with its verdict in the body.
            if (answer.status() >= 500) {
                throw unavailable("is " + answer.status());
            }
            return Json.parse(answer.body());
        } catch (OutboundFailed | OutboundRefused e) {
            throw unavailable(String.valueOf(e.getMessage()));
        } catch (Problem notJson) {
            throw notJson.status() == 503 ? notJson : unavailable("is not JSON");
        }
    }

    private static Problem failed() {
        return Problem.forbidden("CAPTCHA_FAILED", "The captcha was not passed; solve it again");
    }

    private static Problem unavailable(String why) {
        LOG.warn("The captcha provider's answer {}", why);
        return Problem.unavailable("CAPTCHA_UNAVAILABLE", "The captcha cannot be checked now; try again in a moment");
    }
}
