package heddle.server.identity;

import heddle.kernel.crypto.Tokens;
import heddle.kernel.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A browser with a security key, made of the standard's own words (WebAuthn 3, sections 6.1 and 6.5; CBOR written by
 * hand), so that it can also do what no honest browser does.
 */
final class SoftAuthenticator {
    static final int PRESENT = 0x01;
    static final int VERIFIED = 0x04;
    private static final int ATTESTED = 0x40;

    final byte[] credentialId = Tokens.bytes(32);
    private final KeyPair keys;
    String origin;
    int flags = PRESENT | VERIFIED;
    long counter = 1;
    String userHandle = "";

    SoftAuthenticator(String origin) {
        this.origin = origin;
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            keys = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Answers creation options. */
    ObjectNode create(JsonNode options) {
        userHandle = options.at("/user/id").stringValue();
        byte[] data = join(authenticatorData(options.at("/rp/id").stringValue(), flags | ATTESTED), attested());
        byte[] attestation = join(
                bytes(0xa3), text("fmt"), text("none"), text("attStmt"), bytes(0xa0), text("authData"), blob(data));
        ObjectNode credential = credential();
        credential
                .putObject("response")
                .put("clientDataJSON", encoded(clientData("webauthn.create", options)))
                .put("attestationObject", encoded(attestation))
                .putArray("transports")
                .add("usb");
        return credential;
    }

    /** Answers request options. */
    ObjectNode get(JsonNode options) {
        counter++;
        byte[] client = clientData("webauthn.get", options);
        byte[] data = authenticatorData(options.path("rpId").stringValue(), flags);
        ObjectNode credential = credential();
        credential
                .putObject("response")
                .put("clientDataJSON", encoded(client))
                .put("authenticatorData", encoded(data))
                .put("signature", encoded(signed(join(data, sha256(client)))))
                .put("userHandle", userHandle);
        return credential;
    }

    private ObjectNode credential() {
        ObjectNode credential = Json.object();
        credential
                .put("id", encoded(credentialId))
                .put("rawId", encoded(credentialId))
                .put("type", "public-key");
        credential.putObject("clientExtensionResults");
        return credential;
    }

    private byte[] clientData(String type, JsonNode options) {
        return Json.object()
                .put("type", type)
                .put("challenge", options.path("challenge").stringValue())
                .put("origin", origin)
                .put("crossOrigin", false)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] authenticatorData(String rpId, int withFlags) {
        return join(
                sha256(rpId.getBytes(StandardCharsets.UTF_8)),
                bytes(withFlags),
                ByteBuffer.allocate(4).putInt((int) counter).array());
    }

    private byte[] attested() {
        return join(new byte[16], bytes(0, credentialId.length), credentialId, coseKey());
    }

    /** {@code {1: 2, 3: -7, -1: 1, -2: x, -3: y}}. */
    private byte[] coseKey() {
        ECPublicKey key = (ECPublicKey) keys.getPublic();
        return join(
                bytes(0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21),
                blob(fixed(key.getW().getAffineX().toByteArray())),
                bytes(0x22),
                blob(fixed(key.getW().getAffineY().toByteArray())));
    }

    private byte[] signed(byte[] message) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] sha256(byte[] message) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** 32 bytes, whatever sign byte or leading zeros the number came with. */
    private static byte[] fixed(byte[] number) {
        byte[] out = new byte[32];
        int length = Math.min(32, number.length);
        System.arraycopy(number, number.length - length, out, 32 - length, length);
        return out;
    }

    private static byte[] text(String value) {
        return join(bytes(0x60 | value.length()), value.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] blob(byte[] value) {
        return value.length < 256
                ? join(bytes(0x58, value.length), value)
                : join(bytes(0x59, value.length >> 8, value.length), value);
    }

    private static byte[] bytes(int... values) {
        byte[] out = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            out[i] = (byte) values[i];
        }
        return out;
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(out::writeBytes);
        return out.toByteArray();
    }

    static String encoded(byte[] value) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(value);
    }
}
