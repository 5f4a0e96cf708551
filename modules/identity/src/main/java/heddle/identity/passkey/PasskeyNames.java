package heddle.identity.passkey;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a passkey is called until its owner says otherwise. */
final class PasskeyNames {
    private static final Map<String, String> BY_AAGUID = Map.ofEntries(
            Map.entry("fbfc3007-154e-4ecc-8c0b-6e020557d7bd", "iCloud Keychain"),
            Map.entry("dd4ec289-e01d-41c9-bb89-70fa845d4bf2", "iCloud Keychain"),
            Map.entry("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4", "Google Password Manager"),
            Map.entry("adce0002-35bc-c60a-648b-0b25f1f05503", "Chrome on Mac"),
            Map.entry("08987058-cadc-4b81-b6e1-30de50dcbe96", "Windows Hello"),
            Map.entry("9ddd1817-af5a-4672-a2b9-3e3dd95000a9", "Windows Hello"),
            Map.entry("6028b017-b1d4-4c02-b4b3-afcdafc96bb2", "Windows Hello"),
            Map.entry("bada5566-a7aa-401f-bd96-45619a55120d", "1Password"),
            Map.entry("d548826e-79b4-db40-a3d8-11116f7e8349", "Bitwarden"),
            Map.entry("531126d6-e717-415c-9320-3d9aa6981239", "Dashlane"),
            Map.entry("53414d53-554e-4700-0000-000000000000", "Samsung Pass"),
            Map.entry("fdb141b2-5d84-443e-8a35-4698c205a502", "KeePassXC"),
            Map.entry("50726f74-6f6e-5061-7373-50726f746f6e", "Proton Pass"));

    private PasskeyNames() {}

    static String name(@Nullable String wanted, String aaguid, String userAgent) {
        if (wanted != null && !wanted.isBlank()) {
            return wanted.strip();
        }
        String maker = BY_AAGUID.get(aaguid);
        if (maker != null) {
            return maker;
        }
        String system = system(userAgent);
        return system.isEmpty() ? "Passkey" : "Passkey on " + system;
    }

    /** The order matters: an iPad calls itself a Mac, and Android calls itself Linux. */
    private static String system(String userAgent) {
        if (userAgent.contains("iPhone") || userAgent.contains("iPad")) {
            return "iOS";
        }
        if (userAgent.contains("Android")) {
            return "Android";
        }
        if (userAgent.contains("Windows")) {
            return "Windows";
        }
        if (userAgent.contains("Macintosh")) {
            return "Mac";
        }
        return userAgent.contains("Linux") ? "Linux" : "";
    }
}
