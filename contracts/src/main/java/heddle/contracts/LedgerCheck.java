package heddle.contracts;

import heddle.kernel.db.Tx;
import java.util.List;

/** A rule about money that only the module behind it knows, checked whenever the ledger is verified. */
public interface LedgerCheck {
    /**
     * What a check found.
     *
     * @param difference how much is wrong, in the smallest unit or as a number of cases; 0 when all is right
     * @param examples ids of some of what is wrong, at most ten
     */
    record Finding(long difference, List<String> examples) {
        public Finding {
            examples = List.copyOf(examples);
        }
    }

    /** A machine word, e.g. {@code escrow_of_live_jobs}. */
    String name();

    /** Looks at one state of all books; the transaction belongs to no tenant and only reads. */
    Finding run(Tx tx, Ledger ledger);
}
