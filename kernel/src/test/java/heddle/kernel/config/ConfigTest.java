package heddle.kernel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final String KEY = "sk_" + "a1B".repeat(15) + "Z";

    @TempDir
    Path folder;

    @Test
    void everythingHasADefault() {
        Config config = read(Map.of());

        assertThat(config.environment()).isEqualTo(Config.Environment.DEVELOPMENT);
        assertThat(config.port()).isEqualTo(8080);
        assertThat(config.home()).isEqualTo(folder.resolve(".heddle"));
        assertThat(config.database()).isEqualTo(new Database.Embedded());
        assertThat(config.poolSize()).isBetween(32, 44);
        assertThat(config.secret()).isNull();
        assertThat(config.platformKey()).isNull();
        assertThat(config.bootstrap()).isEqualTo(new Config.Bootstrap(null, null));
        assertThat(config.admin()).isEqualTo(new Config.Admin(null, null));
        assertThat(config.setupToken()).isNull();
        assertThat(config.rateLimits()).isEqualTo(new Config.Limits(true, Map.of()));
        assertThat(config.region()).isEqualTo("local");
        assertThat(config.trustedProxies()).isEmpty();
        assertThat(config.outgoing())
                .isEqualTo(new Config.Outgoing(
                        null, null, null, null, List.of(), null, null, new Config.Stripe(null, null, null)));
        assertThat(config.switches()).isEqualTo(new Config.Switches(false, false, false, false));
    }

    @Test
    void everyNameIsRead() {
        Map<String, String> all = new HashMap<>();
        all.put("HEDDLE_PORT", "0");
        all.put("HEDDLE_HOME", "/srv/heddle");
        all.put("HEDDLE_ENV", "test");
        all.put("HEDDLE_DATABASE_URL", "postgres://db.example:5433/books");
        all.put("HEDDLE_DATABASE_USER", "ann");
        all.put("HEDDLE_DATABASE_PASSWORD", "pass word");
        all.put("HEDDLE_POOL_SIZE", "32");
        all.put("HEDDLE_SECRET", SECRET);
        all.put("HEDDLE_BOOTSTRAP_TENANT", "Acme & Söhne");
        all.put("HEDDLE_BOOTSTRAP_KEY", KEY);
        all.put("HEDDLE_PLATFORM_KEY", "0123456789abcdef");
        all.put("HEDDLE_ADMIN_EMAIL", "ann@example.com");
        all.put("HEDDLE_ADMIN_PASSWORD", "correct horse");
        all.put("HEDDLE_SETUP_TOKEN", "fedcba9876543210");
        all.put("HEDDLE_RATE_LIMITS", "public=120, key=600");
        all.put("HEDDLE_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8,fd00::/8");
        all.put("HEDDLE_REGION", "eu-central-1");
        all.put("HEDDLE_SMTP_URL", "smtps://ann:p%40ss@mail.example.com");
        all.put("HEDDLE_MAIL_FROM", "Acme <hello@example.com>");
        all.put("HEDDLE_SMS_URL", "https://AC1:token@api.example.com");
        all.put("HEDDLE_SMS_FROM", "+4915112345678");
        all.put("HEDDLE_OUTBOUND_ALLOW", "127.0.0.0/8,::1");
        all.put("HEDDLE_PUBLIC_URL", "https://heddle.example.com");
        all.put("HEDDLE_CAPTCHA_URL", "https://captcha.example.com/verify");
        all.put("HEDDLE_STRIPE_KEY", "sk_test_0123456789");
        all.put("HEDDLE_STRIPE_WEBHOOK_SECRET", "whsec_0123456789");
        all.put("HEDDLE_STRIPE_URL", "http://localhost:12111");
        all.put("HEDDLE_JUDGE_URL", "https://models.example.com/v1");
        all.put("HEDDLE_JUDGE_KEY", "model-key");
        all.put("HEDDLE_JUDGE_MODEL", "judge-2026-11");
        all.put("HEDDLE_PUBLIC_BOARD", "true");
        all.put("HEDDLE_ALLOW_SELF_CLAIM", "true");
        all.put("HEDDLE_DEV_CREDIT", "true");
        all.put("HEDDLE_TEST_CLOCK", "true");
        all.put("HEDDLE_API_URL", "http://127.0.0.1:8080");
        all.put("HEDDLE_API_KEY", KEY);
        all.put("HEDDLE_JAVA_OPTS", "-Xmx1g");
        for (Setting setting : Setting.values()) {
            assertThat(all).containsKey(setting.variable());
        }

        assertThat(read(all))
                .isEqualTo(new Config(
                        Config.Environment.TEST,
                        0,
                        Path.of("/srv/heddle"),
                        new Database.External(
                                "jdbc:postgresql://db.example:5433/books", "ann", new Sensitive("pass word")),
                        32,
                        new Sensitive(SECRET),
                        new Sensitive("0123456789abcdef"),
                        new Config.Bootstrap("Acme & Söhne", new Sensitive(KEY)),
                        new Config.Admin("ann@example.com", new Sensitive("correct horse")),
                        new Sensitive("fedcba9876543210"),
                        new Config.Limits(true, Map.of("public", 120, "key", 600)),
                        "eu-central-1",
                        "https://heddle.example.com",
                        List.of("127.0.0.1", "10.0.0.0/8", "fd00::/8"),
                        new Config.Outgoing(
                                new Sensitive("smtps://ann:p%40ss@mail.example.com"),
                                "Acme <hello@example.com>",
                                new Sensitive("https://AC1:token@api.example.com"),
                                "+4915112345678",
                                List.of("127.0.0.0/8", "::1"),
                                "https://captcha.example.com/verify",
                                new Config.Judge(
                                        "https://models.example.com/v1", new Sensitive("model-key"), "judge-2026-11"),
                                new Config.Stripe(
                                        new Sensitive("sk_test_0123456789"),
                                        new Sensitive("whsec_0123456789"),
                                        "http://localhost:12111")),
                        new Config.Switches(true, true, true, true)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HEDDLE_PORT | 65536 | from 0 to 65535",
                "HEDDLE_PORT | -1 | from 0 to 65535",
                "HEDDLE_PORT | http | from 0 to 65535",
                "HEDDLE_ENV | prod | production, development, test",
                "HEDDLE_DATABASE_URL | mysql://localhost/books | postgresql://",
                "HEDDLE_DATABASE_URL | postgres://localhost | postgresql://",
                "HEDDLE_DATABASE_URL | postgres://u:%zz@localhost/books | %25",
                "HEDDLE_DATABASE_USER | ann | HEDDLE_DATABASE_URL",
                "HEDDLE_DATABASE_PASSWORD | secret | HEDDLE_DATABASE_URL",
                "HEDDLE_POOL_SIZE | 1 | from 2 to 190",
                "HEDDLE_SECRET | 0123456789abcdef0123456789abcde | openssl",
                "HEDDLE_BOOTSTRAP_KEY | sk_tooshort | sk_ and 46",
                "HEDDLE_PLATFORM_KEY | short | openssl",
                "HEDDLE_SETUP_TOKEN | short | openssl",
                "HEDDLE_PLATFORM_KEY | a key with spaces in it | openssl",
                "HEDDLE_ADMIN_EMAIL | ann | admin@example.com",
                "HEDDLE_ADMIN_PASSWORD | correct horse | HEDDLE_ADMIN_EMAIL",
                "HEDDLE_RATE_LIMITS | none | on, off",
                "HEDDLE_RATE_LIMITS | public=0 | on, off",
                "HEDDLE_RATE_LIMITS | off,public=3 | on, off",
                "HEDDLE_RATE_LIMITS | public=3,public=4 | once",
                "HEDDLE_TRUSTED_PROXIES | proxy.example | 10.0.0.0/8",
                "HEDDLE_TRUSTED_PROXIES | 10.0.0.0/33 | 10.0.0.0/8",
                "HEDDLE_OUTBOUND_ALLOW | 10.0.0.0/33 | 10.0.0.0/8",
                "HEDDLE_SMTP_URL | http://mail.example.com | smtp://user",
                "HEDDLE_SMTP_URL | smtp://ann@mail.example.com | smtp://user",
                "HEDDLE_SMTP_URL | smtp://mail.example.com | HEDDLE_MAIL_FROM",
                "HEDDLE_SMTP_URL | smtp://ann:pa ss@mail.example.com | smtp://user",
                "HEDDLE_MAIL_FROM | hello | Acme <hello@example.com>",
                "HEDDLE_SMS_URL | https://api.example.com | https://sid:token",
                "HEDDLE_SMS_URL | https://sid:token@api.example.com | HEDDLE_SMS_FROM",
                "HEDDLE_SMS_FROM | 0151 and more than eleven | +4915112345678",
                "HEDDLE_CAPTCHA_URL | ftp://example.com | siteverify",
                "HEDDLE_JUDGE_URL | models.example.com | /chat/completions",
                "HEDDLE_JUDGE_URL | https://models.example.com/v1 | HEDDLE_JUDGE_MODEL",
                "HEDDLE_REGION | EU West | eu-central-1",
                "HEDDLE_PUBLIC_BOARD | yes | true or false",
                "HEDDLE_ALLOW_SELF_CLAIM | 1 | true or false",
                "HEDDLE_TEST_CLOCK | true | HEDDLE_ENV=test",
            })
    void everyRuleNamesTheSettingAndWhatToWrite(String name, String text, String remedy) {
        ConfigFault fault = faultOf(Map.of(name, text));

        assertThat(fault.all()).singleElement().satisfies(wrong -> {
            assertThat(wrong.variable()).isEqualTo(name);
            assertThat(wrong.remedy()).contains(remedy);
        });
        assertThat(fault).hasMessageContaining(name).hasMessageContaining("one setting is not right");
    }

    @Test
    void aLongTenantNameOrAWeakPasswordIsRefused() {
        ConfigFault fault = faultOf(Map.of(
                "HEDDLE_BOOTSTRAP_TENANT", "a".repeat(101),
                "HEDDLE_ADMIN_EMAIL", "ann@example.com",
                "HEDDLE_ADMIN_PASSWORD", "1234567"));

        assertThat(fault.all())
                .extracting(ConfigFault.Wrong::variable)
                .containsExactlyInAnyOrder("HEDDLE_BOOTSTRAP_TENANT", "HEDDLE_ADMIN_PASSWORD");
    }

    @Test
    void productionGivesNoMoneyAway() {
        assertThat(read(Map.of("HEDDLE_DEV_CREDIT", "true")).switches().devCredit())
                .isTrue();
        assertThat(faultOf(Map.of("HEDDLE_DEV_CREDIT", "true", "HEDDLE_ENV", "production")))
                .hasMessageContaining("HEDDLE_DEV_CREDIT is true in production");
    }

    @Test
    void allFaultsComeTogetherAndShowNoSecret() {
        ConfigFault fault = faultOf(Map.of(
                "HEDDLE_PORT", "http",
                "HEDDLE_SECRET", "hush-hush",
                "HEDDLE_DATABASE_URL", "oracle://u:hush-hush@localhost/x",
                "HEDDLE_PLATFORM_KEY", "hush-hush",
                "HEDDLE_BOOTSTRAP_KEY", "hush-hush",
                "HEDDLE_ADMIN_PASSWORD", "hush-hush",
                "HEDDLE_PROT", "1"));

        assertThat(fault.all()).hasSize(7);
        String text = String.valueOf(fault.getMessage());
        assertThat(text.lines()).hasSize(8).first().isEqualTo("Heddle cannot start: 7 settings are not right.");
        assertThat(text).doesNotContain("hush").contains("HEDDLE_PORT is 'http'. Write a whole number");
    }

    @ParameterizedTest
    @CsvSource({
        "HEDDLE_PROT, HEDDLE_PORT",
        "HEDDLE_DATABSE_URL, HEDDLE_DATABASE_URL",
        "HEDDLE_RATE_LIMIT, HEDDLE_RATE_LIMITS",
        "HEDDLE_BOOTSTRAP_KEYS, HEDDLE_BOOTSTRAP_KEY",
    })
    void anUnknownNameIsRefusedWithTheNearest(String name, String nearest) {
        assertThat(faultOf(Map.of(name, "x")))
                .hasMessageEndingWith(name + " is not known. Did you mean " + nearest + "?");
    }

    @Test
    void aNameUnlikeAnyIsRefusedWithAllThatAreKnown() {
        assertThat(faultOf(Map.of("HEDDLE_SOMETHING_ELSE_ALTOGETHER", "x")))
                .hasMessageContaining("HEDDLE_PORT HEDDLE_HOME");
    }

    @Test
    void namesOfOthersAndBlankTextsAreLeftAlone() {
        assertThat(read(Map.of("PORT", "1", "PATH", "/bin", "HEDDLE_PORT", " ", "HEDDLE_SECRET", "")))
                .isEqualTo(read(Map.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "postgres://ann:p%40ss%2Fw+rd@db:5432/books?sslmode=require "
                        + "| jdbc:postgresql://db:5432/books?sslmode=require | ann | p@ss/w+rd",
                "postgresql://ann@db/books | jdbc:postgresql://db/books | ann | ''",
                "postgresql://a:b@h1:5432,h2:5432/books | jdbc:postgresql://h1:5432,h2:5432/books | a | b",
                "postgresql://[::1]:5432/books | jdbc:postgresql://[::1]:5432/books | '' | ''",
                "jdbc:postgresql://db/books | jdbc:postgresql://db/books | '' | ''",
                "jdbc:postgresql://db/books?user=ann&ssl=true&password=b%20c | jdbc:postgresql://db/books?ssl=true | ann | b c",
            })
    void bothFormsOfAnAddressAreUnderstood(String url, String jdbcUrl, String user, String password) {
        assertThat(read(Map.of("HEDDLE_DATABASE_URL", url)).database())
                .isEqualTo(new Database.External(jdbcUrl, user, new Sensitive(password)));
    }

    @Test
    void aLoginIsWrittenOnce() {
        assertThat(faultOf(Map.of(
                        "HEDDLE_DATABASE_URL", "postgres://ann:b@db/books",
                        "HEDDLE_DATABASE_USER", "ann",
                        "HEDDLE_DATABASE_PASSWORD", "b")))
                .hasMessageContaining("2 settings are not right");
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void limitsAreOnOrOff(String text) {
        assertThat(read(Map.of("HEDDLE_RATE_LIMITS", text)).rateLimits().on()).isEqualTo(text.equals("on"));
    }

    @Test
    void theEnvironmentWinsOverTheNearFileAndThatOverHomes() throws IOException {
        Path home = Files.createDirectory(folder.resolve("home"));
        file(folder, "HEDDLE_HOME=home", "HEDDLE_PORT=2", "HEDDLE_REGION=near");
        file(home, "HEDDLE_PORT=3", "HEDDLE_REGION=far", "HEDDLE_POOL_SIZE=33");

        Config config = read(Map.of("HEDDLE_PORT", "1"));

        assertThat(config.port()).isEqualTo(1);
        assertThat(config.region()).isEqualTo("near");
        assertThat(config.poolSize()).isEqualTo(33);
        assertThat(config.home()).isEqualTo(home);
    }

    @Test
    void aFileIsHeldToItsOwnRules() throws IOException {
        Path home = Files.createDirectory(folder.resolve(".heddle"));
        file(folder, "PORT=1", "HEDDLE_JAVA_OPTS=-Xmx1g");
        file(home, "HEDDLE_HOME=elsewhere");

        ConfigFault fault = faultOf(Map.of());

        assertThat(fault)
                .hasMessageContaining("PORT is not known in " + folder.resolve("heddle.properties"))
                .hasMessageContaining("HEDDLE_JAVA_OPTS has no effect in")
                .hasMessageContaining("HEDDLE_HOME is named by the file of another home");
        assertThat(fault.all()).hasSize(3);
    }

    @Test
    void aBrokenFileIsAFault() throws IOException {
        file(folder, "HEDDLE_PORT=\\u12");

        assertThat(faultOf(Map.of())).hasMessageContaining("heddle.properties cannot be read");
    }

    @Test
    void aPrintedConfigHidesWhatIsSecret() {
        Config config = read(
                Map.of("HEDDLE_SECRET", SECRET, "HEDDLE_DATABASE_URL", "postgres://ann:hush@db/books?password=hush"));

        assertThat(config.toString())
                .doesNotContain(SECRET)
                .doesNotContain("hush")
                .contains("db/books");
    }

    @Test
    void everySettingSaysWhatItIs() {
        assertThat(Setting.values())
                .allSatisfy(setting -> assertThat(setting.meaning()).isNotBlank());
    }

    @Test
    void distanceCountsInsertionsDeletionsAndReplacements() {
        assertThat(Setting.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(Setting.distance("", "abc")).isEqualTo(3);
        assertThat(Setting.distance("abc", "abc")).isZero();
    }

    private Config read(Map<String, String> environment) {
        return Config.read(environment, folder);
    }

    private ConfigFault faultOf(Map<String, String> environment) {
        return catchThrowableOfType(ConfigFault.class, () -> read(environment));
    }

    private static void file(Path folder, String... lines) throws IOException {
        Files.write(folder.resolve("heddle.properties"), List.of(lines));
    }
}
