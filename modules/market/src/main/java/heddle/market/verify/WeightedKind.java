package heddle.market.verify;

import heddle.market.verify.Plan.Verifier;
import heddle.market.verify.Verdict.State;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code weighted}: several verifiers whose scores, by their weights, have to reach {@code spec.threshold}. Whether one of
 * them is required does not matter in here.
 */
final class WeightedKind implements Kind {
    private static final String THRESHOLD = "threshold";

    private final Children children;

    WeightedKind(Children children) {
        this.children = children;
    }

    @Override
    public void check(Spec spec) {
        List<Verifier> found = children.check(spec);
        if (!found.isEmpty() && whole(found) <= 0) {
            spec.refuse("children", "out_of_range", "At least one of the children needs a weight above 0");
        }
        var _ = spec.share(THRESHOLD, Plan.THRESHOLD);
    }

    @Override
    public Finding judge(Spec spec, Subject subject) {
        List<Verifier> cheapFirst = children.cheapFirst(spec);
        double wanted = spec.share(THRESHOLD, Plan.THRESHOLD) * whole(cheapFirst);
        double earned = 0;
        double within = whole(cheapFirst);
        Finding open = null;
        for (Verifier child : cheapFirst) {
            Finding finding = children.judge(child, subject).of(child.id());
            if (finding.state() == State.OK) {
                earned += child.weight() * finding.score();
                within -= child.weight() * (1 - finding.score());
            } else {
                open = worse(open, finding);
            }
            if (!Plan.reaches(within, wanted)) {
                break;
            }
        }
        return Plan.reaches(earned, wanted) || !Plan.reaches(within, wanted) || open == null
                ? told(earned / whole(cheapFirst), Plan.reaches(earned, wanted), spec)
                : open;
    }

    /** What another try may settle comes before what only a person can. */
    private static Finding worse(@Nullable Finding one, Finding other) {
        return one == null || one.state() == State.REVIEW ? other : one;
    }

    private static Finding told(double score, boolean passed, Spec spec) {
        return Finding.scored(
                passed,
                score,
                String.format(
                        Locale.ROOT,
                        "Together they score %.2f where %.2f is wanted",
                        score,
                        spec.share(THRESHOLD, Plan.THRESHOLD)));
    }

    private static double whole(List<Verifier> children) {
        return children.stream().mapToDouble(Verifier::weight).sum();
    }

    @Override
    public Cost cost(Spec spec) {
        return children.cost(spec);
    }
}
