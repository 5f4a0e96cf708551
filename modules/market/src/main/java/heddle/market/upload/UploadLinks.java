package heddle.market.upload;

import heddle.kernel.crypto.SecretBox;
import heddle.kernel.crypto.Tokens;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Links that let whoever holds them read one file for a while. */
final class UploadLinks {
    private static final Duration GOOD = Duration.ofMinutes(10);
    private static final String HMAC = "HmacSHA256";

    private final byte[] key;
    private final InstantSource time;
    private final Supplier<String> origin;

    UploadLinks(SecretBox secrets, InstantSource time, Supplier<String> origin) {
        this.key = secrets.derive("upload-links");
        this.time = time;
        this.origin = origin;
    }

    String to(String id) {
        long expires = time.instant().plus(GOOD).getEpochSecond();
        return origin.get() + "/api/uploads/" + id + "?expires=" + expires + "&signature=" + signature(id, expires);
    }

    boolean holds(String id, @Nullable String expires, @Nullable String signature) {
        if (expires == null || signature == null || !expires.matches("[0-9]{1,12}")) {
            return false;
        }
        long until = Long.parseLong(expires);
        return Tokens.same(signature(id, until), signature) && time.instant().isBefore(Instant.ofEpochSecond(until));
    }

    private String signature(String id, long expires) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            byte[] sum = mac.doFinal((id + "\n" + expires).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(sum);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + HMAC, e);
        }
    }
}
