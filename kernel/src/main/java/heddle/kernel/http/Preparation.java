package heddle.kernel.http;

import java.util.function.Supplier;

/**
 * The first of two steps of an answer: what must not happen in a transaction, such as a call over the network, or should
 * not, such as hashing a password. An {@code Idempotency-Key} opens its transaction around the second step only.
 */
@FunctionalInterface
public interface Preparation {
    /**
     * @return the second step, which changes what is to be changed; run again when its transaction is
     */
    Supplier<Reply> prepare(Request request);
}
