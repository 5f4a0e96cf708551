package heddle.market.verify;

import heddle.kernel.problem.Fault;
import heddle.market.verify.Plan.Verifier;
import heddle.market.verify.Verdict.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code all any}: several verifiers as one. */
final class GroupKind implements Kind {
    private static final int MOST_CHILDREN = 20;
    private static final String CHILDREN = "children";

    private final Kinds kinds;
    private final boolean all;

    GroupKind(Kinds kinds, boolean all) {
        this.kinds = kinds;
        this.all = all;
    }

    @Override
    public void check(Spec spec) {
        if (!spec.get(CHILDREN).isArray()
                || spec.get(CHILDREN).isEmpty()
                || spec.get(CHILDREN).size() > MOST_CHILDREN) {
            spec.refuse(CHILDREN, "required", "The spec needs children: 1 to " + MOST_CHILDREN + " verifiers");
            return;
        }
        children(spec, spec.faults()).forEach(child -> kinds.check(child.field(), child.verifier(), spec.faults()));
    }

    @Override
    public Finding judge(Spec spec, Subject subject) {
        List<Finding> findings = new ArrayList<>();
        List<Child> cheapFirst = children(spec, new ArrayList<>()).stream()
                .sorted(Comparator.comparing(child -> kinds.cost(child.verifier())))
                .toList();
        for (Child child : cheapFirst) {
            Finding finding = kinds.judge(child.verifier(), subject);
            findings.add(finding);
            if (decides(finding)) {
                break;
            }
        }
        return summed(findings, cheapFirst);
    }

    /** The first no decides {@code all}, the first yes decides {@code any}. */
    private boolean decides(Finding finding) {
        return finding.state() == State.OK && finding.passed() != all;
    }

    private Finding summed(List<Finding> findings, List<Child> children) {
        Finding last = findings.getLast();
        if (decides(last)) {
            String id = children.get(findings.size() - 1).verifier().id();
            return new Finding(State.OK, last.passed(), last.score(), id + ": " + last.message(), last.evidence());
        }
        for (int i = 0; i < findings.size(); i++) {
            if (findings.get(i).state() == State.ERROR) {
                return Finding.error(
                        children.get(i).verifier().id() + ": " + findings.get(i).message());
            }
        }
        return all ? Finding.passed("All of them pass") : Finding.failed("None of them passes", null);
    }

    @Override
    public Cost cost(Spec spec) {
        return children(spec, new ArrayList<>()).stream()
                .map(child -> kinds.cost(child.verifier()))
                .max(Comparator.naturalOrder())
                .orElse(Cost.TRIVIAL);
    }

    private record Child(String field, Verifier verifier) {}

    private static List<Child> children(Spec spec, List<Fault> faults) {
        List<Child> out = new ArrayList<>();
        for (int i = 0; i < spec.get(CHILDREN).size(); i++) {
            String field = spec.at(CHILDREN) + "[" + i + "]";
            @Nullable
            Verifier verifier = PlanReader.verifier(field, spec.get(CHILDREN).get(i), "v" + (i + 1), faults);
            if (verifier != null) {
                out.add(new Child(field, verifier));
            }
        }
        return out;
    }
}
