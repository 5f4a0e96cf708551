package heddle.market.verify;

import heddle.market.verify.Verdict.Check;
import heddle.market.verify.Verdict.Outcome;
import java.util.List;

/** Says of criteria in words whether a delivery meets them. */
public interface Judge {
    /**
     * @param checks one for each criterion
     * @param name who judged, e.g. a model
     */
    record Judgement(Outcome outcome, double score, String reasoning, List<Check> checks, String name) {
        public Judgement {
            checks = List.copyOf(checks);
        }
    }

    /**
     * @param priceCents what the work pays: the dearer, the more votes are taken
     */
    Judgement judge(Plan plan, Delivery delivery, long priceCents, Progress progress);

    /** Nobody here can judge words, so a person has to. */
    static Judge none() {
        return (plan, delivery, priceCents, progress) ->
                new Judgement(Outcome.REVIEW, 0, "The criteria need judgement: a person decides", List.of(), "none");
    }
}
