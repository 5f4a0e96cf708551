package heddle.kernel.crypto;

import org.jspecify.annotations.Nullable;

/** A sealed value cannot be read. The message names the purpose, never the value. */
public final class CannotOpenException extends RuntimeException {
    CannotOpenException(String purpose, String why, @Nullable Throwable cause) {
        super("Cannot open the secret kept for " + purpose + ": " + why, cause);
    }
}
