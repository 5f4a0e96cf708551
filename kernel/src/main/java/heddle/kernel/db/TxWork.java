package heddle.kernel.db;

/** The body of a transaction. Throwing rolls it back. */
@FunctionalInterface
public interface TxWork<T> {
    T run(Tx tx);
}
