package heddle.contracts;

/** Names of the signals between nodes. */
public final class Channels {
    /** A key changed; payload {@code key_...}. */
    public static final String KEYS = "heddle_keys";
    /** A tenant changed; payload {@code tn_...}. */
    public static final String TENANTS = "heddle_tenants";
    /** A type, property, policy or view changed; payload {@code tn_...}. */
    public static final String SCHEMA = "heddle_schema";
    /** Events were committed; the payload names the node. */
    public static final String EVENTS = "heddle_events";

    private Channels() {}
}
