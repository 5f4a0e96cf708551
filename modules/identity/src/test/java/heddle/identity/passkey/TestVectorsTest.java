package heddle.identity.passkey;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** The verifier against values that others computed: test vectors of the standard, and each with one bit turned. */
class TestVectorsTest {
    private static final RelyingParty PARTY = new RelyingParty("example.org", Set.of("https://example.org"));
    private static final Properties VECTORS = vectors();
    private static final int DATA = 37;
    private static final int HOST = 32;
    private static final int NAME = 18;

    private final Verifier verifier = new Verifier();

    private static Properties vectors() {
        Properties all = new Properties();
        try (InputStream in =
                Objects.requireNonNull(TestVectorsTest.class.getResourceAsStream("w3c-test-vectors.properties"))) {
            all.load(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return all;
    }

    private static byte[] bytes(String name) {
        return HexFormat.of().parseHex(VECTORS.getProperty(name));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String challenge(String vector, String ceremony) {
        return base64(bytes(vector + "." + ceremony + ".challenge"));
    }

    private static byte[] clientData(String vector, String ceremony) {
        String extra = VECTORS.getProperty(vector + "." + ceremony + ".extra");
        String more = extra == null
                ? ""
                : ",\"extraData\":\"clientDataJSON may be extended with additional fields in the future, such as this: "
                        + extra + "\"";
        return "{\"type\":\"webauthn.%s\",\"challenge\":\"%s\",\"origin\":\"https://example.org\",\"crossOrigin\":false%s}"
                .formatted(ceremony, challenge(vector, ceremony), more)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Credential credential(String vector, ObjectNode response) {
        ObjectNode whole = Json.object().put("id", base64(bytes(vector + ".credentialId")));
        whole.set("response", response);
        return new Credential(whole);
    }

    private Verifier.Registered register(String vector, byte[] clientData, byte[] attestation) {
        ObjectNode response =
                Json.object().put("clientDataJSON", base64(clientData)).put("attestationObject", base64(attestation));
        return verifier.register(credential(vector, response), PARTY, challenge(vector, "create"));
    }

    private Verifier.Registered register(String vector) {
        return register(vector, clientData(vector, "create"), bytes(vector + ".create.attestationObject"));
    }

    private static Passkey passkey(Verifier.Registered made) {
        return new Passkey(
                "tn_test",
                "pk_test",
                "usr_test",
                made.credentialId(),
                made.publicKey(),
                made.aaguid(),
                made.signCount(),
                List.of(),
                made.backupAble(),
                made.backedUp(),
                "Test",
                Instant.EPOCH,
                null);
    }

    private Verifier.Used use(String vector, Passkey passkey, byte[] data, byte[] clientData, byte[] signature)
            throws Verifier.CounterWentBack {
        ObjectNode response = Json.object()
                .put("authenticatorData", base64(data))
                .put("clientDataJSON", base64(clientData))
                .put("signature", base64(signature));
        return verifier.use(credential(vector, response), passkey, PARTY, challenge(vector, "get"));
    }

    private Verifier.Used use(String vector, Passkey passkey) throws Verifier.CounterWentBack {
        return use(
                vector,
                passkey,
                bytes(vector + ".get.authenticatorData"),
                clientData(vector, "get"),
                bytes(vector + ".get.signature"));
    }

    /** Every byte of the three things that an assertion is made of, one at a time. */
    private void refusesEveryMutation(String vector, Passkey passkey) {
        byte[] data = bytes(vector + ".get.authenticatorData");
        byte[] client = clientData(vector, "get");
        byte[] signature = bytes(vector + ".get.signature");
        eachFlipped(
                data,
                0,
                data.length,
                (bad, at) ->
                        assertRefused(() -> use(vector, passkey, bad, client, signature), "authenticatorData", at));
        eachFlipped(
                client,
                0,
                client.length,
                (bad, at) -> assertRefused(() -> use(vector, passkey, data, bad, signature), "clientDataJSON", at));
        eachFlipped(
                signature,
                0,
                signature.length,
                (bad, at) -> assertRefused(() -> use(vector, passkey, data, client, bad), "signature", at));
    }

    private static void eachFlipped(byte[] right, int from, int to, BiConsumer<byte[], Integer> then) {
        for (int at = from; at < to; at++) {
            byte[] bad = right.clone();
            bad[at] ^= (byte) (1 << (at % 8));
            then.accept(bad, at);
        }
    }

    private interface Ceremony {
        Object run() throws Verifier.CounterWentBack;
    }

    private static void assertRefused(Ceremony ceremony, String part, int at) {
        try {
            ceremony.run();
        } catch (Problem | Verifier.CounterWentBack refused) {
            return;
        }
        throw new AssertionError("Accepted with byte " + at + " of " + part + " changed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none.ES256", "packed-self.ES256", "packed.ES256", "packed.EdDSA"})
    void agreesWithTheStandard(String vector) throws Exception {
        Verifier.Registered made = register(vector);
        assertThat(made.credentialId()).isEqualTo(base64(bytes(vector + ".credentialId")));
        assertThat(made.signCount()).isZero();
        assertThat(use(vector, passkey(made)).signCount()).isZero();
    }

    @Test
    void readsWhatTheFlagsSay() throws Exception {
        Verifier.Registered synced = register("none.ES256");
        assertThat(synced.aaguid()).isEqualTo("8446ccb9-ab1d-b374-750b-2367ff6f3a1f");
        assertThat(synced.backupAble()).isTrue();
        assertThat(synced.backedUp()).isTrue();
        assertThat(use("none.ES256", passkey(synced)).userVerified()).isFalse();
        Verifier.Registered bound = register("packed.EdDSA");
        assertThat(bound.backupAble()).isFalse();
        assertThat(use("packed.EdDSA", passkey(bound)).backedUp()).isFalse();
        assertThat(use("packed.ES256", passkey(register("packed.ES256"))).userVerified())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none.ES256", "packed-self.ES256", "packed.ES256", "packed.EdDSA"})
    void refusesAssertionsOfWhichOneBitIsWrong(String vector) {
        refusesEveryMutation(vector, passkey(register(vector)));
    }

    /** Nobody asks for attestation, so what a registration binds is host, credential, challenge, type and origin. */
    @ParameterizedTest
    @ValueSource(strings = {"none.ES256", "packed-self.ES256", "packed.ES256", "packed.EdDSA"})
    void refusesRegistrationsOfAnotherHostNameOrChallenge(String vector) {
        byte[] client = clientData(vector, "create");
        byte[] attestation = bytes(vector + ".create.attestationObject");
        byte[] name = bytes(vector + ".credentialId");
        int host = new String(attestation, StandardCharsets.ISO_8859_1)
                        .indexOf(new String(name, StandardCharsets.ISO_8859_1))
                - NAME
                - DATA;
        BiConsumer<byte[], Integer> refused =
                (bad, at) -> assertRefused(() -> register(vector, client, bad), "attestationObject", at);
        eachFlipped(attestation, host, host + HOST, refused);
        eachFlipped(attestation, host + DATA + NAME, host + DATA + NAME + name.length, refused);
        String text = new String(client, StandardCharsets.UTF_8);
        BiConsumer<byte[], Integer> misled =
                (bad, at) -> assertRefused(() -> register(vector, bad, attestation), "clientDataJSON", at);
        // The last sign of a challenge has two bits that mean nothing; Passkeys looks challenges up by their text.
        int last = text.indexOf("\",\"origin\"") - 1;
        eachFlipped(client, 0, last, misled);
        eachFlipped(client, last + 1, text.indexOf(",\"crossOrigin"), misled);
    }

    @Test
    void agreesWithTheStandardOnRsa() throws Exception {
        String vector = "packed.RS256";
        Passkey passkey = passkey(new Verifier.Registered(
                base64(bytes(vector + ".credentialId")),
                base64(mersenneKey()),
                "00000000-0000-0000-0000-000000000000",
                0,
                true,
                true));
        assertThat(use(vector, passkey).signCount()).isZero();
        refusesEveryMutation(vector, passkey);
    }

    /** The COSE key {@code {1: 3, 3: -257, -1: n, -2: 65537}}. */
    private static byte[] mersenneKey() {
        BigInteger n = mersenne(1279).multiply(mersenne(2203));
        String digits = n.toString(16);
        String even = digits.length() % 2 == 0 ? digits : "0" + digits;
        return HexFormat.of()
                .parseHex("a401030339010020" + "59%04x".formatted(even.length() / 2) + even + "2143010001");
    }

    private static BigInteger mersenne(int exponent) {
        return BigInteger.ONE.shiftLeft(exponent).subtract(BigInteger.ONE);
    }
}
