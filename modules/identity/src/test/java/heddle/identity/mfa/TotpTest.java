package heddle.identity.mfa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
    private static final byte[] RFC_SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:10Z");

    /** Appendix B of RFC 6238; its eight digits end in our six. */
    @ParameterizedTest
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130"
    })
    void makesTheCodesOfTheStandard(long seconds, String code) {
        assertThat(Totp.code(RFC_SECRET, Totp.step(Instant.ofEpochSecond(seconds))))
                .isEqualTo(code);
    }

    @Test
    void agreesWithOathtool() throws IOException, InterruptedException {
        assumeThat(onPath("oathtool"))
                .as("oathtool is missing; install the Debian package oathtool")
                .isTrue();
        for (int i = 0; i < 10; i++) {
            byte[] secret = Totp.newSecret();
            Instant at = NOW.plusSeconds(i * 7_777_777L);
            assertThat(Totp.code(secret, Totp.step(at))).isEqualTo(oathtool(secret, at));
        }
    }

    @Test
    void acceptsOneStepEitherWayAndNoMore() {
        long step = Totp.step(NOW);
        for (int off = -3; off <= 3; off++) {
            OptionalLong found = Totp.match(RFC_SECRET, Totp.code(RFC_SECRET, step + off), NOW, 0);
            assertThat(found).as("%d steps off", off).isEqualTo(Math.abs(off) <= 1 ? of(step + off) : none());
        }
    }

    @Test
    void acceptsNoStepThatWasAcceptedOrPassed() {
        long step = Totp.step(NOW);
        assertThat(Totp.match(RFC_SECRET, Totp.code(RFC_SECRET, step), NOW, step))
                .isEmpty();
        assertThat(Totp.match(RFC_SECRET, Totp.code(RFC_SECRET, step - 1), NOW, step))
                .isEmpty();
        assertThat(Totp.match(RFC_SECRET, Totp.code(RFC_SECRET, step + 1), NOW, step))
                .hasValue(step + 1);
    }

    @Test
    void writesAnAddressThatAppsRead() {
        String uri = Totp.uri("Acme & Söhne", "ann+x@example.com", RFC_SECRET);
        assertThat(URI.create(uri).getPath()).isEqualTo("/Acme & Söhne:ann+x@example.com");
        assertThat(uri)
                .startsWith("otpauth://totp/Acme%20%26%20S%C3%B6hne:ann%2Bx%40example.com?")
                .contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
                .endsWith("&issuer=Acme%20%26%20S%C3%B6hne&algorithm=SHA1&digits=6&period=30");
    }

    /** Section 10 of RFC 4648, without its padding. */
    @ParameterizedTest
    @CsvSource({"f, MY", "fo, MZXQ", "foo, MZXW6", "foob, MZXW6YQ", "fooba, MZXW6YTB", "foobar, MZXW6YTBOI"})
    void writesBase32(String text, String encoded) {
        assertThat(Base32.encode(text.getBytes(StandardCharsets.US_ASCII))).isEqualTo(encoded);
    }

    private static boolean onPath(String program) {
        return Pattern.compile(File.pathSeparator)
                .splitAsStream(System.getenv("PATH"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static String oathtool(byte[] secret, Instant at) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "oathtool", "--totp", "--base32", "--now", at.toString(), Base32.encode(secret))
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(process.waitFor()).as(out).isZero();
        return out.trim();
    }

    private static OptionalLong of(long value) {
        return OptionalLong.of(value);
    }

    private static OptionalLong none() {
        return OptionalLong.empty();
    }
}
