package heddle.market.wallet;

import heddle.kernel.Kernel;
import heddle.kernel.db.Tx;
import heddle.kernel.id.Ids;
import heddle.market.stripe.Stripe;
import heddle.market.stripe.StripeEvent;
import heddle.market.stripe.StripeMail;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What Stripe tells us. Events come repeated, late and in any order: each is taken once by its id, each object once by
 * its own, and one that speaks of a payment we do not know yet waits for it.
 */
final class StripeEvents {
    /** Stripe sends an event again for three days; far longer than that nothing can come twice. */
    private static final Duration KEPT = Duration.ofDays(90);

    private final Kernel kernel;
    private final StripeMail mail;
    private final PaymentStore payments;
    private final Credits credits;
    private final AutoTopups autoTopups;
    private final Cards cards;
    private final Connect connect;
    private final Takebacks takebacks;
    private final Withdrawals withdrawals;
    private final StripeEventStore store = new StripeEventStore();

    /** The verbs that events lead to. */
    record Verbs(AutoTopups autoTopups, Cards cards, Connect connect, Takebacks takebacks, Withdrawals withdrawals) {}

    StripeEvents(Kernel kernel, StripeMail mail, PaymentStore payments, Credits credits, Verbs verbs) {
        this.kernel = kernel;
        this.mail = mail;
        this.payments = payments;
        this.credits = credits;
        this.autoTopups = verbs.autoTopups();
        this.cards = verbs.cards();
        this.connect = verbs.connect();
        this.takebacks = verbs.takebacks();
        this.withdrawals = verbs.withdrawals();
    }

    /** Takes an event, or finds that it was taken. */
    void receive(byte[] body, @Nullable String signature) {
        StripeEvent event = mail.open(body, signature);
        kernel.db().tx(Credits.STRIPE, tx -> {
            if (store.note(tx, event.id(), event.type(), kernel.time().instant())) {
                take(tx, event, new String(body, StandardCharsets.UTF_8));
            }
            return true;
        });
    }

    void forgetOld() {
        kernel.db().tx(Credits.STRIPE, tx -> {
            store.deleteOld(tx, kernel.time().instant().minus(KEPT));
            return true;
        });
    }

    /** Money comes and goes on our own account only: whoever owns a connected one writes what they like on it. */
    private void take(Tx tx, StripeEvent event, String body) {
        if (event.account() == null) {
            ours(tx, event, body);
        } else {
            connected(tx, event, event.account());
        }
    }

    private void connected(Tx tx, StripeEvent event, String account) {
        switch (event.type()) {
            case "account.updated" -> accountUpdated(tx, event);
            case "account.application.deauthorized" -> connect.disconnected(tx, account, event.created());
            case "payout.paid", "payout.failed" -> payout(tx, event, account);
            default -> {
                // What people do with their own accounts is theirs.
            }
        }
    }

    private void ours(Tx tx, StripeEvent event, String body) {
        switch (event.type()) {
            case "checkout.session.completed", "checkout.session.async_payment_succeeded" -> checkoutPaid(tx, event);
            case "checkout.session.async_payment_failed" -> checkoutEnded(tx, event, Payment.State.FAILED);
            case "checkout.session.expired" -> checkoutEnded(tx, event, Payment.State.EXPIRED);
            case "payment_intent.succeeded" -> intentPaid(tx, event);
            case "payment_intent.payment_failed" -> intentFailed(tx, event);
            case "setup_intent.succeeded" -> cardSaved(tx, event);
            case "charge.refunded" ->
                ofPayment(
                        tx,
                        event,
                        body,
                        (id, payment) -> takebacks.refunded(tx, id, payment, event.cents("amount_refunded")));
            case "charge.dispute.created", "charge.dispute.funds_withdrawn" ->
                ofPayment(tx, event, body, (id, payment) -> disputed(tx, event, id, payment));
            case "charge.dispute.closed" ->
                ofPayment(tx, event, body, (id, payment) -> decided(tx, event, id, payment));
            case "radar.early_fraud_warning.created" ->
                ofPayment(tx, event, body, (id, payment) -> takebacks.warned(tx, id, payment));
            case "account.updated" -> accountUpdated(tx, event);
            case "transfer.created", "transfer.reversed" -> transfer(tx, event);
            default -> {
                // Stripe sends whatever its dashboard was told to; what we do not know is none of our affair.
            }
        }
    }

    private void checkoutPaid(Tx tx, StripeEvent event) {
        String session = event.text("id");
        boolean paid = "paid".equals(event.text("payment_status"));
        if (session == null || !paid || !"wallet_topup".equals(event.metadata(Stripe.KIND))) {
            return;
        }
        String intent = event.reference("payment_intent");
        String currency = String.valueOf(event.text("currency"));
        long cents = event.cents("amount_total");
        payment(tx, event, Payment.Kind.TOPUP, session, cents).ifPresent(payment -> {
            credits.credit(tx, payment, new Credits.Paid(session, intent, cents, currency));
            catchUp(tx, intent);
        });
    }

    private void checkoutEnded(Tx tx, StripeEvent event, Payment.State how) {
        String session = event.text("id");
        if (session != null && "wallet_topup".equals(event.metadata(Stripe.KIND))) {
            known(tx, event, session)
                    .ifPresent(p -> payments.end(tx, p.id(), how, kernel.time().instant()));
        }
    }

