package heddle.market.wallet;

import heddle.contracts.Ledger;
import heddle.contracts.Ledger.Transfer;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.db.Tx;
import heddle.kernel.event.Event;
import heddle.kernel.id.Ids;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import heddle.market.stripe.Stripe;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts what Stripe received into wallets, each payment once, and lets it pay what is owed first. */
final class Credits {
    private static final Logger LOG = LoggerFactory.getLogger(Credits.class);

    static final Caller STRIPE = Caller.system(Realm.PLATFORM, "Stripe");

    private final Ledger ledger;
    private final PaymentStore payments;
    private final Ids ids;
    private final InstantSource time;

    /**
     * What Stripe says was paid.
     *
     * @param stripeId the object that is credited
     * @param intentId the intent behind it, by which disputes will name it
     */
    record Paid(String stripeId, @Nullable String intentId, long cents, String currency) {}

    Credits(Ledger ledger, PaymentStore payments, Ids ids, InstantSource time) {
        this.ledger = ledger;
        this.payments = payments;
        this.ids = ids;
        this.time = time;
    }

    /**
     * Credits a locked payment unless that was done before.
     *
     * @return whether this call did it
     */
    boolean credit(Tx tx, Payment payment, Paid paid) {
        boolean ours = paid.currency().toLowerCase(Locale.ROOT).equals(Stripe.CURRENCY) && paid.cents() > 0;
        if (payment.state() == Payment.State.PAID) {
            return false;
        }
        if (!ours) {
            LOG.error(
                    "Stripe received {} {} for {}, which no wallet takes; refund it there",
                    paid.cents(),
                    paid.currency(),
                    paid.stripeId());
            return false;
        }
        payments.paid(tx, payment.id(), paid.stripeId(), paid.intentId(), paid.cents(), time.instant());
        String kind = payment.kind().word();
        record(tx, "wallet.credited", payment.accountId(), paid.cents(), paid.stripeId());
        ledger.post(
                tx,
                new Transfer(
                        kind + ":" + paid.stripeId(),
                        kind,
                        paid.stripeId(),
                        List.of(Money.move(Money.CLEARING, Money.wallet(payment.accountId()), paid.cents()))));
        settleDebt(tx, payment.accountId());
        return true;
    }

    /** Pays from the wallet what its owner owes, as far as it goes; what remains owed is answered. */
    long settleDebt(Tx tx, String accountId) {
        long owed = owed(tx, accountId);
        long available =
                ledger.balance(tx, Money.wallet(accountId), Money.ASSET).available();
        long part = Math.min(owed, Math.max(0, available));
        if (part > 0) {
            ledger.post(
                    tx,
                    new Transfer(
                            "debt:" + ids.next("dbt"),
                            "adjustment",
                            "debt",
                            List.of(Money.move(Money.wallet(accountId), Money.debt(accountId), part))));
        }
        return owed - part;
    }

    long owed(Tx tx, String accountId) {
        return Math.max(
                0, -ledger.balance(tx, Money.debt(accountId), Money.ASSET).balance());
    }

    /**
     * Takes an amount from a wallet as far as it has it, and writes the rest down as owed.
     *
     * @param key of the ledger, e.g. {@code dispute:dp_1}
     * @return how much the wallet gave
     */
    long takeBack(Tx tx, String accountId, long cents, String key, String kind, String reference) {
        for (int attempt = 1; ; attempt++) {
            long available =
                    ledger.balance(tx, Money.wallet(accountId), Money.ASSET).available();
            long taken = Math.clamp(available, 0, cents);
            try {
                return tx.attempt(() -> {
                    ledger.post(tx, new Transfer(key, kind, reference, split(accountId, taken, cents - taken)));
                    return taken;
                });
            } catch (Problem spentMeanwhile) {
                if (spentMeanwhile.status() != 402 || attempt == 3) {
                    throw spentMeanwhile;
                }
            }
        }
    }

    private static List<Ledger.Move> split(String accountId, long taken, long owed) {
        Ledger.Move fromWallet = Money.move(Money.wallet(accountId), Money.CLEARING, taken);
        Ledger.Move fromDebt = Money.move(Money.debt(accountId), Money.CLEARING, owed);
        if (owed == 0) {
            return List.of(fromWallet);
        }
        return taken == 0 ? List.of(fromDebt) : List.of(fromWallet, fromDebt);
    }

    void record(Tx tx, String type, String accountId, long cents, String reference) {
        tx.record(Event.of(
                ids.next("evt"),
                STRIPE,
                type,
                accountId,
                Json.object()
                        .put("account_id", accountId)
                        .put("amount_cents", cents)
                        .put("reference", reference)
                        .toString(),
                time.instant()));
    }
}
