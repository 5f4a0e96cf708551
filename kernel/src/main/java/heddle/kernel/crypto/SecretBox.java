package heddle.kernel.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keeps secrets at rest: AES-256-GCM with a random 96-bit nonce.
 *
 * <p>Each purpose (e.g. {@code totp}, {@code integration:itg_01...}) has a key of its own, derived from the one
 * configured secret, and is also authenticated with the text: a value sealed for one purpose cannot be opened for
 * another. A random nonce is safe for some 2^32 values per purpose.
 */
public final class SecretBox {
    /** Names algorithm and layout, so that a later one can live beside the values of this one. */
    private static final String PREFIX = "v1.";

    private static final byte[] SALT = "heddle.secret-box".getBytes(StandardCharsets.US_ASCII);
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;

    private final byte[] secret;

    /** @param secret at least 32 bytes of which nobody else knows any */
    public SecretBox(byte[] secret) {
        if (secret.length < 32) {
            throw new IllegalArgumentException("The secret needs at least 32 bytes");
        }
        this.secret = secret.clone();
    }

    /** Text of {@code v1.} and base64url: nonce, ciphertext, tag. Two calls never give the same text. */
    public String seal(String purpose, byte[] plain) {
        byte[] nonce = Tokens.bytes(NONCE_BYTES);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, purpose, nonce).doFinal(plain);
            ByteBuffer out =
                    ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed);
            return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(out.array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM refused to seal", e);
        }
    }

    public String seal(String purpose, String plain) {
        return seal(purpose, plain.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws CannotOpenException when the text was changed, sealed for another purpose or under another secret */
    public byte[] open(String purpose, String sealed) {
        if (!sealed.startsWith(PREFIX)) {
            throw new CannotOpenException(purpose, "it does not start with " + PREFIX, null);
        }
        byte[] bytes = decode(purpose, sealed.substring(PREFIX.length()));
        byte[] nonce = Arrays.copyOf(bytes, NONCE_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, purpose, nonce).doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new CannotOpenException(
                    purpose, "it was changed, or HEDDLE_SECRET is not the one it was made with", e);
        }
    }

    public String openText(String purpose, String sealed) {
        return new String(open(purpose, sealed), StandardCharsets.UTF_8);
    }

    /** A key of 32 bytes for another use than sealing, e.g. to sign links; each label gives another one. */
    public byte[] derive(String label) {
        return Hkdf.sha256(secret, SALT, ("derive:" + label).getBytes(StandardCharsets.UTF_8), 32);
    }

    private byte[] decode(String purpose, String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            if (bytes.length < NONCE_BYTES + TAG_BYTES) {
                throw new CannotOpenException(purpose, "it is too short", null);
            }
            return bytes;
        } catch (IllegalArgumentException e) {
            throw new CannotOpenException(purpose, "it is not base64url", e);
        }
    }

    private Cipher cipher(int mode, String purpose, byte[] nonce) throws GeneralSecurityException {
        byte[] label = purpose.getBytes(StandardCharsets.UTF_8);
        byte[] key = Hkdf.sha256(secret, SALT, ("seal:" + purpose).getBytes(StandardCharsets.UTF_8), 32);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BYTES * 8, nonce));
        cipher.updateAAD(label);
        return cipher;
    }
}