    /** The intent of a top-up tells the same money as its session does; only our own charges count by their intent. */
    private void intentPaid(Tx tx, StripeEvent event) {
        String intent = event.text("id");
        if (intent == null || !"auto_topup".equals(event.metadata(Stripe.KIND))) {
            return;
        }
        long cents = event.cents("amount_received");
        String currency = String.valueOf(event.text("currency"));
        payment(tx, event, Payment.Kind.AUTO_TOPUP, intent, cents).ifPresent(payment -> {
            autoTopups.succeeded(tx, payment.accountId());
            credits.credit(tx, payment, new Credits.Paid(intent, intent, cents, currency));
            catchUp(tx, intent);
        });
    }

    private void intentFailed(Tx tx, StripeEvent event) {
        String intent = event.text("id");
        if (intent != null && "auto_topup".equals(event.metadata(Stripe.KIND))) {
            known(tx, event, intent).ifPresent(p -> autoTopups.failed(tx, p.id(), true));
        }
    }

    private void cardSaved(Tx tx, StripeEvent event) {
        String customer = event.reference("customer");
        String card = event.reference("payment_method");
        if (customer != null && card != null) {
            cards.saved(tx, event.metadata(Stripe.USER), customer, card, event.created());
        }
    }

    /** An inquiry asks only; should it become more, Stripe says that it withdrew the money. */
    private void disputed(Tx tx, StripeEvent event, String disputeId, Payment payment) {
        boolean inquiry = event.type().equals("charge.dispute.created")
                && String.valueOf(event.text("status")).startsWith("warning_");
        takebacks.disputed(tx, disputeId, payment, inquiry ? 0 : event.cents("amount"));
    }

    private void decided(Tx tx, StripeEvent event, String disputeId, Payment payment) {
        String status = String.valueOf(event.text("status"));
        boolean won = status.equals("won") || status.equals("warning_closed");
        takebacks.decided(tx, disputeId, payment, event.cents("amount"), won);
    }

    private void accountUpdated(Tx tx, StripeEvent event) {
        String id = event.text("id");
        if (id != null) {
            boolean active = event.object().path("details_submitted").asBoolean(false)
                    && event.object().path("payouts_enabled").asBoolean(false)
                    && event.object()
                            .path("capabilities")
                            .path("transfers")
                            .asString("")
                            .equals("active");
            connect.told(tx, id, active ? Payer.ACTIVE : Payer.PENDING, event.created());
        }
    }

    private void transfer(Tx tx, StripeEvent event) {
        String id = event.text("id");
        String withdrawal = event.metadata(Stripe.WITHDRAWAL);
        if (id == null || withdrawal == null) {
            return;
        }
        if (event.type().equals("transfer.created")) {
            withdrawals.confirmed(tx, withdrawal, id);
        } else {
            withdrawals.reversed(tx, withdrawal, id, event.cents("amount_reversed"));
        }
    }

    /** What leaves a connected account for a bank is the person's own affair with Stripe; the log keeps that it did. */
    private void payout(Tx tx, StripeEvent event, String account) {
        String id = event.text("id");
        if (id != null) {
            connect.owner(tx, account)
                    .ifPresent(owner -> credits.record(
                            tx, event.type().replace("payout.", "payout.bank_"), owner, event.cents("amount"), id));
        }
    }

    /** The payment that an event names, locked; one that we did not begin ourselves is written down now. */
    private Optional<Payment> payment(Tx tx, StripeEvent event, Payment.Kind kind, String stripeId, long cents) {
        Optional<Payment> known = known(tx, event, stripeId);
        String user = event.metadata(Stripe.USER);
        if (known.isPresent() || user == null || !Ids.isId("user", user) || cents <= 0) {
            return known;
        }
        Payment unknown = new Payment(
                kernel.ids().next("pay"),
                user,
                kind,
                cents,
                stripeId,
                null,
                null,
                Payment.State.OPEN,
                null,
                kernel.time().instant());
        payments.insert(tx, unknown, null);
        return payments.lockByStripe(tx, stripeId);
    }

    private Optional<Payment> known(Tx tx, StripeEvent event, String stripeId) {
        String ours = event.metadata(Stripe.PAYMENT);
        return (ours == null ? Optional.<Payment>empty() : payments.lock(tx, ours))
                .or(() -> payments.lockByStripe(tx, stripeId));
    }

    /** Does something about the payment that an event speaks of, now or once that is known. */
    private void ofPayment(Tx tx, StripeEvent event, String body, BiConsumer<String, Payment> verb) {
        String id = event.text("id");
        String intent = event.reference("payment_intent");
        if (id == null || intent == null) {
            return;
        }
        Optional<Payment> payment = payments.lockByIntent(tx, intent);
        if (payment.isPresent()) {
            verb.accept(id, payment.get());
        } else {
            store.park(tx, event.id(), intent, body);
        }
    }

    private void catchUp(Tx tx, @Nullable String intent) {
        if (intent != null) {
            store.unpark(tx, intent).forEach(body -> take(tx, StripeMail.read(body), body));
        }
    }
}
