package heddle.kernel.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.zip.CRC32;

/** Random tokens, their stored digests, and the checksum that lets a mistyped key be refused without a look-up. */
public final class Tokens {
    private static final char[] BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".toCharArray();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SECRET_LENGTH = 40;
    private static final int CHECKSUM_LENGTH = 6;

    private Tokens() {}

    /** Random base62 text; each character carries 5.95 bits. */
    public static String base62(int length) {
        char[] out = new char[length];
        byte[] pool = new byte[length + 16];
        int next = pool.length;
        for (int i = 0; i < length; ) {
            if (next == pool.length) {
                RANDOM.nextBytes(pool);
                next = 0;
            }
            int value = pool[next++] & 0xff;
            // 248 is the largest multiple of 62 in a byte: above it the first letters would come more often.
            if (value < 248) {
                out[i++] = BASE62[value % 62];
            }
        }
        return new String(out);
    }

    /** Random base64url text without padding; 32 bytes give 43 characters. */
    public static String base64Url(int bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(bytes));
    }

    /** A random code of decimal digits, leading zeros included. */
    public static String digits(int length) {
        StringBuilder out = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            out.append((char) ('0' + RANDOM.nextInt(10)));
        }
        return out.toString();
    }

    /** A random text of some letters, each as likely as any other. */
    public static String letters(String alphabet, int length) {
        StringBuilder out = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            out.append(alphabet.charAt(RANDOM.nextInt(alphabet.length())));
        }
        return out.toString();
    }

    public static byte[] bytes(int count) {
        byte[] out = new byte[count];
        RANDOM.nextBytes(out);
        return out;
    }

    /** A new key: the prefix (e.g. {@code sk_}), 40 random base62 characters and the 6 of their checksum. */
    public static String key(String prefix) {
        String secret = base62(SECRET_LENGTH);
        return prefix + secret + checksum(secret);
    }

    /** Whether the text is the prefix and 46 base62 characters; says nothing of the checksum. */
    public static boolean hasKeyShape(String prefix, String text) {
        return text.startsWith(prefix)
                && text.length() == prefix.length() + SECRET_LENGTH + CHECKSUM_LENGTH
                && isBase62(text.substring(prefix.length()));
    }

    /** Whether the text has the shape of a key and its last six characters are the checksum of the forty before. */
    public static boolean hasKeyChecksum(String prefix, String text) {
        if (!hasKeyShape(prefix, text)) {
            return false;
        }
        String secret = text.substring(prefix.length(), prefix.length() + SECRET_LENGTH);
        return text.endsWith(checksum(secret));
    }

    /** CRC32 (ISO 3309) of the ASCII text as six base62 digits, most significant first, padded with {@code 0}. */
    public static String checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        long rest = crc.getValue();
        char[] out = new char[CHECKSUM_LENGTH];
        for (int i = CHECKSUM_LENGTH - 1; i >= 0; i--) {
            out[i] = BASE62[(int) (rest % 62)];
            rest /= 62;
        }
        return new String(out);
    }

    /** The form in which a token is stored and found again. */
    public static byte[] sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    public static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** 64 lower-case hexadecimal digits. */
    public static String sha256Hex(String text) {
        return HexFormat.of().formatHex(sha256(text));
    }

    /** Compares in a time that depends on the length of the texts only. */
    public static boolean same(String left, String right) {
        return MessageDigest.isEqual(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isBase62(String text) {
        return text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'));
    }
}
