package heddle.market.web;

import heddle.contracts.Ledger;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A wallet.
 *
 * @param notice what came of something that was begun here, or empty
 * @param next address of the page after, or null
 * @param later whether this is not the first page
 * @param cards whether it can be topped up by card
 * @param devCredit whether the visitor may credit it for a trial
 */
public record WalletPage(
        Frame frame,
        String notice,
        Ledger.Balance balance,
        List<Ledger.Entry> entries,
        @Nullable String next,
        boolean later,
        boolean cards,
        boolean devCredit) {
    private static final Set<String> OF_JOBS = Set.of("job", "refund", "payout");

    public WalletPage {
        entries = List.copyOf(entries);
    }

    /** Whether an entry's reference is a job. */
    public static boolean ofJob(Ledger.Entry entry) {
        return OF_JOBS.contains(entry.kind());
    }
}
