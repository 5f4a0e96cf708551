package heddle.identity.platform;

import heddle.identity.account.Account;
import heddle.identity.proof.Purpose;
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

    /**
     * @param name how the person will know the program, e.g. the machine's name
     */
    record Device(@Size(max = 200) @Nullable String name) {}

    /**
     * @param userCode for the person to type at the address
     * @param expiresIn seconds
     * @param interval seconds between two questions
     */
    record DeviceCode(
            String deviceCode,
            String userCode,
            String verificationUri,
            String verificationUriComplete,
            long expiresIn,
            int interval) {}

    record DeviceToken(@NotBlank @Size(max = 200) String deviceCode) {}

    record User(String id, @Nullable String email, @Nullable String name) {}

    record Exchanged(String apiKey, User user) {}

    record Done(boolean ok) {}

    static Exchanged of(TerminalKeys.LoggedIn in) {
        Account a = in.owner();
        return new Exchanged(in.token(), new User(a.id(), a.email(), a.name()));
    }

    /**
     * @param page where the code is typed
     */
    static DeviceCode of(DeviceLogins.Begun begun, String page) {
        String code = TypedCodes.shown(begun.userCode());
        return new DeviceCode(
                begun.deviceCode(),
                code,
                page,
                page + "?" + DevicePages.CODE + "=" + code,
                Purpose.DEVICE.lifetime().toSeconds(),
                DeviceLogins.INTERVAL);
    }
}
