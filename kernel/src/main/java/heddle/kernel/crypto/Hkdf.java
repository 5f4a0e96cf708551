package heddle.kernel.crypto;

import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/** Derives independent keys from one secret: RFC 5869 with HMAC-SHA-256. */
public final class Hkdf {
    private Hkdf() {}

    /**
     * A key of {@code length} bytes.
     *
     * @param salt may be empty
     * @param info the label that keeps keys of different use apart
     */
    public static byte[] sha256(byte[] secret, byte[] salt, byte[] info, int length) {
        try {
            HKDFParameterSpec spec =
                    HKDFParameterSpec.ofExtract().addIKM(secret).addSalt(salt).thenExpand(info, length);
            return KDF.getInstance("HKDF-SHA256").deriveData(spec);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java 25 and later have HKDF-SHA256", e);
        } catch (InvalidAlgorithmParameterException e) {
            throw new IllegalArgumentException("A derived key has 1 to 8160 bytes, not " + length, e);
        }
    }
}
