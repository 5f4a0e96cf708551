package heddle.kernel.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All settings, checked.
 *
 * @param port 0 for any free one
 * @param home absolute
 * @param poolSize connections to the database at most
 * @param secret null when the one of the home folder holds; see {@link MasterSecret}
 * @param platformKey null when the operator's surface is closed
 * @param setupToken null when anybody may set the Hub up who comes first
 * @param publicUrl origin under which people reach this server, without a slash at its end; null for localhost
 * @param trustedProxies addresses and networks such as {@code 10.0.0.0/8}
 */
public record Config(
        Environment environment,
        int port,
        Path home,
        Database database,
        int poolSize,
        @Nullable Sensitive secret,
        @Nullable Sensitive platformKey,
        Bootstrap bootstrap,
        Admin admin,
        @Nullable Sensitive setupToken,
        Limits rateLimits,
        String region,
        @Nullable String publicUrl,
        List<String> trustedProxies,
        Outgoing outgoing,
        Switches switches) {

    public enum Environment {
        PRODUCTION,
        DEVELOPMENT,
        TEST
    }

    /** What the first start creates; null for a demo tenant and for a key that is made up and printed once. */
    public record Bootstrap(
            @Nullable String tenant, @Nullable Sensitive key) {}

    /** Who becomes the platform's admin; null for the first account. */
    public record Admin(@Nullable String email, @Nullable Sensitive password) {}

    /**
     * @param on false lifts every limit
     * @param perMinute numbers that replace the presets, by name of the limit
     */
    public record Limits(boolean on, Map<String, Integer> perMinute) {}

    /**
     * How Heddle reaches others; null where the operator has nothing of the kind.
     *
     * @param smtpUrl a mail server's address, checked
     * @param smsUrl an SMS account's address, checked
     * @param allow networks that are not public and may be called nevertheless
     * @param captchaUrl replaces the provider's own
     * @param judge who judges what no program can
     */
    public record Outgoing(
            @Nullable Sensitive smtpUrl,
            @Nullable String mailFrom,
            @Nullable Sensitive smsUrl,
            @Nullable String smsFrom,
            List<String> allow,
            @Nullable String captchaUrl,
            @Nullable Judge judge,
            Stripe stripe) {}

    /**
     * A language model behind OpenAI's interface.
     *
     * @param url the part before {@code /chat/completions}
     */
    public record Judge(String url, @Nullable Sensitive key, String model) {}

    /**
     * The Stripe account that payments go through; null where there is none.
     *
     * @param url null for Stripe's own
     */
    public record Stripe(
            @Nullable Sensitive key,
            @Nullable Sensitive webhookSecret,
            @Nullable String url) {}

    public record Switches(boolean testClock, boolean devCredit, boolean publicBoard, boolean allowSelfClaim) {}

    /**
     * Reads this process' environment and {@code heddle.properties} in the current folder and in the home folder.
     *
     * @throws ConfigFault with everything that is not right
     */
    public static Config read() {
        return read(System.getenv(), Path.of("").toAbsolutePath());
    }

    /** The same of another environment and current folder. The environment wins over files, the nearer file over home's. */
    public static Config read(Map<String, String> environment, Path folder) {
        return new ConfigReader(Settings.read(environment, folder)).config();
    }
}
