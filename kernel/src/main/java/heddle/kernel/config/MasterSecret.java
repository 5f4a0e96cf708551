package heddle.kernel.config;

import heddle.kernel.crypto.PrivateFile;
import heddle.kernel.crypto.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The secret that all stored secrets are encrypted under. */
public final class MasterSecret {
    /** The fewest characters. */
    static final int LEAST = 32;

    private MasterSecret() {}

    /**
     * The UTF-8 bytes of {@code HEDDLE_SECRET}, or of the file {@code secret} in the home folder, which the first start
     * makes with mode 0600. Whoever loses it loses what was sealed under it.
     *
     * @throws ConfigFault when the file cannot be made or holds too little
     */
    public static byte[] of(Config config) {
        Sensitive given = config.secret();
        String text = given == null ? ofHome(config.home()) : given.value();
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String ofHome(Path home) {
        Path file = home.resolve("secret");
        try {
            PrivateFile.openFolder(home);
            String text = PrivateFile.readOrCreate(file, () -> Tokens.base64Url(32));
            if (text.length() >= LEAST) {
                return text;
            }
        } catch (IOException e) {
            throw fault("is not set, and " + file + " cannot be read or made (" + e.getMessage() + ")");
        }
        throw fault("is not set, and " + file + " holds less than " + LEAST + " characters");
    }

    private static ConfigFault fault(String what) {
        return new ConfigFault(List.of(new ConfigFault.Wrong(
                Setting.SECRET.variable(), what, "Mend the file, put it back from a backup, or set the variable")));
    }
}
