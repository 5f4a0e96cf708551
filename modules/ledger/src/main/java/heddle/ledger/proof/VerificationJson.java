package heddle.ledger.proof;

import java.time.Instant;
import java.util.List;

/** A verification on the wire. */
final class VerificationJson {
    /**
     * @param difference how much is wrong: an amount, or a number of cases
     */
    record Check(String name, boolean ok, long difference, List<String> examples) {}

    record View(boolean ok, Instant checkedAt, long accounts, long transfers, List<Check> checks) {}

    private VerificationJson() {}
}
