package heddle.contracts;

import heddle.kernel.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The door of the ledger: double entry over accounts that are paths ({@code user:user_1}, {@code escrow:job_1},
 * {@code platform:fees}). Amounts are positive integers in the smallest unit of an asset ({@code USD/2} is cents). It
 * knows no job and no person. The book is the tenant or realm that the transaction is bound to; nothing moves between
 * books. Accounts come to be with their first transfer; those under {@code platform:} and {@code stripe:} may fall
 * below zero, every other keeps {@code balance - held >= 0}, and the database itself refuses less.
 *
 * <p>Every transfer and hold has a key that is unique in its book. Asking again with the same key and the same content
 * moves nothing and answers what was done; with other content it is a defect of the caller ({@code 409 LEDGER_KEY_REUSED}).
 */
public interface Ledger {
    /** One movement of an amount above zero from one account to another. */
    record Move(String from, String to, String asset, long amount) {}

    /**
     * Movements that happen together or not at all.
     *
     * @param key unique in the book, at most 200 characters, e.g. {@code job:job_1:settle}
     * @param kind why, as wallets show it: {@code topup job refund payout ...}
     * @param reference what it was for, e.g. the job's id; wallets show {@code kind:reference}
     */
    record Transfer(String key, String kind, String reference, List<Move> moves) {
        public Transfer {
            moves = List.copyOf(moves);
        }
    }

    /**
     * What was posted.
     *
     * @param id {@code txn_...}
     * @param fresh false where the key had been posted before and nothing was moved now
     */
    record Posted(String id, boolean fresh) {}

    /**
     * @param held reserved by holds and not available
     */
    record Balance(long balance, long held) {
        public long available() {
            return balance - held;
        }
    }

    /**
     * One side of a transfer, as the account sees it.
     *
     * @param delta positive in, negative out
     * @param balanceAfter the account's balance once it was posted
     */
    record Entry(
            String id,
            String transferId,
            long delta,
            long balanceAfter,
            String kind,
            String reference,
            Instant createdAt) {}

    /**
     * Which entries of an account to read, newest first.
     *
     * @param before the id of the entry to go on after, or null for the newest
     */
    record EntryQuery(
            String account,
            String asset,
            @Nullable String kind,
            @Nullable Instant since,
            @Nullable String before,
            int limit) {}

    /**
     * Posts inside the caller's transaction, so that state and money change together. An account is locked until that
     * transaction ends: call it last.
     *
     * @throws heddle.kernel.problem.Problem 402 {@code INSUFFICIENT_BALANCE} with {@code required} and {@code available}
     */
    Posted post(Tx tx, Transfer transfer);

    /**
     * The same of several transfers, in their order and in as few statements as one of them needs.
     *
     * @return what was posted of each; the first that is refused throws
     */
    List<Posted> post(Tx tx, List<Transfer> transfers);

    /**
     * Posts in a transaction of its own, together with what others post at this moment; durable on return. For accounts
     * that many share.
     */
    Posted post(String book, Transfer transfer);

    /** Reserves an amount: it stays on its account but is no longer available. Until when is the caller's affair. */
    Posted hold(Tx tx, String key, String account, String asset, long amount);

    /** Ends a hold by moving at most what it reserved; the rest is available again. Once per hold. */
    Posted capture(Tx tx, String holdKey, Transfer transfer);

    /** Ends a hold without moving anything. False where it had ended. */
    boolean release(Tx tx, String holdKey);

    Balance balance(Tx tx, String account, String asset);

    List<Entry> entries(Tx tx, EntryQuery query);

    /**
     * The accounts of a book that are not empty and whose path begins so, with their balances. For checks that look at all
     * of them; those that float are not told.
     */
    Map<String, Long> funded(Tx tx, String book, String prefix, String asset);

    /** The sum of all an account's entries by kind, positive for what came in; kinds that never happened are left out. */
    Map<String, Long> totals(Tx tx, String account, String asset);
}
