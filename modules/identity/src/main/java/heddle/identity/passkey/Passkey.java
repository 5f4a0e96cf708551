package heddle.identity.passkey;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A credential that a device holds the private half of.
 *
 * @param credentialId as the device names it, in base64url
 * @param publicKey a COSE key in CBOR, in base64url
 * @param aaguid which model of authenticator made it; all zero when it does not say
 * @param signCount how often it signed, as far as it counts; 0 when it does not
 * @param transports how a browser can reach the device, e.g. {@code internal}, {@code usb}
 * @param backupAble whether the device may copy it to others of the same person
 */
record Passkey(
        String realm,
        String id,
        String accountId,
        String credentialId,
        String publicKey,
        String aaguid,
        long signCount,
        List<String> transports,
        boolean backupAble,
        boolean backedUp,
        String friendlyName,
        Instant createdAt,
        @Nullable Instant lastUsedAt) {
    /** Passkeys that a person may have. */
    static final int MOST = 10;
}
