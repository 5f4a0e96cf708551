package heddle.identity.mfa;

import heddle.kernel.crypto.SecretBox;
import heddle.kernel.crypto.Tokens;
import heddle.kernel.db.Tx;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Ten codes on paper, for the day when the authenticator is lost. They are too short to be safe behind a plain hash, so
 * what is stored is keyed with a secret that is not in the database.
 */
public final class RecoveryCodes {
    /** No letter that can be read as a digit, or as another letter. */
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

    private static final int COUNT = 10;

    /**
     * How many codes there are.
     *
     * @param remaining those not used yet
     */
    public record Standing(int total, int remaining, Instant generatedAt) {}

    private final SecretBox secrets;
    private final InstantSource time;
    private final RecoveryCodeStore store = new RecoveryCodeStore();

    RecoveryCodes(SecretBox secrets, InstantSource time) {
        this.secrets = secrets;
        this.time = time;
    }

    /**
     * Fresh codes instead of those before; they are told once.
     *
     * @param half characters on either side of the dash
     */
    public List<String> issue(Tx tx, String accountId, int half) {
        store.deleteOf(tx, accountId);
        List<String> codes = new ArrayList<>();
        List<byte[]> hashes = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            String bare = bare(2 * half);
            codes.add(bare.substring(0, half) + "-" + bare.substring(half));
            hashes.add(hash(tx, accountId, bare));
        }
        store.insert(tx, accountId, hashes, time.instant());
        return codes;
    }

    /** Uses a code up, however it is typed; false when it is none of the person's. */
    boolean use(Tx tx, String accountId, String typed) {
        return store.use(tx, accountId, hash(tx, accountId, normal(typed)), time.instant());
    }

    public Optional<Standing> standing(Tx tx, String accountId) {
        return store.standing(tx, accountId);
    }

    void forget(Tx tx, String accountId) {
        store.deleteOf(tx, accountId);
    }

    static String normal(String typed) {
        return typed.toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]", "")
                .replace('o', '0')
                .replace('i', '1')
                .replace('l', '1');
    }

    private static String bare(int length) {
        StringBuilder out = new StringBuilder(length);
        for (byte b : Tokens.bytes(length)) {
            out.append(ALPHABET.charAt(b & 31));
        }
        return out.toString();
    }

    private byte[] hash(Tx tx, String accountId, String bare) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secrets.derive("recovery-codes"), "HmacSHA256"));
            return mac.doFinal((tx.tenantId() + "\n" + accountId + "\n" + bare).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }
}
