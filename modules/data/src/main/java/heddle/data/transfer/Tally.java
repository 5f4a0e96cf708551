package heddle.data.transfer;

import heddle.data.object.Bulk;
import heddle.kernel.problem.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What became of the rows so far. */
final class Tally {
    private static final int MAX_ERRORS = 100;

    private final List<Bulk.RowFault> errors = new ArrayList<>();
    private int created;
    private int updated;
    private int skipped;
    private int failed;

    /**
     * @param unreadable rows that never came to be written
     */
    Tally(List<Bulk.RowFault> unreadable) {
        errors.addAll(unreadable);
        failed = (int) unreadable.stream().map(Bulk.RowFault::row).distinct().count();
    }

    void add(Bulk.Outcome outcome) {
        created += outcome.created();
        updated += outcome.updated();
        skipped += outcome.skipped();
        failed += outcome.failed();
        errors.addAll(outcome.errors());
    }

    /** A refusal that came in the middle, with what was written before it and stays. */
    Problem toldIn(Problem refused) {
        return refused.with("created", created).with("updated", updated);
    }

    int failed() {
        return failed;
    }

    /** The same errors where the transaction was undone. */
    Tally nothingKept() {
        created = 0;
        updated = 0;
        skipped = 0;
        return this;
    }

    ImportJson.Result result(String id, int total, boolean dryRun) {
        List<ImportJson.RowError> shown = errors.stream()
                .sorted(Comparator.comparingInt(Bulk.RowFault::row))
                .limit(MAX_ERRORS)
                .map(ImportJson.RowError::of)
                .toList();
        return new ImportJson.Result(id, created, shown, total, updated, skipped, failed, errors.size(), dryRun);
    }

    ImportJson.Fact fact(String id, String typeId, int total) {
        return new ImportJson.Fact(id, typeId, total, created, updated, skipped, failed);
    }
}
