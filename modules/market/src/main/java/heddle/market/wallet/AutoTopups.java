package heddle.market.wallet;

import heddle.contracts.Ledger;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.problem.Problem;
import heddle.market.stripe.Stripe;
import heddle.market.stripe.StripeRefused;
import heddle.market.stripe.StripeUnclear;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fills wallets from saved cards, within limits that their owners cannot be surprised by. */
final class AutoTopups {
    private static final Logger LOG = LoggerFactory.getLogger(AutoTopups.class);
    private static final int A_DAY = 5;
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration COOL_DOWN = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration KEY_KNOWN = Duration.ofHours(23);
    private static final int BATCH = 100;

    private final Kernel kernel;
    private final Stripe stripe;
    private final Ledger ledger;
    private final Credits credits;
    private final PayerStore payers;
    private final PaymentStore payments;
    private final Guards guards;

    AutoTopups(
            Kernel kernel,
            Stripe stripe,
            Ledger ledger,
            Credits credits,
            PayerStore payers,
            PaymentStore payments,
            Guards guards) {
        this.kernel = kernel;
        this.stripe = stripe;
        this.ledger = ledger;
        this.credits = credits;
        this.payers = payers;
        this.payments = payments;
        this.guards = guards;
    }

    private record Begun(Payment payment, Stripe.Card card) {}

    Payer tell(Caller caller) {
        return kernel.db().tx(caller, tx -> payers.find(tx, guards.account(caller)));
    }

    /**
     * Takes what the person says of it; declines are forgotten.
     *
     * @throws Problem 400 PAYMENT_METHOD_REQUIRED, or 503 where Stripe is not configured
     */
    Payer change(Caller caller, WalletJson.AutoTopup wanted) {
        if (wanted.enabled()) {
            stripe.require();
        }
        String account = guards.account(caller);
        return kernel.db().tx(caller, tx -> {
            Payer payer = payers.lock(tx, account);
            if (wanted.enabled() && payer.card().isEmpty()) {
                throw Problem.badRequest(
                        "PAYMENT_METHOD_REQUIRED",
                        "No card is saved: POST /api/wallet/setup-payment-method first, then save one");
            }
            Integer amount = wanted.amountCents() == null ? payer.auto().amountCents() : wanted.amountCents();
            Integer threshold =
                    wanted.thresholdCents() == null ? payer.auto().thresholdCents() : wanted.thresholdCents();
            if (wanted.enabled() && (amount == null || threshold == null)) {
                throw Problem.invalid(
                        amount == null ? "amount_cents" : "threshold_cents",
                        "required",
                        "Say how much to top up (amount_cents) and below which balance (threshold_cents)");
            }
            payers.auto(tx, account, new Payer.Auto(wanted.enabled(), amount, threshold, 0));
            return payers.find(tx, account);
        });
    }

    /**
     * Charges the saved card where its owner allowed that and it is enough. Not within a transaction.
     *
     * @return whether the wallet was credited
     */
    boolean cover(String accountId, long missingCents) {
        if (!stripe.configured() || kernel.db().inTransaction()) {
            return false;
        }
        return kernel.db()
                .tx(Credits.STRIPE, tx -> begin(tx, accountId, missingCents))
                .map(begun -> charge(begun.payment(), begun.card()))
                .orElse(false);
    }

    private Optional<Begun> begin(Tx tx, String accountId, long missingCents) {
        Payer payer = payers.lock(tx, accountId);
        Integer amount = payer.auto().amountCents();
        Optional<Stripe.Card> card = payer.card();
        if (amount == null || amount < missingCents || card.isEmpty() || !allowed(tx, payer)) {
            return Optional.empty();
        }
        Instant now = kernel.time().instant();
        PaymentStore.Recent recent = payments.recent(tx, accountId, now.minus(DAY), now.minus(COOL_DOWN));
        if (recent.justNow() || recent.day() >= A_DAY) {
            return Optional.empty();
        }
        Payment payment = new Payment(
                kernel.ids().next("pay"),
                accountId,
                Payment.Kind.AUTO_TOPUP,
                amount,
                null,
                null,
                null,
                Payment.State.CREATED,
                null,
                now);
        payments.insert(tx, payment, null);
        return Optional.of(new Begun(payment, card.get()));
    }

    private boolean allowed(Tx tx, Payer payer) {
        return payer.auto().enabled()
                && payer.auto().declines() < Payer.MOST_DECLINES
                && guards.unfrozen(tx, payer.accountId());
    }

