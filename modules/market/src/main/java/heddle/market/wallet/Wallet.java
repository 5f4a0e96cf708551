package heddle.market.wallet;

import heddle.contracts.Ledger;
import heddle.contracts.Ledger.Entry;
import heddle.contracts.Ledger.EntryQuery;
import heddle.contracts.Ledger.Transfer;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a person has, and how it came to be. */
final class Wallet {
    private final Kernel kernel;
    private final Ledger ledger;
    private final Withdrawals withdrawals;
    private final Guards guards;
    private final WalletStore store = new WalletStore();

    Wallet(Kernel kernel, Ledger ledger, Withdrawals withdrawals, Guards guards) {
        this.kernel = kernel;
        this.ledger = ledger;
        this.withdrawals = withdrawals;
        this.guards = guards;
    }

    /**
     * @param before the entry after which to go on, or null for the newest
     */
    record Wanted(
            @Nullable String kind,
            @Nullable Instant since,
            @Nullable String before,
            int limit) {}

    /**
     * @param entries one more than were asked for, where others follow
     */
    record Statement(Ledger.Balance balance, long pendingWithdrawal, long escrowed, long earned, List<Entry> entries) {}

    Statement statement(Caller caller, Wanted wanted) {
        String account = guards.account(caller);
        String wallet = Money.wallet(account);
        return kernel.db()
                .tx(
                        caller,
                        tx -> new Statement(
                                ledger.balance(tx, wallet, Money.ASSET),
                                withdrawals.pending(tx, account),
                                store.escrowed(tx, account),
                                ledger.totals(tx, wallet, Money.ASSET).getOrDefault("payout", 0L),
                                ledger.entries(
                                        tx,
                                        new EntryQuery(
                                                wallet,
                                                Money.ASSET,
                                                wanted.kind(),
                                                wanted.since(),
                                                wanted.before(),
                                                wanted.limit() + 1))));
    }

    /** Money out of nothing, for whoever tries Heddle out. */
    Ledger.Balance credit(Caller caller, int cents) {
        String account = guards.account(caller);
        String wallet = Money.wallet(account);
        String id = kernel.ids().next("dev");
        return kernel.db().tx(caller, tx -> {
            ledger.post(
                    tx, new Transfer("dev:" + id, "topup", id, List.of(Money.move(Money.ADJUSTMENTS, wallet, cents))));
            return ledger.balance(tx, wallet, Money.ASSET);
        });
    }
}
