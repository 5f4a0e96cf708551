package heddle.kernel.event;

/**
 * A place in the event log: everything up to it, in the order of transaction and then of number, has been read.
 *
 * @param xid the transaction's number; all smaller ones are read
 * @param seq the last number read of that transaction; 0 for none
 */
public record LogCursor(long xid, long seq) {}