    private boolean charge(Payment payment, Stripe.Card card) {
        try {
            Stripe.Charge charge = stripe.charge(payment.id(), payment.accountId(), payment.askedCents(), card);
            return kernel.db().tx(Credits.STRIPE, tx -> charged(tx, payment.id(), charge));
        } catch (StripeRefused e) {
            LOG.info("The automatic top-up {} was refused: {} {}", payment.id(), e.code(), e.text());
            kernel.db().tx(Credits.STRIPE, tx -> {
                failed(tx, payment.id(), e.declined());
                return true;
            });
            return false;
        } catch (StripeUnclear e) {
            LOG.warn("What Stripe made of the automatic top-up {} is not known: {}", payment.id(), e.getMessage());
            return false;
        }
    }

    private boolean charged(Tx tx, String paymentId, Stripe.Charge charge) {
        Payment payment = payments.lock(tx, paymentId).orElseThrow();
        if (charge.status().equals("succeeded")) {
            succeeded(tx, payment.accountId());
            credits.credit(
                    tx, payment, new Credits.Paid(charge.id(), charge.id(), charge.receivedCents(), charge.currency()));
        } else {
            payments.open(tx, paymentId, charge.id(), null, kernel.time().instant());
        }
        return payments.lock(tx, paymentId)
                .map(p -> p.state() == Payment.State.PAID)
                .orElse(false);
    }

    /** Declines count in a row only. Before money moves, since whoever withdraws locks in that order too. */
    void succeeded(Tx tx, String accountId) {
        Payer payer = payers.lock(tx, accountId);
        Payer.Auto auto = payer.auto();
        if (auto.declines() > 0) {
            payers.auto(tx, accountId, new Payer.Auto(auto.enabled(), auto.amountCents(), auto.thresholdCents(), 0));
        }
    }

    /** A charge brought nothing, as the call or an event tells; counted once, whoever tells first. */
    void failed(Tx tx, String paymentId, boolean declined) {
        Payment payment = payments.lock(tx, paymentId).orElseThrow();
        boolean first =
                payments.end(tx, paymentId, Payment.State.FAILED, kernel.time().instant());
        if (!first || !declined) {
            return;
        }
        Payer.Auto auto = payers.lock(tx, payment.accountId()).auto();
        int declines = auto.declines() + 1;
        boolean on = auto.enabled() && declines < Payer.MOST_DECLINES;
        payers.auto(tx, payment.accountId(), new Payer.Auto(on, auto.amountCents(), auto.thresholdCents(), declines));
        if (auto.enabled() && !on) {
            credits.record(tx, "wallet.auto_topup_ended", payment.accountId(), payment.askedCents(), paymentId);
        }
    }

    /** Fills every wallet that fell below what its owner wants to have in it. */
    void refill() {
        if (!stripe.configured()) {
            return;
        }
        String after = "";
        List<Payer> page;
        do {
            String from = after;
            page = kernel.db().tx(Credits.STRIPE, tx -> payers.auto(tx, from, BATCH));
            for (Payer payer : page) {
                if (isLow(payer)) {
                    cover(payer.accountId(), 1);
                }
                after = payer.accountId();
            }
        } while (page.size() == BATCH);
    }

    private boolean isLow(Payer payer) {
        Integer threshold = payer.auto().thresholdCents();
        return threshold != null
                && kernel.db()
                        .tx(
                                Credits.STRIPE,
                                tx -> ledger.balance(tx, Money.wallet(payer.accountId()), Money.ASSET)
                                                .available()
                                        < threshold);
    }

    /** Asks again for charges that nobody knows the end of, under their keys, so that none is made twice. */
    void lookUp() {
        if (!stripe.configured()) {
            return;
        }
        Instant now = kernel.time().instant();
        List<Payment> unclear = kernel.db().tx(Credits.STRIPE, tx -> payments.unclear(tx, now.minus(PATIENCE), BATCH));
        for (Payment payment : unclear) {
            Optional<Stripe.Card> card = kernel.db()
                    .tx(Credits.STRIPE, tx -> payers.find(tx, payment.accountId()))
                    .card();
            if (card.isPresent() && payment.createdAt().plus(KEY_KNOWN).isAfter(now)) {
                charge(payment, card.get());
            } else {
                kernel.db().tx(Credits.STRIPE, tx -> payments.end(tx, payment.id(), Payment.State.FAILED, now));
            }
        }
    }
}
