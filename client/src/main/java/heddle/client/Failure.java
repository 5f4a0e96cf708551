package heddle.client;

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
