package heddle.market.wallet;

import heddle.contracts.Ledger.Entry;
import heddle.market.stripe.Stripe;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Wire records of wallets. */
final class WalletJson {
    private static final Set<String> OF_JOBS = Set.of("job", "refund", "payout");

    private WalletJson() {}

    /** @param amountCents from 5.00 to 5,000.00 dollars */
    record TopUp(@Min(Money.LEAST) @Max(Money.MOST) int amountCents) {}

    record Withdraw(@Min(Money.LEAST) @Max(100_000_000) int amountCents) {}

    record DevCredit(@Min(1) @Max(10_000_000) int amountCents) {}

    /** What is not said stays as it is. */
    record AutoTopup(
            boolean enabled,
            @Min(Money.LEAST) @Max(Money.MOST) @Nullable Integer amountCents,
            @Min(0) @Max(Money.MOST) @Nullable Integer thresholdCents) {}

    record AutoTopupView(
            boolean enabled,
            @Nullable Integer amountCents,
            @Nullable Integer thresholdCents,
            boolean hasPaymentMethod,
            int declines) {}

    record Page(String url) {}

    record Secret(String clientSecret) {}

    /** @param reason {@code kind:reference} */
    record EntryView(
            String id,
            long delta,
            String reason,
            Instant createdAt,
            long balanceAfter,
            String transactionId,
            @Nullable String jobId) {}

    record Balance(
            long balanceCents,
            List<EntryView> ledger,
            long availableCents,
            long pendingWithdrawalCents,
            long escrowedCents,
            long lifetimeEarnedCents,
            @Nullable String nextCursor) {}

    record Credited(long balanceCents) {}

    record WithdrawalView(
            String id,
            long amountCents,
            String status,
            @Nullable String transferId,
            long reversedCents,
            @Nullable String failure,
            Instant createdAt) {}

    record Withdrawn(WithdrawalView withdrawal) {}

    record Requirements(
            List<String> currentlyDue,
            List<String> pastDue,
            @Nullable String disabledReason) {}

    record ConnectStatus(
            String status,
            boolean detailsSubmitted,
            boolean chargesEnabled,
            boolean payoutsEnabled,
            Requirements requirements) {}

    record Received(boolean received) {}

    record Done(boolean ok) {}

    static EntryView of(Entry e) {
        return new EntryView(
                e.id(),
                e.delta(),
                e.kind() + ":" + e.reference(),
                e.createdAt(),
                e.balanceAfter(),
                e.transferId(),
                OF_JOBS.contains(e.kind()) ? e.reference() : null);
    }

    static Balance of(Wallet.Statement s, int limit) {
        boolean more = s.entries().size() > limit;
        List<Entry> shown = more ? s.entries().subList(0, limit) : s.entries();
        return new Balance(
                s.balance().balance(),
                shown.stream().map(WalletJson::of).toList(),
                s.balance().available(),
                s.pendingWithdrawal(),
                s.escrowed(),
                s.earned(),
                more ? shown.getLast().id() : null);
    }

    static WithdrawalView of(Withdrawal w) {
        return new WithdrawalView(
                w.id(),
                w.amountCents(),
                w.status().word(),
                w.transferId(),
                w.reversedCents(),
                w.failure(),
                w.createdAt());
    }

    static AutoTopupView of(Payer payer) {
        Payer.Auto auto = payer.auto();
        return new AutoTopupView(
                auto.enabled(),
                auto.amountCents(),
                auto.thresholdCents(),
                payer.card().isPresent(),
                auto.declines());
    }

    static ConnectStatus of(Connect.Told told) {
        Stripe.@Nullable Standing now = told.now();
        return now == null
                ? new ConnectStatus(told.status(), false, false, false, new Requirements(List.of(), List.of(), null))
                : new ConnectStatus(
                        told.status(),
                        now.detailsSubmitted(),
                        now.chargesEnabled(),
                        now.payoutsEnabled(),
                        new Requirements(now.currentlyDue(), now.pastDue(), now.disabledReason()));
    }
}
