package heddle.identity.profile;

import heddle.kernel.json.Patch;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Wire records of profiles. */
final class ProfileJson {
    private ProfileJson() {}

    /**
     * @param currentPassword proves that it is the owner who sets a new one
     * @param userMetadata merged by member; null removes one
     */
    record Update(
            Patch<@Size(max = 400) String> email,
            Patch<@Size(max = 40) String> phone,
            @Nullable String password,
            @Nullable String currentPassword,
            @Nullable ObjectNode userMetadata) {}
}
