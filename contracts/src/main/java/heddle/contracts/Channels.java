package heddle.contracts;

/** Names of the signals between nodes. */
public final class Channels {
    /** A key changed; payload {@code key_...}. */
    public static final String KEYS = "heddle_keys";
    /** An account, its roles or its factors changed; payload {@code usr_...}. */
    public static final String ACCOUNTS = "heddle_accounts";
    /** A session ended; payload {@code sess_...}. */
    public static final String SESSIONS = "heddle_sessions";
    /** Roles or the ways to sign in of a realm changed; payload the realm. */
    public static final String REALMS = "heddle_realms";
    /** A tenant changed; payload {@code tn_...}. */
    public static final String TENANTS = "heddle_tenants";
    /** A type, property, policy or view changed; payload {@code tn_...}. */
    public static final String SCHEMA = "heddle_schema";
    /** Events were committed; the payload names the node. */
    public static final String EVENTS = "heddle_events";
    /** Lines were added to logs of jobs; the payload names the jobs. */
    public static final String JOB_LINES = "heddle_job_lines";

    private Channels() {}
}
