package heddle.identity.user;

import heddle.identity.account.AccountJson;
import heddle.kernel.json.Patch;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Wire records of users. */
final class UserJson {
    private UserJson() {}

    record Create(
            @Nullable @Size(max = 400) String email,
            @Nullable @Size(max = 40) String phone,
            @Nullable String password,
            @Nullable @Size(max = 50) String role,
            @Nullable Boolean emailVerified,
            @Nullable ObjectNode userMetadata,
            @Nullable ObjectNode appMetadata,
            @Nullable Boolean sendInvite) {}

    record Update(
            Patch<@Size(max = 400) String> email,
            Patch<@Size(max = 40) String> phone,
            Patch<@Size(max = 50) String> role,
            @Nullable Boolean banned,
            Patch<@Size(max = 500) String> banReason,
            @Nullable Boolean emailVerified,
            @Nullable String password,
            @Nullable ObjectNode userMetadata,
            @Nullable ObjectNode appMetadata) {}

    record Page(List<AccountJson.View> users, long total) {}

    record Deleted(String userId, boolean deleted) {}
}
