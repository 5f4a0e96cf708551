package heddle.market.wallet;

import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.market.stripe.Stripe;
import heddle.market.stripe.StripeRefused;
import heddle.market.stripe.StripeUnclear;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Saved ways to pay. Their numbers go from the browser to Stripe; we know them by {@code pm_...} only. */
final class Cards {
    private final Kernel kernel;
    private final Stripe stripe;
    private final PayerStore payers;
    private final Guards guards;

    Cards(Kernel kernel, Stripe stripe, PayerStore payers, Guards guards) {
        this.kernel = kernel;
        this.stripe = stripe;
        this.payers = payers;
        this.guards = guards;
    }

    /** What the person's browser needs to save a card at Stripe. Not within a transaction. */
    String setUp(Caller caller) {
        stripe.require();
        String account = guards.account(caller);
        @Nullable
        String known = kernel.db()
                .tx(caller, tx -> {
                    guards.requireUnfrozen(tx, account);
                    return payers.lock(tx, account);
                })
                .customerId();
        try {
            String customer = known == null ? newCustomer(caller, account) : known;
            return stripe.setup(account, customer);
        } catch (StripeRefused e) {
            throw Guards.refused(e);
        } catch (StripeUnclear e) {
            throw Guards.unclear();
        }
    }

    private String newCustomer(Caller caller, String account) {
        String made = stripe.customer(account);
        return kernel.db().tx(caller, tx -> {
            payers.customer(tx, account, made);
            String kept = payers.find(tx, account).customerId();
            return kept == null ? made : kept;
        });
    }

    /** Stripe saved a card of a customer at a moment; one that was saved later stays. */
    void saved(Tx tx, @Nullable String accountId, String customerId, String cardId, Instant seen) {
        payers.byCustomer(tx, customerId)
                .map(Payer::accountId)
                .or(() -> Optional.ofNullable(accountId))
                .ifPresent(account -> {
                    payers.lock(tx, account);
                    payers.card(tx, account, customerId, cardId, seen);
                });
    }
}
