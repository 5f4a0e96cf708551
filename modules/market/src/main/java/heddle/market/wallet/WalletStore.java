package heddle.market.wallet;

import heddle.kernel.db.Tx;

/** What a wallet's page tells beside the ledger. */
final class WalletStore {
    /** What the person's own jobs hold until they end. */
    long escrowed(Tx tx, String accountId) {
        return tx.query("""
                        select cast(coalesce(sum(price_cents), 0) as bigint) from market.jobs
                        where realm = :tenant and sender_id = :account
                            and status in ('queued', 'held', 'accepted', 'submitted')
                        """).bind("account", accountId).mapTo(Long.class).one();
    }
}
