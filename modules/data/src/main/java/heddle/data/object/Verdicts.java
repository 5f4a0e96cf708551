package heddle.data.object;

import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is wrong with rows of an import, by the number of the row. */
final class Verdicts {
    private final List<Bulk.RowFault> errors = new ArrayList<>();
    private final Set<Integer> broken = new HashSet<>();

    void add(Bulk.Row row, Fault fault) {
        broken.add(row.number());
        errors.add(new Bulk.RowFault(row.number(), fault.field(), fault.code(), fault.message()));
    }

    void add(Bulk.Row row, List<Fault> faults) {
        faults.forEach(f -> add(row, f));
    }

    /** A refusal of the database, which names one property. */
    void add(Bulk.Row row, Problem refusal) {
        Object property = refusal.members().getOrDefault("property", "");
        add(row, new Fault(String.valueOf(property), "duplicate_value", refusal.text()));
    }

    boolean broken(Bulk.Row row) {
        return broken.contains(row.number());
    }

    int count() {
        return broken.size();
    }

    List<Bulk.RowFault> errors() {
        return List.copyOf(errors);
    }
}
