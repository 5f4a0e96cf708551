package heddle.market.stripe;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.Account;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Transfer;
import com.stripe.model.checkout.Session;
import com.stripe.net.RequestOptions;
import com.stripe.param.AccountCreateParams;
import com.stripe.param.AccountLinkCreateParams;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.SetupIntentCreateParams;
import com.stripe.param.TransferCreateParams;
import com.stripe.param.TransferListParams;
import com.stripe.param.checkout.SessionCreateParams;
import heddle.kernel.config.Config;
import heddle.kernel.outbound.Outbound;
import heddle.kernel.problem.Problem;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What we ask of Stripe. Every call that makes something carries a key under which Stripe makes it once. Never call from
 * within a transaction.
 *
 * <p>Each method throws {@link StripeRefused} when nothing happened there, {@link StripeUnclear} when nobody knows, and a
 * {@code 503 STRIPE_NOT_CONFIGURED} where there is no key.
 */
public final class Stripe {
    private static final Logger LOG = LoggerFactory.getLogger(Stripe.class);

    /** The words that we write on what we make, and read from events. */
    public static final String KIND = "kind";

    public static final String USER = "user_id";
    public static final String PAYMENT = "payment_id";
    public static final String WITHDRAWAL = "withdrawal_id";
    public static final String CURRENCY = "usd";

    private static final String USUAL = "https://api.stripe.com";
    /** Where people come back to; the page knows the words that follow. */
    private static final String WALLET = "/market/wallet?did=";

    /** What Stripe understood and did not do. */
    private static final Set<Integer> DEFINITE = Set.of(400, 402, 404);
    /** What the operator has to mend, of which people need not hear: a key that is wrong or may too little. */
    private static final Set<Integer> OURS = Set.of(401, 403);

    /** A page of Stripe on which somebody pays. */
    public record Checkout(String id, String url) {}

    /** @param method {@code pm_...} */
    public record Card(String customer, String method) {}

    /**
     * How a charge ended.
     *
     * @param status Stripe's word; {@code succeeded} when the money is there
     */
    public record Charge(String id, String status, long receivedCents, String currency) {}

    /** How far a connected account is. */
    public record Standing(
            boolean detailsSubmitted,
            boolean chargesEnabled,
            boolean payoutsEnabled,
            boolean transfersActive,
            List<String> currentlyDue,
            List<String> pastDue,
            @Nullable String disabledReason) {
        public String word() {
            return detailsSubmitted && payoutsEnabled && transfersActive ? "active" : "pending";
        }
    }

    /** One call of the library. */
    private interface Call<T> {
        T run(StripeClient client) throws StripeException;
    }

    private final @Nullable StripeClient client;

    public Stripe(Config.Stripe settings, Outbound outbound) {
        this.client = settings.key() == null
                ? null
                : StripeClient.builder()
                        .setApiKey(settings.key().value())
                        .setApiBase(settings.url() == null ? USUAL : settings.url())
                        .setMaxNetworkRetries(0)
                        .setHttpClient(new StripeWire(outbound))
                        .build();
    }

    public boolean configured() {
        return client != null;
    }

    /**
     * @throws Problem 503 STRIPE_NOT_CONFIGURED
     */
    public void require() {
        if (client == null) {
            throw notConfigured("HEDDLE_STRIPE_KEY");
        }
    }

    static Problem notConfigured(String setting) {
        return Problem.of(
                503, "STRIPE_NOT_CONFIGURED", "Payments are not set up here; the operator has to set " + setting);
    }

    /**
     * @param paymentId ours, which comes back in the events
     * @param home where the browser goes afterwards
     */
    public Checkout checkout(String paymentId, String accountId, long cents, @Nullable String customer, String home) {
        SessionCreateParams.LineItem item = SessionCreateParams.LineItem.builder()
                .setQuantity(1L)
                .setPriceData(SessionCreateParams.LineItem.PriceData.builder()
                        .setCurrency(CURRENCY)
                        .setUnitAmount(cents)
                        .setProductData(SessionCreateParams.LineItem.PriceData.ProductData.builder()
                                .setName("Wallet top-up")
                                .build())
                        .build())
                .build();
        SessionCreateParams.Builder wanted = SessionCreateParams.builder()
                .setMode(SessionCreateParams.Mode.PAYMENT)
                .addLineItem(item)
                .setClientReferenceId(paymentId)
                .setSuccessUrl(home + WALLET + "paid")
                .setCancelUrl(home + WALLET + "left")
                .putMetadata(KIND, "wallet_topup")
                .putMetadata(USER, accountId)
                .putMetadata(PAYMENT, paymentId);
        if (customer != null) {
            wanted.setCustomer(customer);
        }
        Session session = call(c -> c.v1().checkout().sessions().create(wanted.build(), once(paymentId)));
        return new Checkout(session.getId(), session.getUrl());
    }

    /** {@code cus_...} of a person, made once. */
    public String customer(String accountId) {
        CustomerCreateParams wanted =
                CustomerCreateParams.builder().putMetadata(USER, accountId).build();
        return call(c -> c.v1().customers().create(wanted, once("customer:" + accountId)))
                .getId();
    }

