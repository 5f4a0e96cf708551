package heddle.kernel.outbox;

import org.jspecify.annotations.Nullable;

/** Hands messages of one channel to whoever carries them on. */
public interface Transport {

    /** Whether somebody carries this realm's messages; otherwise they are kept in the outbox. */
    boolean configured(String realm);

    /** The usual sender of a realm's messages, or null when none is configured. */
    @Nullable
    String sender(String realm);

    /**
     * Hands a message over.
     *
     * @param id of the message in the outbox; the same at every try
     * @return the name that the provider gave it, or null
     * @throws DeliveryFailed when it was not taken
     */
    @Nullable
    String deliver(String id, OutMessage message) throws DeliveryFailed;
}
