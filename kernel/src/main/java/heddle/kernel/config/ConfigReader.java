package heddle.kernel.config;

import heddle.kernel.config.Config.Admin;
import heddle.kernel.config.Config.Bootstrap;
import heddle.kernel.config.Config.Environment;
import heddle.kernel.config.Config.Limits;
import heddle.kernel.config.Config.Switches;
import heddle.kernel.crypto.Tokens;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rule of each setting. */
final class ConfigReader {
    private static final Pattern LIMIT = Pattern.compile("([a-z][a-z0-9_]{0,39})=([1-9][0-9]{0,8})");
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]{1,64}@[^@\\s]{1,190}");
    private static final int MOST_CONNECTIONS = 190;
    /** As many as requests that two cores keep under way: one that has to wait for a connection costs several wake-ups. */
    private static final int LEAST_PRESET = 32;
    /** Two nodes fit under the hundred connections that a PostgreSQL of the usual settings takes, with some to spare. */
    private static final int MOST_PRESET = 44;

    private final Settings settings;

    ConfigReader(Settings settings) {
        this.settings = settings;
    }

    Config config() {
        Environment environment = settings.choice(Setting.ENV, Environment.class, Environment.DEVELOPMENT);
        int cores = Runtime.getRuntime().availableProcessors();
        Config config = new Config(
                environment,
                settings.number(Setting.PORT, 0, 65_535, 8080),
                settings.home(),
                new DatabaseReader(settings).database(),
                settings.number(
                        Setting.POOL_SIZE, 2, MOST_CONNECTIONS, Math.clamp(cores * 8L, LEAST_PRESET, MOST_PRESET)),
                secret(),
                token(Setting.PLATFORM_KEY),
                bootstrap(),
                admin(),
                token(Setting.SETUP_TOKEN),
                limits(),
                region(),
                publicUrl(),
                networks(Setting.TRUSTED_PROXIES),
                new OutgoingReader(settings).outgoing(networks(Setting.OUTBOUND_ALLOW)),
                switches(environment));
        settings.requireNoFaults();
        return config;
    }

    private @Nullable Sensitive secret() {
        return sensitive(settings.text(
                Setting.SECRET,
                text -> text.length() >= MasterSecret.LEAST,
                "is shorter than " + MasterSecret.LEAST + " characters",
                "Write the output of: openssl rand -base64 32"));
    }

    private @Nullable Sensitive token(Setting setting) {
        return sensitive(settings.text(
                setting,
                text -> text.matches("[!-~]{16,200}"),
                "is not 16 to 200 letters, digits and signs without space",
                "Write the output of: openssl rand -hex 24"));
    }

    private Bootstrap bootstrap() {
        String tenant = settings.text(
                Setting.BOOTSTRAP_TENANT,
                text -> text.length() <= 100 && text.chars().noneMatch(Character::isISOControl),
                "is longer than 100 characters or holds control characters",
                "Write a name such as Acme");
        String key = settings.text(
                Setting.BOOTSTRAP_KEY,
                text -> Tokens.hasKeyShape("sk_", text),
                "has not the shape of a secret key",
                "Write sk_ and 46 letters and digits, or leave it out and the first start prints a key");
        return new Bootstrap(tenant, sensitive(key));
    }

    private Admin admin() {
        String email = settings.text(
                Setting.ADMIN_EMAIL,
                text -> EMAIL.matcher(text).matches(),
                "is not an e-mail address",
                "Write one such as admin@example.com");
        String password = settings.text(
                Setting.ADMIN_PASSWORD,
                text -> text.length() >= 8 && text.length() <= 1024,
                "has not 8 to 1024 characters",
                "Write a longer one");
        if (password != null && settings.text(Setting.ADMIN_EMAIL) == null) {
            settings.fault(Setting.ADMIN_PASSWORD, "is nobody's", "Set HEDDLE_ADMIN_EMAIL too");
        }
        return new Admin(email, sensitive(password));
    }

    private Limits limits() {
        String text = settings.text(Setting.RATE_LIMITS, "on");
        if (text.equals("on") || text.equals("off")) {
            return new Limits(text.equals("on"), Map.of());
        }
        Map<String, Integer> perMinute = new TreeMap<>();
        for (String part : parts(text)) {
            Matcher limit = LIMIT.matcher(part);
            if (!limit.matches() || perMinute.put(limit.group(1), Integer.valueOf(limit.group(2))) != null) {
                settings.fault(
                        Setting.RATE_LIMITS,
                        "has the part '" + part + "'",
                        "Write on, off, or each name once with a number a minute: public=120,key=600");
            }
        }
        return new Limits(true, Map.copyOf(perMinute));
    }

    private @Nullable String publicUrl() {
        return settings.text(
                Setting.PUBLIC_URL,
                text -> text.matches("https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?"),
                "is not an origin",
                "Write one such as https://heddle.example.com, without a path");
    }

    private String region() {
        String region = settings.text(
                Setting.REGION,
                text -> text.matches("[a-z0-9][a-z0-9-]{0,39}"),
                "is not lower-case letters, digits and hyphens",
                "Write a name such as eu-central-1");
        return region == null ? Setting.REGION.fallback() : region;
    }

    private List<String> networks(Setting setting) {
        List<String> networks = parts(settings.text(setting, ""));
        for (String network : networks) {
            if (!isNetwork(network)) {
                settings.fault(
                        setting,
                        "has the part '" + network + "'",
                        "Write addresses and networks such as 127.0.0.1,10.0.0.0/8,fd00::/8");
            }
        }
        return networks;
    }

    private Switches switches(Environment environment) {
        boolean testClock = settings.flag(Setting.TEST_CLOCK);
        boolean devCredit = settings.flag(Setting.DEV_CREDIT);
        if (testClock && environment != Environment.TEST) {
            settings.fault(Setting.TEST_CLOCK, "is true outside of tests", "Take it out, or set HEDDLE_ENV=test");
        }
        if (devCredit && environment == Environment.PRODUCTION) {
            settings.fault(
                    Setting.DEV_CREDIT,
                    "is true in production, where it would give money away",
                    "Take it out, or set HEDDLE_ENV=development");
        }
        return new Switches(
                testClock, devCredit, settings.flag(Setting.PUBLIC_BOARD), settings.flag(Setting.ALLOW_SELF_CLAIM));
    }

    private static List<String> parts(String text) {
        return Stream.of(text.split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static boolean isNetwork(String text) {
        int slash = text.indexOf('/');
        String bits = slash < 0 ? "0" : text.substring(slash + 1);
        try {
            int length = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash))
                            .getAddress()
                            .length
                    * 8;
            return bits.matches("[0-9]{1,3}") && Integer.parseInt(bits) <= length;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static @Nullable Sensitive sensitive(@Nullable String text) {
        return text == null ? null : new Sensitive(text);
    }
}
