package heddle.market.wallet;

import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.problem.Problem;
import heddle.market.stripe.Stripe;
import heddle.market.stripe.StripeRefused;
import heddle.market.stripe.StripeUnclear;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Money on its way into a wallet by a page of Stripe. It arrives with Stripe's event, never here. */
final class TopUps {
    private final Kernel kernel;
    private final Stripe stripe;
    private final Supplier<String> origin;
    private final PayerStore payers;
    private final PaymentStore payments;
    private final Guards guards;

    TopUps(
            Kernel kernel,
            Stripe stripe,
            Supplier<String> origin,
            PayerStore payers,
            PaymentStore payments,
            Guards guards) {
        this.kernel = kernel;
        this.stripe = stripe;
        this.origin = origin;
        this.payers = payers;
        this.payments = payments;
        this.guards = guards;
    }

    private record Begun(Payment payment, @Nullable String customer) {}

    /**
     * The page on which to pay. Not within a transaction.
     *
     * @throws Problem 503 where Stripe is not configured or does not answer
     */
    String start(Caller caller, int cents, @Nullable String requestKey) {
        stripe.require();
        String account = guards.account(caller);
        Begun begun = kernel.db().tx(caller, tx -> begin(tx, account, cents, requestKey));
        Payment payment = begun.payment();
        if (payment.url() != null) {
            return payment.url();
        }
        Stripe.Checkout page = page(payment, begun.customer());
        kernel.db().tx(caller, tx -> {
            payments.open(tx, payment.id(), page.id(), page.url(), kernel.time().instant());
            return true;
        });
        return page.url();
    }

    private Begun begin(Tx tx, String account, int cents, @Nullable String requestKey) {
        guards.requireUnfrozen(tx, account);
        Payment fresh = new Payment(
                kernel.ids().next("pay"),
                account,
                Payment.Kind.TOPUP,
                cents,
                null,
                null,
                null,
                Payment.State.CREATED,
                null,
                kernel.time().instant());
        String customer = payers.find(tx, account).customerId();
        if (payments.insert(tx, fresh, requestKey)) {
            return new Begun(fresh, customer);
        }
        Payment earlier =
                payments.byRequest(tx, account, String.valueOf(requestKey)).orElseThrow();
        if (earlier.askedCents() != cents) {
            throw Guards.keyReused();
        }
        return new Begun(earlier, customer);
    }

    private Stripe.Checkout page(Payment payment, @Nullable String customer) {
        try {
            return stripe.checkout(payment.id(), payment.accountId(), payment.askedCents(), customer, origin.get());
        } catch (StripeRefused e) {
            kernel.db()
                    .tx(
                            Credits.STRIPE,
                            tx -> payments.end(
                                    tx,
                                    payment.id(),
                                    Payment.State.FAILED,
                                    kernel.time().instant()));
            throw Guards.refused(e);
        } catch (StripeUnclear e) {
            throw Guards.unclear();
        }
    }
}
