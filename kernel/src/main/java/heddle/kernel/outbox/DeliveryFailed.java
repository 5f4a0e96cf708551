package heddle.kernel.outbox;

import org.jspecify.annotations.Nullable;

/** A message was not taken: for now, or for good. */
public final class DeliveryFailed extends Exception {
    private final boolean forGood;

    private DeliveryFailed(String message, boolean forGood, @Nullable Throwable cause) {
        super(message, cause);
        this.forGood = forGood;
    }

    /** A later try may do. */
    public static DeliveryFailed forNow(String message, @Nullable Throwable cause) {
        return new DeliveryFailed(message, false, cause);
    }

    /** No later try will do either: the provider refuses this message. */
    public static DeliveryFailed forGood(String message, @Nullable Throwable cause) {
        return new DeliveryFailed(message, true, cause);
    }

    boolean isForGood() {
        return forGood;
    }
}