    /** The secret with which the person's own browser saves a card; each call begins anew. */
    public String setup(String accountId, String customer) {
        SetupIntentCreateParams wanted = SetupIntentCreateParams.builder()
                .setCustomer(customer)
                .setUsage(SetupIntentCreateParams.Usage.OFF_SESSION)
                .setAutomaticPaymentMethods(SetupIntentCreateParams.AutomaticPaymentMethods.builder()
                        .setEnabled(true)
                        .build())
                .putMetadata(USER, accountId)
                .build();
        return call(c -> c.v1().setupIntents().create(wanted)).getClientSecret();
    }

    /** Charges a saved card while its owner is away. */
    public Charge charge(String paymentId, String accountId, long cents, Card card) {
        PaymentIntentCreateParams wanted = PaymentIntentCreateParams.builder()
                .setAmount(cents)
                .setCurrency(CURRENCY)
                .setCustomer(card.customer())
                .setPaymentMethod(card.method())
                .setConfirm(true)
                .setOffSession(true)
                .putMetadata(KIND, "auto_topup")
                .putMetadata(USER, accountId)
                .putMetadata(PAYMENT, paymentId)
                .build();
        PaymentIntent made = call(c -> c.v1().paymentIntents().create(wanted, once(paymentId)));
        Long received = made.getAmountReceived();
        return new Charge(
                made.getId(),
                String.valueOf(made.getStatus()),
                received == null ? 0 : received,
                String.valueOf(made.getCurrency()));
    }

    /** {@code acct_...} of a person who wants to be paid, made once. */
    public String connect(String accountId) {
        AccountCreateParams wanted = AccountCreateParams.builder()
                .setType(AccountCreateParams.Type.EXPRESS)
                .setCapabilities(AccountCreateParams.Capabilities.builder()
                        .setTransfers(AccountCreateParams.Capabilities.Transfers.builder()
                                .setRequested(true)
                                .build())
                        .build())
                .putMetadata(USER, accountId)
                .build();
        return call(c -> c.v1().accounts().create(wanted, once("connect:" + accountId)))
                .getId();
    }

    /** A link to Stripe's own questions; good once and for minutes. */
    public String onboarding(String connectId, String home) {
        AccountLinkCreateParams wanted = AccountLinkCreateParams.builder()
                .setAccount(connectId)
                .setRefreshUrl(home + WALLET + "again")
                .setReturnUrl(home + WALLET + "connected")
                .setType(AccountLinkCreateParams.Type.ACCOUNT_ONBOARDING)
                .build();
        return call(c -> c.v1().accountLinks().create(wanted)).getUrl();
    }

    public Standing standing(String connectId) {
        Account account = call(c -> c.v1().accounts().retrieve(connectId));
        Account.@Nullable Capabilities can = account.getCapabilities();
        Account.@Nullable Requirements open = account.getRequirements();
        return new Standing(
                Boolean.TRUE.equals(account.getDetailsSubmitted()),
                Boolean.TRUE.equals(account.getChargesEnabled()),
                Boolean.TRUE.equals(account.getPayoutsEnabled()),
                can != null && Objects.equals(can.getTransfers(), "active"),
                open == null ? List.of() : words(open.getCurrentlyDue()),
                open == null ? List.of() : words(open.getPastDue()),
                open == null ? null : open.getDisabledReason());
    }

    /** Sends money on to a connected account; asked again under the same withdrawal, Stripe sends it once. */
    public String transfer(String withdrawalId, String connectId, long cents) {
        TransferCreateParams wanted = TransferCreateParams.builder()
                .setAmount(cents)
                .setCurrency(CURRENCY)
                .setDestination(connectId)
                .setTransferGroup(withdrawalId)
                .putMetadata(WITHDRAWAL, withdrawalId)
                .build();
        return call(c -> c.v1().transfers().create(wanted, once("wd:" + withdrawalId)))
                .getId();
    }

    /** The transfer of a withdrawal, where Stripe made one. */
    public Optional<String> findTransfer(String withdrawalId) {
        TransferListParams wanted = TransferListParams.builder()
                .setTransferGroup(withdrawalId)
                .setLimit(1L)
                .build();
        return call(c -> c.v1().transfers().list(wanted)).getData().stream()
                .findFirst()
                .map(Transfer::getId);
    }

    private <T> T call(Call<T> call) {
        StripeClient ready = client;
        if (ready == null) {
            throw notConfigured("HEDDLE_STRIPE_KEY");
        }
        try {
            return call.run(ready);
        } catch (StripeException e) {
            @Nullable Integer status = e.getStatusCode();
            if (status != null && OURS.contains(status)) {
                LOG.error("Stripe does not take HEDDLE_STRIPE_KEY for this: {}", e.getMessage());
            }
            if (status != null && DEFINITE.contains(status)) {
                @Nullable String code = e.getCode();
                @Nullable String text = e.getUserMessage();
                throw new StripeRefused(
                        status, code == null ? "" : code, text == null ? String.valueOf(e.getMessage()) : text);
            }
            throw new StripeUnclear(String.valueOf(e.getMessage()), e);
        }
    }

    private static RequestOptions once(String key) {
        return RequestOptions.builder().setIdempotencyKey(key).build();
    }

    private static List<String> words(@Nullable List<String> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
