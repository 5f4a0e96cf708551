package heddle.market.verify;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How work will be judged, frozen when the job is paid. With verifiers they decide alone; without any, the criteria need
 * judgement.
 *
 * @param threshold the least score, 0 to 1
 */
public record Plan(List<Criterion> criteria, List<Verifier> verifiers, double threshold) {
    public static final double THRESHOLD = 0.7;

    /**
     * One thing that the work has to do, in words.
     *
     * @param id unique in the plan, e.g. {@code c1}
     */
    public record Criterion(String id, String text, boolean required) {}

    /**
     * One check that a program makes.
     *
     * @param id unique in the plan, e.g. {@code v1}
     * @param kind one of those that VERIFICATION.md lists
     * @param spec the kind's parameters; null where it has none
     */
    public record Verifier(
            String id,
            String kind,
            boolean required,
            double weight,
            @Nullable JsonNode spec) {}

    /** Sums of weights such as 0.7 and 0.1 miss their mark by a hair. */
    static boolean reaches(double sum, double wanted) {
        return sum >= wanted - 1e-9;
    }

    public Plan {
        criteria = List.copyOf(criteria);
        verifiers = List.copyOf(verifiers);
    }
}
