package heddle.data.object;

import heddle.contracts.Existence;
import heddle.data.property.Property;
import heddle.data.property.Values;
import heddle.data.quota.ObjectQuota;
import heddle.kernel.Kernel;
import heddle.kernel.db.Tx;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes many objects of one type, some hundred per transaction, where a broken one must not keep the others out.
 *
 * <p>Everything that guards a single write guards these too: values, references, policies, unique properties.
 */
public final class Bulk {
    /** Rows to be given at once: few enough that a transaction is short, enough that a statement is worth its way. */
    public static final int CHUNK = 500;

    static final String SOURCE = "import";

    /** What to do with a row: make an object, change the one it matches, or whichever fits. */
    public enum Mode {
        CREATE,
        UPSERT,
        UPDATE
    }

    /**
     * How rows are written.
     *
     * @param matchOn the unique property that tells which object a row is about; null for its id
     * @param silent whether webhooks and automations shall leave the events alone
     */
    public record Way(Mode mode, @Nullable Property matchOn, boolean silent) {}

    /**
     * One row.
     *
     * @param number 1-based, for faults
     * @param id of the object it is about; null when it names none
     * @param properties as sent; a value that could not be read at all is a missing node
     */
    public record Row(int number, @Nullable String id, ObjectNode properties) {}

    /**
     * What is wrong with a row.
     *
     * @param field the property, empty for the row as a whole
     */
    public record RowFault(int row, String field, String code, String message) {}

    /**
     * What became of some rows.
     *
     * @param skipped rows that match no object to change, or change nothing
     * @param failed rows with errors
     */
    public record Outcome(int created, int updated, int skipped, int failed, List<RowFault> errors) {}

    final Kernel kernel;
    final Values values;
    final ObjectStore store;
    final References references;
    final ObjectQuota quota;

    public Bulk(Kernel kernel, Values values, ObjectQuota quota, Existence users, Existence files) {
        this.kernel = kernel;
        this.values = values;
        this.store = new ObjectStore(kernel.db());
        this.references = new References(store, users, files);
        this.quota = quota;
    }

    /** Begins to write rows of one file. */
    public Run begin(Guard guard, Way way) {
        return new Run(guard, way);
    }

    /** One file being written. */
    public final class Run {
        private final Guard guard;
        private final Way way;
        private final Map<JsonNode, Integer> matched = new HashMap<>();

        private Run(Guard guard, Way way) {
            this.guard = guard;
            this.way = way;
        }

        /**
         * Refuses a file whose rows are all to be made and would not all fit, before any is written.
         *
         * @throws Problem 402 QUOTA_EXCEEDED
         */
        public void requirePlaces(int rows) {
            if (way.mode() == Mode.CREATE) {
                quota.require(guard.caller(), rows);
            }
        }

        /** Writes a chunk in the given transaction; it may be given again when the transaction is. */
        public Outcome write(Tx tx, List<Row> rows) {
            Verdicts verdicts = new Verdicts();
            List<Row> fresh = new ArrayList<>();
            Map<Integer, String> known = new HashMap<>();
            int skipped = sort(tx, rows, fresh, known, verdicts);
            int created = new BulkInsert(Bulk.this, tx, guard, way.silent(), verdicts).write(fresh);
            List<BulkUpdate.Hit> hits = new ArrayList<>();
            for (Row row : rows) {
                String id = known.get(row.number());
                if (id != null) {
                    hits.add(new BulkUpdate.Hit(row, id));
                }
            }
            BulkUpdate.Done done = new BulkUpdate(Bulk.this, tx, guard, way, verdicts).write(hits);
            return new Outcome(created, done.changed(), skipped + done.same(), verdicts.count(), verdicts.errors());
        }

        /** Tells new rows from those about objects there are; returns how many are neither. */
        private int sort(Tx tx, List<Row> rows, List<Row> fresh, Map<Integer, String> known, Verdicts verdicts) {
            if (way.mode() == Mode.CREATE) {
                fresh.addAll(rows);
                return 0;
            }
            BulkMatch match = new BulkMatch(Bulk.this, tx, guard, way, verdicts);
            List<BulkMatch.Keyed> keys = match.keys(rows);
            keys.removeIf(k -> repeated(k.row(), k.key(), verdicts));
            known.putAll(match.find(keys));
            int skipped = 0;
            for (Row row : rows) {
                if (verdicts.broken(row) || known.containsKey(row.number())) {
                    continue;
                }
                if (way.mode() == Mode.UPSERT) {
                    fresh.add(row);
                } else {
                    skipped++;
                }
            }
            return skipped;
        }

        /** Two rows about one object would depend on their order; only the first counts. */
        private boolean repeated(Row row, JsonNode key, Verdicts verdicts) {
            Integer first = matched.putIfAbsent(key, row.number());
            if (first == null || first == row.number()) {
                return false;
            }
            String name = way.matchOn() == null ? "id" : way.matchOn().name();
            verdicts.add(row, new Fault(name, "duplicate_value", "Row " + first + " has the same " + name));
            return true;
        }
    }
}
