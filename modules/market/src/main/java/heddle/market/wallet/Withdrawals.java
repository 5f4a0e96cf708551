package heddle.market.wallet;

import heddle.contracts.Ledger;
import heddle.contracts.Ledger.Transfer;
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
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Earnings on their way out: held first, then sent by Stripe outside every transaction, then taken or let go. While
 * nobody knows what Stripe did the amount stays held, and {@link #lookUp} asks until it is known.
 */
final class Withdrawals {
    private static final Logger LOG = LoggerFactory.getLogger(Withdrawals.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** As long as Stripe surely still knows the key of a call, asking again is the same call. */
    private static final Duration KEY_KNOWN = Duration.ofHours(23);

    private static final int BATCH = 100;

    private final Kernel kernel;
    private final Stripe stripe;
    private final Ledger ledger;
    private final Credits credits;
    private final PayerStore payers;
    private final TakebackStore takebacks;
    private final Guards guards;
    private final WithdrawalStore store = new WithdrawalStore();

    Withdrawals(
            Kernel kernel,
            Stripe stripe,
            Ledger ledger,
            Credits credits,
            PayerStore payers,
            TakebackStore takebacks,
            Guards guards) {
        this.kernel = kernel;
        this.stripe = stripe;
        this.ledger = ledger;
        this.credits = credits;
        this.payers = payers;
        this.takebacks = takebacks;
        this.guards = guards;
    }

    /**
     * Sends earnings out. Not within a transaction.
     *
     * @throws Problem 400 CONNECT_REQUIRED, EARNED_FUNDS_ONLY or TRANSFER_REFUSED, 402, 403, or 503
     */
    Withdrawal ask(Caller caller, int cents, @Nullable String requestKey) {
        stripe.require();
        String account = guards.account(caller);
        Withdrawal begun = kernel.db().tx(caller, tx -> begin(tx, caller, account, cents, requestKey));
        Withdrawal sent = begun.unclear() ? send(begun) : begun;
        if (sent.status() == Withdrawal.Status.FAILED) {
            throw Problem.badRequest(
                    "TRANSFER_REFUSED",
                    "Stripe refused to send this (" + sent.failure() + "); the amount is back in the wallet");
        }
        return sent;
    }

    private Withdrawal begin(Tx tx, Caller caller, String account, int cents, @Nullable String requestKey) {
        Payer payer = payers.lock(tx, account);
        Optional<Withdrawal> earlier = requestKey == null ? Optional.empty() : store.byRequest(tx, account, requestKey);
        if (earlier.isPresent()) {
            if (earlier.get().amountCents() != cents) {
                throw Guards.keyReused();
            }
            return earlier.get();
        }
        String connect = payer.connectId();
        if (connect == null || !payer.connectStatus().equals(Payer.ACTIVE)) {
            throw Problem.badRequest(
                    "CONNECT_REQUIRED",
                    "Stripe cannot pay you yet: POST /api/stripe/connect, answer its questions, then try again");
        }
        requireFree(tx, account);
        requireEarned(tx, account, cents);
        Withdrawal made = new Withdrawal(
                kernel.ids().next("wd"),
                account,
                cents,
                connect,
                Withdrawal.Status.PROCESSING,
                null,
                0,
                null,
                kernel.time().instant());
        store.insert(tx, made, requestKey);
        record(tx, caller, "withdrawal.asked", made);
        ledger.hold(tx, made.holdKey(), Money.wallet(account), Money.ASSET, cents);
        return made;
    }

    private void requireFree(Tx tx, String account) {
        guards.requireUnfrozen(tx, account);
        if (takebacks.disputed(tx, account)) {
            throw Problem.forbidden(
                    "WITHDRAWALS_BLOCKED",
                    "A payment into this wallet is disputed; nothing can be withdrawn until then");
        }
        long owed = credits.settleDebt(tx, account);
        if (owed > 0) {
            throw Problem.forbidden(
                            "WITHDRAWALS_BLOCKED",
                            "This wallet owes " + owed
                                    + " cents for payments that were taken back; top up or earn them")
                    .with("owed_cents", owed);
        }
    }

    /** What was topped up goes back only to the card it came from. */
    private void requireEarned(Tx tx, String account, long cents) {
        long available = ledger.balance(tx, Money.wallet(account), Money.ASSET).available();
        if (cents > available) {
            throw Problem.of(
                            402,
                            "INSUFFICIENT_BALANCE",
                            "The wallet has " + available + " cents available and " + cents + " are asked for")
                    .with("required", cents)
                    .with("available", available);
        }
        long earned = withdrawable(tx, account, available);
        if (cents > earned) {
            throw Problem.badRequest(
                            "EARNED_FUNDS_ONLY",
                            "Only earnings can be withdrawn, of which there are " + earned
                                    + " cents; what was topped up goes back by a refund to the card")
                    .with("withdrawable_cents", earned);
        }
    }

    private long withdrawable(Tx tx, String account, long available) {
        Map<String, Long> totals = ledger.totals(tx, Money.wallet(account), Money.ASSET);
        long earned = totals.getOrDefault("payout", 0L)
                + totals.getOrDefault("withdrawal", 0L)
                + totals.getOrDefault("withdrawal_reversal", 0L)
                - store.pending(tx, account);
        return Math.clamp(earned, 0, available);
    }

    long pending(Tx tx, String account) {
        return store.pending(tx, account);
    }

    private Withdrawal send(Withdrawal w) {
        try {
            return sent(w.id(), stripe.transfer(w.id(), w.connectId(), w.amountCents()));
        } catch (StripeRefused e) {
            return failed(w.id(), e.text());
        } catch (StripeUnclear e) {
            LOG.warn("What Stripe made of the withdrawal {} is not known: {}", w.id(), e.getMessage());
            return w;
        }
    }

    private Withdrawal sent(String id, String transferId) {
        return kernel.db().tx(Credits.STRIPE, tx -> captured(tx, id, transferId).orElseThrow());
    }

    /** Stripe made the transfer: what was held is gone. Known before, nothing changes. */
    private Optional<Withdrawal> captured(Tx tx, String id, String transferId) {
        return store.lock(tx, id).map(w -> {
            if (!w.unclear()) {
                return w;
            }
            Withdrawal done = change(tx, w, Withdrawal.Status.PROCESSING, transferId, 0, null);
            record(tx, Credits.STRIPE, "withdrawal.sent", done);
            ledger.capture(
                    tx,
                    w.holdKey(),
                    new Transfer(
                            "wd:" + id + ":post",
                            "withdrawal",
                            id,
                            List.of(Money.move(Money.wallet(w.accountId()), Money.CLEARING, w.amountCents()))));
            return done;
        });
    }

    private Withdrawal failed(String id, String why) {
        return kernel.db().tx(Credits.STRIPE, tx -> {
            Withdrawal w = store.lock(tx, id).orElseThrow();
            if (!w.unclear()) {
                return w;
            }
            Withdrawal done = change(tx, w, Withdrawal.Status.FAILED, null, 0, why);
            record(tx, Credits.STRIPE, "withdrawal.failed", done);
            ledger.release(tx, w.holdKey());
            return done;
        });
    }

    /** Stripe tells of a transfer by itself, be it one that we had given up and given back. */
    void confirmed(Tx tx, String id, String transferId) {
        recovered(tx, id, transferId);
        captured(tx, id, transferId)
                .filter(w -> w.status() == Withdrawal.Status.PROCESSING)
                .ifPresent(w -> record(
                        tx,
                        Credits.STRIPE,
                        "withdrawal.paid",
                        change(tx, w, Withdrawal.Status.PAID, w.transferId(), w.reversedCents(), null)));
    }

    /** A withdrawal that failed, so that its amount is in the wallet, was sent all the same: it is taken out again. */
    private void recovered(Tx tx, String id, String transferId) {
        store.lock(tx, id).filter(w -> w.status() == Withdrawal.Status.FAILED).ifPresent(w -> {
            LOG.warn("Stripe sent the withdrawal {} after it was given up", id);
            Withdrawal sent = change(tx, w, Withdrawal.Status.PROCESSING, transferId, 0, null);
            record(tx, Credits.STRIPE, "withdrawal.sent", sent);
            credits.takeBack(tx, w.accountId(), w.amountCents(), "wd:" + id + ":late", "withdrawal", id);
        });
    }

    /**
     * Stripe took a transfer back.
     *
     * @param wholeCents all that was taken back of it so far
     */
    void reversed(Tx tx, String id, String transferId, long wholeCents) {
        recovered(tx, id, transferId);
        Optional<Withdrawal> known = captured(tx, id, transferId);
        if (known.isEmpty()) {
            return;
        }
        Withdrawal w = known.get();
        long whole = Math.min(wholeCents, w.amountCents());
        long more = whole - w.reversedCents();
        if (more <= 0) {
            return;
        }
        Withdrawal.Status status = whole == w.amountCents() ? Withdrawal.Status.REVERSED : w.status();
        record(tx, Credits.STRIPE, "withdrawal.reversed", change(tx, w, status, w.transferId(), whole, null));
        ledger.post(
                tx,
                new Transfer(
                        "wd:" + id + ":rev:" + whole,
                        "withdrawal_reversal",
                        id,
                        List.of(Money.move(Money.CLEARING, Money.wallet(w.accountId()), more))));
    }

    /** Asks Stripe what became of withdrawals that nobody knows the end of. */
    void lookUp() {
        if (!stripe.configured()) {
            return;
        }
        Instant before = kernel.time().instant().minus(PATIENCE);
        kernel.db().tx(Credits.STRIPE, tx -> store.unclear(tx, before, BATCH)).forEach(this::lookUp);
    }

    private void lookUp(Withdrawal w) {
        try {
            Optional<String> made = stripe.findTransfer(w.id());
            boolean keyKnown =
                    w.createdAt().plus(KEY_KNOWN).isAfter(kernel.time().instant());
            if (made.isPresent()) {
                sent(w.id(), made.get());
            } else if (keyKnown) {
                send(w);
            } else {
                failed(w.id(), "Stripe knows of no such transfer a day later");
            }
        } catch (StripeRefused | StripeUnclear e) {
            LOG.warn("The withdrawal {} cannot be looked up now: {}", w.id(), e.getMessage());
        }
    }

    private Withdrawal change(
            Tx tx,
            Withdrawal w,
            Withdrawal.Status status,
            @Nullable String transferId,
            long reversed,
            @Nullable String failure) {
        Withdrawal after = new Withdrawal(
                w.id(),
                w.accountId(),
                w.amountCents(),
                w.connectId(),
                status,
                transferId,
                reversed,
                failure,
                w.createdAt());
        store.save(tx, after, kernel.time().instant());
        return after;
    }

    private void record(Tx tx, Caller actor, String type, Withdrawal w) {
        tx.record(heddle.kernel.event.Event.of(
                kernel.ids().next("evt"),
                actor,
                type,
                w.id(),
                heddle.kernel.json.Json.text(WalletJson.of(w)),
                kernel.time().instant()));
    }
}
