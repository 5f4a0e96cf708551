package heddle.contracts;

/** Tells what people of the platform have in their wallets. */
@FunctionalInterface
public interface Wallets {
    /**
     * @param accountId {@code user_...}
     */
    long balanceCents(String accountId);

    /** The door of a module that is not there: nobody has anything. */
    static Wallets none() {
        return accountId -> 0;
    }
}
