package heddle.identity.passkey;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Wire records of passkeys. */
final class PasskeyJson {
    private PasskeyJson() {}

    /** @param options for {@code PublicKeyCredential.parseCreationOptionsFromJSON} or its sibling */
    record Begun(ObjectNode options) {}

    record Register(
            @NotNull ObjectNode credential,
            @Nullable @Size(max = 100) String friendlyName) {}

    record Authenticate(@NotNull ObjectNode credential) {}

    /** At the portal, which holds no key: whose people are signing in. */
    record PortalBegin(@Nullable @Size(max = 100) String tenantId) {}

    record View(
            String id,
            String userId,
            String credentialId,
            String friendlyName,
            Instant createdAt,
            @Nullable Instant lastUsedAt) {}

    record Deleted(boolean deleted) {}

    static View of(Passkey p) {
        return new View(p.id(), p.accountId(), p.credentialId(), p.friendlyName(), p.createdAt(), p.lastUsedAt());
    }
}
