package heddle.kernel.config;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/** Every name that Heddle knows, with the line that the documentation prints of it. */
public enum Setting {
    PORT("8080", "port of the web server; 0 takes any free one"),
    HOME(".heddle", "folder of the embedded database, of blobs and of the generated secret"),
    ENV("development", "production, development or test"),
    DATABASE_URL("embedded", "postgresql://user:password@host:port/name of a PostgreSQL 18 server of your own"),
    DATABASE_USER("", "user, where the URL names none"),
    DATABASE_PASSWORD("", "password, where the URL names none"),
    POOL_SIZE("8 per core, 32 to 44", "connections to the database at most"),
    SECRET("HOME/secret", "at least 32 characters of any text; encrypts stored secrets"),
    BOOTSTRAP_TENANT("", "name of the tenant that the first start creates"),
    BOOTSTRAP_KEY("", "secret key of that tenant: sk_ and 46 letters and digits"),
    PLATFORM_KEY("", "operator's key for /v1/platform, 16 characters at least"),
    ADMIN_EMAIL("", "the account that becomes the platform's admin"),
    ADMIN_PASSWORD("", "its first password, 8 to 1024 characters"),
    SETUP_TOKEN("", "what whoever sets the Hub up has to send, 16 characters at least; without it the first is let in"),
    RATE_LIMITS("on", "on, off, or numbers a minute by name: public=120,key=600"),
    TRUSTED_PROXIES("", "networks whose X-Forwarded-For is believed: 10.0.0.0/8,127.0.0.1"),
    SMTP_URL("", "mail server: smtp://user:password@host:port or smtps://..."),
    MAIL_FROM("", "sender of mail: hello@example.com or Acme <hello@example.com>"),
    SMS_URL("", "SMS provider that speaks Twilio's interface: https://sid:token@host"),
    SMS_FROM("", "sender of SMS: a number such as +4915112345678, a name, or a pool MG..."),
    OUTBOUND_ALLOW("", "networks that are not public and may be called nevertheless: 10.1.0.0/16,::1"),
    CAPTCHA_URL("", "URL that verifies captcha answers, instead of the provider's"),
    JUDGE_URL(
            "",
            "language model that judges work in the Market: the part before /chat/completions of OpenAI's interface"),
    JUDGE_KEY("", "key that the model's server wants"),
    JUDGE_MODEL("", "name of the model, with its version"),
    PUBLIC_URL("http://localhost:PORT", "origin under which people reach this server; stands in the links of mails"),
    STRIPE_KEY("", "secret key of the Stripe account that payments go through: sk_live_... or sk_test_..."),
    STRIPE_WEBHOOK_SECRET("", "signing secret of its webhook at /api/stripe/webhook: whsec_..."),
    STRIPE_URL("https://api.stripe.com", "origin of Stripe, or of a stand-in for tests"),
    REGION("local", "name of the place this node runs in"),
    PUBLIC_BOARD("false", "true opens the Market's board, stats and directory to everybody"),
    ALLOW_SELF_CLAIM("false", "true lets an account do its own jobs, for a trial on one account"),
    DEV_CREDIT("false", "true opens POST /api/dev/credit; not in production"),
    TEST_CLOCK("false", "true lets an operator move the clock; with ENV=test only"),
    API_URL("", "server that the command line client talks to"),
    API_KEY("", "key that the command line client sends"),
    JAVA_OPTS("", "more options for Java; read by the launch script");

    static final String PREFIX = "HEDDLE_";

    private final String fallback;
    private final String meaning;

    Setting(String fallback, String meaning) {
        this.fallback = fallback;
        this.meaning = meaning;
    }

    /** The name in the environment and in {@code heddle.properties}. */
    public String variable() {
        return PREFIX + name();
    }

    /** What holds when it is not set, in words; empty for nothing. */
    public String fallback() {
        return fallback;
    }

    public String meaning() {
        return meaning;
    }

    static Optional<Setting> named(String variable) {
        return Arrays.stream(values())
                .filter(setting -> setting.variable().equals(variable))
                .findAny();
    }

    static Setting nearest(String variable) {
        return Arrays.stream(values())
                .min(Comparator.comparingInt(setting -> distance(variable, setting.variable())))
                .orElseThrow();
    }

    /** Levenshtein's distance. */
    static int distance(String left, String right) {
        int[] row = new int[right.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int replace = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replace, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[right.length()];
    }
}
