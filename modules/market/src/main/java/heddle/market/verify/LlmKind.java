package heddle.market.verify;

import heddle.market.verify.Judge.Judgement;
import heddle.market.verify.Plan.Criterion;
import heddle.market.verify.Verdict.Check;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code llm}: what the output has to do in words, {@code spec.rubric}, one text or several, said by the {@link Judge} as it
 * says of criteria. The share of the texts that are met has to reach {@code spec.threshold}.
 */
final class LlmKind implements Kind {
    private static final int MOST = 20;
    private static final int MAX_TEXT = 2_000;

    private final Judge judge;

    LlmKind(Judge judge) {
        this.judge = judge;
    }

    @Override
    public void check(Spec spec) {
        var _ = rubric(spec);
        var _ = threshold(spec);
    }

    @Override
    public Finding judge(Spec spec, Subject subject) {
        boolean each = threshold(spec) >= 1;
        List<Criterion> criteria = new ArrayList<>();
        rubric(spec).forEach(text -> criteria.add(new Criterion("r" + (criteria.size() + 1), text, each)));
        Judgement said = judge.judge(
                new Plan(criteria, List.of(), threshold(spec)),
                subject.delivery(),
                subject.priceCents(),
                subject.progress());
        return switch (said.outcome()) {
            case PASSED -> Finding.scored(true, said.score(), said.reasoning());
            case FAILED -> Finding.scored(false, said.score(), said.reasoning() + firstNo(said));
            case UNDECIDED -> Finding.error(said.reasoning());
            case REVIEW -> Finding.review(said.reasoning());
        };
    }

    private static String firstNo(Judgement said) {
        return said.checks().stream()
                .filter(check -> !check.passed())
                .findFirst()
                .map(Check::message)
                .map(why -> ": " + why)
                .orElse("");
    }

    @Override
    public Cost cost(Spec spec) {
        return Cost.JUDGE;
    }

    private static List<String> rubric(Spec spec) {
        return spec.texts("rubric", MOST, MAX_TEXT);
    }

    private static double threshold(Spec spec) {
        return spec.share("threshold", 1);
    }
}
