package heddle.kernel.postgres;

/** The embedded PostgreSQL cannot be used; the message says why and what to do. */
public final class PostgresFault extends RuntimeException {
    PostgresFault(String message) {
        super(message);
    }

    PostgresFault(String message, Throwable cause) {
        super(message, cause);
    }
}
