package heddle.market.verify;

import heddle.kernel.outbound.OutboundFailed;
import heddle.market.verify.Plan.Criterion;
import heddle.market.verify.Verdict.Check;
import heddle.market.verify.Verdict.Outcome;
import heddle.market.verify.Verdict.State;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets a language model judge, and believes it little: it gets what was asked and what was delivered as data between marks
 * that nobody can foresee, has to quote the place in the delivery that meets a criterion, and a quote that is not there counts
 * as no. The dearer the work, and the more the delivery sounds as if it spoke to the judge, the more votes are taken.
 */
final class ModelJudge implements Judge {
    private static final int MAX_OUTPUT = 100_000;
    private static final int TRIES = 2;
    private static final long MEDIUM_CENTS = 1_000;
    private static final long DEAR_CENTS = 10_000;
    private static final Criterion WHOLE =
            new Criterion("c1", "The output does what the prompt asks for, completely and correctly", true);

    private final ChatModel model;
    private final Judgements known;
    private final FileBytes files;

    ModelJudge(ChatModel model, Judgements known, FileBytes files) {
        this.model = model;
        this.known = known;
        this.files = files;
    }

    @Override
    public Judgement judge(Plan plan, Delivery delivery, long priceCents, Progress progress) {
        if (delivery.output().length() > MAX_OUTPUT) {
            return review("The output is too long for the judge: a person decides");
        }
        List<Criterion> criteria = plan.criteria().isEmpty() ? List.of(WHOLE) : plan.criteria();
        Exhibits seen;
        try {
            seen = Exhibits.of(delivery, files);
        } catch (FileBytes.Missing missing) {
            progress.log("error", String.valueOf(missing.getMessage()), null);
            return undecided(criteria, String.valueOf(missing.getMessage()));
        }
        if (!seen.hasText()) {
            return review(
                    delivery.attachments().isEmpty()
                            ? "There is no output to judge"
                            : "The judge reads text, and only other files were delivered: a person decides");
        }
        List<String> suspicions = Injection.signs(seen.quotable());
        suspicions.forEach(s -> progress.log("warn", "The delivery may be talking to the judge: " + s, null));
        int votes = Math.max(votes(priceCents), suspicions.isEmpty() ? 1 : 3);
        String key = Judgements.key(PlanHash.of(plan), delivery, model.name(), votes);
        Judgement before = known.find(key);
        if (before != null) {
            progress.log("info", "The same delivery was judged before", null);
            return before;
        }
        Judgement fresh = fresh(
                new Asked(criteria, plan.threshold(), delivery.prompt(), seen),
                votes,
                priceCents > DEAR_CENTS,
                progress);
        if (fresh.outcome() == Outcome.PASSED || fresh.outcome() == Outcome.FAILED) {
            known.keep(key, fresh);
        }
        return fresh;
    }

    static int votes(long priceCents) {
        return priceCents < MEDIUM_CENTS ? 1 : priceCents <= DEAR_CENTS ? 3 : 5;
    }

    private record Asked(List<Criterion> criteria, double threshold, String task, Exhibits seen) {}

    private Judgement fresh(Asked asked, int votes, boolean dear, Progress progress) {
        List<Ballot> ballots = new ArrayList<>();
        for (int vote = 1; vote <= votes; vote++) {
            progress.log("info", "Vote " + vote + " of " + votes, null);
            try {
                ballots.add(ballot(asked));
            } catch (OutboundFailed | Ballot.Unreadable away) {
                progress.log("error", "The judge gave no usable answer: " + away.getMessage(), null);
                return undecided(asked.criteria(), "The judge gave no usable answer: " + away.getMessage());
            }
        }
        return counted(asked.criteria(), asked.threshold(), ballots, dear);
    }

    private Ballot ballot(Asked asked) {
        for (int attempt = 1; ; attempt++) {
            try {
                JudgePrompt prompt = JudgePrompt.of(asked.criteria(), asked.task(), asked.seen());
                String answer = model.answer(prompt.system(), prompt.user());
                return Ballot.read(answer, asked.criteria(), asked.seen().quotable());
            } catch (OutboundFailed | Ballot.Unreadable away) {
                if (attempt == TRIES) {
                    throw away;
                }
            }
        }
    }

    private Judgement counted(List<Criterion> criteria, double threshold, List<Ballot> ballots, boolean dear) {
        List<Check> checks = new ArrayList<>();
        boolean split = false;
        for (Criterion criterion : criteria) {
            long yes = ballots.stream().filter(b -> b.met(criterion.id())).count();
            long no = ballots.size() - yes;
            boolean met = yes > no;
            split = split || (criterion.required() && Math.max(yes, no) < 2 * Math.min(yes, no));
            Ballot speaker = ballots.stream()
                    .filter(b -> b.met(criterion.id()) == met)
                    .findFirst()
                    .orElseThrow();
            checks.add(new Check(
                    criterion.id(),
                    "judge",
                    criterion.required(),
                    met,
                    (double) yes / ballots.size(),
                    State.OK,
                    speaker.why(criterion.id()),
                    speaker.quote(criterion.id()),
                    0));
        }
        double score = checks.stream().filter(Check::passed).count() / (double) checks.size();
        boolean passed = score >= threshold && checks.stream().allMatch(c -> c.passed() || !c.required());
        String count = checks.stream().filter(Check::passed).count() + " of " + checks.size() + " criteria are met";
        if (dear && split) {
            return new Judgement(
                    Outcome.REVIEW,
                    score,
                    count + ", but the votes are divided: a person decides",
                    checks,
                    model.name());
        }
        return new Judgement(passed ? Outcome.PASSED : Outcome.FAILED, score, count, checks, model.name());
    }

    private Judgement undecided(List<Criterion> criteria, String why) {
        return new Judgement(Outcome.UNDECIDED, 0, why, open(criteria), model.name());
    }

    private static List<Check> open(List<Criterion> criteria) {
        return criteria.stream()
                .map(c -> new Check(
                        c.id(), "judge", c.required(), false, 0, State.ERROR, "Nobody has judged this yet", null, 0))
                .toList();
    }

    private Judgement review(String why) {
        return new Judgement(Outcome.REVIEW, 0, why, List.of(), model.name());
    }
}
