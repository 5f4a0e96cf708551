package heddle.market.wallet;

import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.problem.Problem;
import heddle.market.stripe.StripeRefused;

/** Who may move money at all, and the refusals that every way of moving it shares. */
final class Guards {
    private final TakebackStore takebacks;

    Guards(TakebackStore takebacks) {
        this.takebacks = takebacks;
    }

    /** The person behind the call. */
    String account(Caller caller) {
        String id = caller.userId();
        if (id == null) {
            throw Problem.forbidden("FORBIDDEN", "Only a person's session or key has a wallet");
        }
        return id;
    }

    /**
     * @throws Problem 403 WALLET_FROZEN
     */
    void requireUnfrozen(Tx tx, String accountId) {
        if (!unfrozen(tx, accountId)) {
            throw Problem.forbidden(
                    "WALLET_FROZEN",
                    "A payment into this wallet was reported as fraud; write to whoever runs this server");
        }
    }

    boolean unfrozen(Tx tx, String accountId) {
        return !takebacks.frozen(tx, accountId);
    }

    static Problem keyReused() {
        return Problem.of(
                422, "IDEMPOTENCY_KEY_REUSED", "This Idempotency-Key was used with another amount; use a new key");
    }

    static Problem refused(StripeRefused e) {
        return Problem.of(502, "STRIPE_REFUSED", "Stripe refused this: " + e.text())
                .with("stripe_code", e.code());
    }

    static Problem unclear() {
        return Problem.unavailable("STRIPE_UNREACHABLE", "Stripe did not answer; nothing was charged. Try again soon");
    }
}
