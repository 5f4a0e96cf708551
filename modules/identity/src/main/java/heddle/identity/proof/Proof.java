package heddle.identity.proof;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A link, code, ticket or challenge: good once and for a while. The secret itself is stored as a hash only.
 *
 * @param accountId whose it is, or null when nobody is known yet
 * @param address e-mail address or phone number it was sent to; empty when it was not sent
 * @param data what its purpose needs to remember
 */
public record Proof(
        String realm,
        String id,
        Purpose purpose,
        @Nullable String accountId,
        String address,
        ObjectNode data,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant usedAt) {

    /** A new proof with the secrets that are told once. {@code code} is empty where none was asked for. */
    public record Issued(Proof proof, String token, String code) {}

    public boolean expired(Instant now) {
        return !now.isBefore(expiresAt);
    }
}
