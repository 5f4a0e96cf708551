package heddle.market.wallet;

import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.market.stripe.Stripe;
import heddle.market.stripe.StripeRefused;
import heddle.market.stripe.StripeUnclear;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How people become ones whom Stripe can pay. */
final class Connect {
    private final Kernel kernel;
    private final Stripe stripe;
    private final Supplier<String> origin;
    private final PayerStore payers;
    private final Guards guards;
    private final Credits credits;

    Connect(Kernel kernel, Stripe stripe, Supplier<String> origin, PayerStore payers, Guards guards, Credits credits) {
        this.kernel = kernel;
        this.stripe = stripe;
        this.origin = origin;
        this.payers = payers;
        this.guards = guards;
        this.credits = credits;
    }

    /** @param now what Stripe says at this moment; null where there is nothing to ask it about */
    record Told(String status, Stripe.@Nullable Standing now) {}

    /** A link to Stripe's questions, new each time since each is good once. Not within a transaction. */
    String begin(Caller caller) {
        stripe.require();
        String account = guards.account(caller);
        @Nullable
        String known = kernel.db().tx(caller, tx -> payers.lock(tx, account)).connectId();
        try {
            String connect = known == null ? newAccount(caller, account) : known;
            return stripe.onboarding(connect, origin.get());
        } catch (StripeRefused e) {
            throw Guards.refused(e);
        } catch (StripeUnclear e) {
            throw Guards.unclear();
        }
    }

    private String newAccount(Caller caller, String account) {
        String made = stripe.connect(account);
        return kernel.db().tx(caller, tx -> {
            payers.connect(tx, account, made);
            String kept = payers.find(tx, account).connectId();
            return kept == null ? made : kept;
        });
    }

    /** Where the person is with it, asked of Stripe and written down. Not within a transaction. */
    Told status(Caller caller) {
        String account = guards.account(caller);
        @Nullable
        String connect = kernel.db().tx(caller, tx -> payers.find(tx, account)).connectId();
        if (connect == null) {
            return new Told(Payer.NOT_CONNECTED, null);
        }
        stripe.require();
        Instant asked = kernel.time().instant();
        try {
            Stripe.Standing now = stripe.standing(connect);
            kernel.db().tx(Credits.STRIPE, tx -> {
                told(tx, connect, now.word(), asked);
                return true;
            });
            return new Told(now.word(), now);
        } catch (StripeRefused e) {
            throw Guards.refused(e);
        } catch (StripeUnclear e) {
            throw Guards.unclear();
        }
    }

    /** How a connected account stood at a moment; what is known of later moments stays. */
    void told(Tx tx, String connectId, String status, Instant seen) {
        Optional<Payer> payer = payers.byConnect(tx, connectId);
        if (payer.isPresent() && payers.standing(tx, connectId, status, seen)) {
            credits.record(tx, "wallet.connect_" + status, payer.get().accountId(), 0, connectId);
        }
    }

    /** Whose connected account it is. */
    Optional<String> owner(Tx tx, String connectId) {
        return payers.byConnect(tx, connectId).map(Payer::accountId);
    }

    /** The person took our access back at Stripe. */
    void disconnected(Tx tx, String connectId, Instant seen) {
        payers.byConnect(tx, connectId).ifPresent(p -> {
            payers.disconnect(tx, p.accountId(), seen);
            credits.record(tx, "wallet.connect_not_connected", p.accountId(), 0, connectId);
        });
    }
}
