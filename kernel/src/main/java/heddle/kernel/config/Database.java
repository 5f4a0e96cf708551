package heddle.kernel.config;

/** Where the data is. */
public sealed interface Database {
    /** In the server that Heddle runs itself in its home folder. */
    record Embedded() implements Database {}

    /**
     * In a server of the operator's.
     *
     * @param jdbcUrl without user and password
     * @param user empty where the driver finds it by itself
     */
    record External(String jdbcUrl, String user, Sensitive password) implements Database {}
}
