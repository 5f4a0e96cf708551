package heddle.identity.platform;

import heddle.identity.account.Account;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** Wire records of logging in from a terminal. */
final class CliJson {
    private CliJson() {}

    /** @param expiresIn seconds */
    record Code(String code, long expiresIn) {}

    record Exchange(
            @NotBlank @Size(max = 40) String code,
            @Size(max = 200) @Nullable String name) {}

    record User(String id, @Nullable String email, @Nullable String name) {}

    record Exchanged(String apiKey, User user) {}

    record Done(boolean ok) {}

    static Exchanged of(CliLogins.LoggedIn in) {
        Account a = in.owner();
        return new Exchanged(in.token(), new User(a.id(), a.email(), a.name()));
    }
}
