package heddle.market.wallet;

import heddle.kernel.json.InstantText;
import java.util.List;

/** A wallet's entries as a sheet. Nothing in them is anybody's free text, so nothing needs quotes. */
final class StatementCsv {
    private StatementCsv() {}

    static String of(List<WalletJson.EntryView> entries) {
        StringBuilder out = new StringBuilder("id,created_at,delta,reason,balance_after,transaction_id,job_id\r\n");
        for (WalletJson.EntryView e : entries) {
            out.append(String.join(
                            ",",
                            e.id(),
                            InstantText.of(e.createdAt()),
                            Long.toString(e.delta()),
                            e.reason(),
                            Long.toString(e.balanceAfter()),
                            e.transactionId(),
                            e.jobId() == null ? "" : e.jobId()))
                    .append("\r\n");
        }
        return out.toString();
    }
}
