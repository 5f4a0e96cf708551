package heddle.identity.external;

import heddle.kernel.json.Json;
import heddle.kernel.json.RecordReader;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a provider says of somebody, once its word has been checked.
 *
 * @param provider e.g. {@code google}, {@code saml:acme}
 * @param subject the provider's own name of the person, which never changes
 * @param email as told, or null when it told none
 * @param emailVerified whether the provider answers for the address
 * @param name what the person is called, perhaps empty
 * @param role that the provider's groups give, or null to leave the role alone
 * @param attributes further ones to keep with the account, or null
 */
public record Profile(
        String provider,
        String subject,
        @Nullable String email,
        boolean emailVerified,
        String name,
        @Nullable String role,
        @Nullable ObjectNode attributes) {

    public ObjectNode toJson() {
        return (ObjectNode) Json.trusted(Json.text(this));
    }

    public static Profile of(JsonNode stored) {
        return RecordReader.read(stored, Profile.class);
    }
}
