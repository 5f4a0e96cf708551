package heddle.market.wallet;

import heddle.contracts.Ledger;
import heddle.contracts.Ledger.Transfer;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.problem.Problem;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Disputes, refunds and warnings of fraud: what Stripe takes back from us, we take back from the wallet it went to. */
final class Takebacks {
    private final Db db;
    private final Ledger ledger;
    private final Credits credits;
    private final TakebackStore store;
    private final InstantSource time;

    Takebacks(Db db, Ledger ledger, Credits credits, TakebackStore store, InstantSource time) {
        this.db = db;
        this.ledger = ledger;
        this.credits = credits;
        this.store = store;
        this.time = time;
    }

    /**
     * The card's owner objects: the money is taken at once, and given back should the dispute be won.
     *
     * @param cents what Stripe took from us, 0 while the bank only asks
     */
    void disputed(Tx tx, String disputeId, Payment payment, long cents) {
        Takeback known = store.lock(tx, disputeId)
                .orElseGet(() -> blank(disputeId, payment, Takeback.Kind.DISPUTE, Takeback.State.OPEN));
        if (known.state() == Takeback.State.OPEN && known.askedCents() == 0) {
            take(tx, known, cents);
        }
    }

    /** A dispute ended; its beginning may not have been heard of. */
    void decided(Tx tx, String disputeId, Payment payment, long cents, boolean won) {
        Takeback known = store.lock(tx, disputeId)
                .orElseGet(() -> blank(disputeId, payment, Takeback.Kind.DISPUTE, Takeback.State.OPEN));
        if (known.state() != Takeback.State.OPEN) {
            return;
        }
        Takeback ended = known.with(won ? Takeback.State.WON : Takeback.State.LOST);
        if (!won && known.askedCents() == 0) {
            take(tx, ended, cents);
            return;
        }
        store.save(tx, ended, time.instant());
        if (won) {
            giveBack(tx, known);
        }
    }

    /**
     * Money went back to the card.
     *
     * @param wholeCents all that was refunded of this charge so far
     */
    void refunded(Tx tx, String chargeId, Payment payment, long wholeCents) {
        Takeback known = store.lock(tx, chargeId)
                .orElseGet(() -> blank(chargeId, payment, Takeback.Kind.REFUND, Takeback.State.DONE));
        if (wholeCents > known.askedCents()) {
            take(tx, known, wholeCents - known.askedCents());
        }
    }

    /** A warning that a payment was fraud: what it gave can no longer be spent, and nothing is paid out. */
    void warned(Tx tx, String warningId, Payment payment) {
        Long credited = payment.creditedCents();
        long available = ledger.balance(tx, Money.wallet(payment.accountId()), Money.ASSET)
                .available();
        long held = Math.clamp(available, 0, credited == null ? 0 : credited);
        String key = "freeze:" + warningId;
        if (!store.freeze(tx, warningId, payment, held > 0 ? key : null, time.instant())) {
            return;
        }
        credits.record(tx, "wallet.frozen", payment.accountId(), held, warningId);
        if (held > 0) {
            ledger.hold(tx, key, Money.wallet(payment.accountId()), Money.ASSET, held);
        }
    }

    /**
     * Opens a frozen wallet again, for an administrator who looked into it.
     *
     * @throws Problem 404 where it is not frozen
     */
    void thaw(Caller by, String accountId) {
        db.tx(by.in(Realm.PLATFORM), tx -> {
            List<Optional<String>> ended = store.thaw(tx, accountId, time.instant());
            if (ended.isEmpty()) {
                throw Problem.notFound();
            }
            credits.record(tx, "wallet.thawed", accountId, 0, by.id());
            ended.forEach(hold -> hold.ifPresent(key -> ledger.release(tx, key)));
            return true;
        });
    }

    private void take(Tx tx, Takeback known, long cents) {
        if (cents <= 0) {
            store.save(tx, known, time.instant());
            return;
        }
        store.unhold(tx, known.paymentId()).forEach(key -> ledger.release(tx, key));
        boolean dispute = known.kind() == Takeback.Kind.DISPUTE;
        String key = dispute ? "dispute:" + known.id() : "refund:" + known.id() + ":" + (known.askedCents() + cents);
        credits.record(tx, dispute ? "wallet.disputed" : "wallet.refunded", known.accountId(), cents, known.id());
        long taken =
                credits.takeBack(tx, known.accountId(), cents, key, dispute ? "chargeback" : "adjustment", known.id());
        store.save(tx, known.more(cents, taken, cents - taken), time.instant());
    }

    private void giveBack(Tx tx, Takeback won) {
        List<Ledger.Move> moves = new ArrayList<>();
        if (won.takenCents() > 0) {
            moves.add(Money.move(Money.CLEARING, Money.wallet(won.accountId()), won.takenCents()));
        }
        if (won.owedCents() > 0) {
            moves.add(Money.move(Money.CLEARING, Money.debt(won.accountId()), won.owedCents()));
        }
        if (!moves.isEmpty()) {
            ledger.post(tx, new Transfer("dispute:" + won.id() + ":won", "chargeback", won.id(), moves));
            returnOverpaid(tx, won);
        }
    }

    /** A debt that was paid in the meantime leaves its account above zero: that is the person's. */
    private void returnOverpaid(Tx tx, Takeback won) {
        String accountId = won.accountId();
        long above = ledger.balance(tx, Money.debt(accountId), Money.ASSET).balance();
        if (above > 0) {
            ledger.post(
                    tx,
                    new Transfer(
                            "overpaid:" + won.id(),
                            "adjustment",
                            "debt",
                            List.of(Money.move(Money.debt(accountId), Money.wallet(accountId), above))));
        }
    }

    private static Takeback blank(String id, Payment payment, Takeback.Kind kind, Takeback.State state) {
        return new Takeback(id, payment.accountId(), payment.id(), kind, 0, 0, 0, state);
    }
}
