package heddle.kernel.access;

/**
 * A population of accounts. Its id is the tenant's id where the tenant's end users are meant, else one of the words
 * here; it stands where a tenant's id stands in callers, transactions and events.
 */
public final class Realm {
    public static final String PLATFORM = "platform";
    public static final String STAFF = "staff";
    public static final String CUSTOMER = "customer";

    private Realm() {}

    public static boolean isTenant(String realm) {
        return realm.startsWith("tn_");
    }
}
