package heddle.market.wallet;

import heddle.contracts.Ledger;
import heddle.kernel.Kernel;
import heddle.kernel.config.Config;
import heddle.kernel.http.Routes;
import heddle.market.stripe.Stripe;
import heddle.market.stripe.StripeMail;
import java.time.Duration;
import java.util.function.Supplier;

/** The room of wallets: makes its parts and offers what the other rooms of the Market ask of it. */
public final class WalletRoom {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final Kernel kernel;
    private final AutoTopups autoTopups;
    private final Withdrawals withdrawals;
    private final StripeEvents events;
    private final WalletRoutes walletRoutes;
    private final StripeRoutes stripeRoutes;

    /**
     * What the operator says of money.
     *
     * @param origin of our own pages, to which browsers come back
     * @param devCredit whether anybody may give themselves money, for a trial
     */
    public record Setup(Config.Stripe stripe, Supplier<String> origin, boolean devCredit) {}

    public WalletRoom(Kernel kernel, Ledger ledger, Setup setup) {
        this.kernel = kernel;
        Stripe stripe = new Stripe(setup.stripe(), kernel.outbound());
        PayerStore payers = new PayerStore();
        PaymentStore payments = new PaymentStore();
        TakebackStore takebackStore = new TakebackStore();
        Guards guards = new Guards(takebackStore);
        Credits credits = new Credits(ledger, payments, kernel.ids(), kernel.time());
        Cards cards = new Cards(kernel, stripe, payers, guards);
        Connect connect = new Connect(kernel, stripe, setup.origin(), payers, guards, credits);
        Takebacks takebacks = new Takebacks(kernel.db(), ledger, credits, takebackStore, kernel.time());
        this.autoTopups = new AutoTopups(kernel, stripe, ledger, credits, payers, payments, guards);
        this.withdrawals = new Withdrawals(kernel, stripe, ledger, credits, payers, takebackStore, guards);
        this.events = new StripeEvents(
                kernel,
                new StripeMail(setup.stripe(), kernel.time()),
                payments,
                credits,
                new StripeEvents.Verbs(autoTopups, cards, connect, takebacks, withdrawals));
        this.walletRoutes = new WalletRoutes(
                new Wallet(kernel, ledger, withdrawals, guards),
                new TopUps(kernel, stripe, setup.origin(), payers, payments, guards),
                autoTopups,
                cards,
                withdrawals,
                setup.devCredit());
        this.stripeRoutes = new StripeRoutes(connect, events, takebacks);
    }

    public void routes(Routes routes) {
        walletRoutes.declare(routes);
        stripeRoutes.declare(routes);
    }

    public void work() {
        kernel.work().every("market.withdrawals", MINUTE, this::lookUp);
        kernel.work().every("market.auto_topup", MINUTE, autoTopups::refill);
        kernel.work().every("market.stripe_events", DAY, events::forgetOld);
    }

    /** Finds out what became of calls whose answer never came, for whoever cannot wait a minute. */
    public void lookUp() {
        withdrawals.lookUp();
        autoTopups.lookUp();
    }

    /**
     * Tries to fill a wallet from a saved card. Not within a transaction.
     *
     * @return whether it was filled
     */
    public boolean cover(String accountId, long missingCents) {
        return autoTopups.cover(accountId, missingCents);
    }
}
