package heddle.client;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;

/** Why a command ended without what was asked. */
final class Failure extends RuntimeException {
    static final int REFUSED = 1;
    static final int USAGE = 2;
    static final int UNREACHABLE = 3;

    private final int exitCode;
    private final String code;

    private Failure(int exitCode, String code, String message) {
        super(message, null, false, false);
        this.exitCode = exitCode;
        this.code = code;
    }

    /** The server said no. */
    static Failure refused(String code, String message) {
        return new Failure(REFUSED, code, message);
    }

    /** The command was not given what it needs. */
    static Failure usage(String message) {
        return new Failure(USAGE, "USAGE", message);
    }

    /**
     * A file of the user's is in no state to be used.
     *
     * @param cannot what was wanted of it, e.g. {@code read}
     */
    static Failure ofFile(Path file, String cannot, IOException e) {
        // Of these Java says only which file it was.
        String why = switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException other -> other.getFile() + " is in the way";
            default -> String.valueOf(e.getMessage());
        };
        return usage(file + " cannot be " + cannot + ": " + why);
    }

    static Failure unreachable(String url, String why) {
        return new Failure(
                UNREACHABLE,
                "UNREACHABLE",
                url + " cannot be reached (" + why + "). Is the server running? HEDDLE_API_URL names another one");
    }

    int exitCode() {
        return exitCode;
    }

    String code() {
        return code;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
