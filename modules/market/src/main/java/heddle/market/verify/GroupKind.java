package heddle.market.verify;

import heddle.market.verify.Plan.Verifier;
import heddle.market.verify.Verdict.State;
import java.util.ArrayList;
import java.util.List;

/** {@code all any}: several verifiers as one. */
final class GroupKind implements Kind {
    private final Children children;
    private final boolean all;

    GroupKind(Children children, boolean all) {
        this.children = children;
        this.all = all;
    }

    @Override
    public void check(Spec spec) {
        var _ = children.check(spec);
    }

    @Override
    public Finding judge(Spec spec, Subject subject) {
        List<Finding> findings = new ArrayList<>();
        List<Verifier> cheapFirst = children.cheapFirst(spec);
        for (Verifier child : cheapFirst) {
            Finding finding = children.judge(child, subject).of(child.id());
            findings.add(finding);
            if (decides(finding)) {
                return finding;
            }
        }
        return undecided(findings);
    }

    /** The first no decides {@code all}, the first yes decides {@code any}. */
    private boolean decides(Finding finding) {
        return finding.state() == State.OK && finding.passed() != all;
    }

    private Finding undecided(List<Finding> findings) {
        for (State open : List.of(State.ERROR, State.REVIEW)) {
            for (Finding finding : findings) {
                if (finding.state() == open) {
                    return finding;
                }
            }
        }
        return all ? Finding.passed("All of them pass") : Finding.failed("None of them passes", null);
    }

    @Override
    public Cost cost(Spec spec) {
        return children.cost(spec);
    }
}
