package heddle.market.verify;

import heddle.kernel.crypto.Tokens;
import heddle.kernel.outbound.Outbound;
import heddle.kernel.problem.Fault;
import heddle.kernel.script.Scripts;
import heddle.market.verify.Kind.Cost;
import heddle.market.verify.Plan.Verifier;
import heddle.market.verify.Verdict.Check;
import heddle.market.verify.Verdict.Outcome;
import heddle.market.verify.Verdict.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Judges a delivery by a plan. Verifiers run from the cheapest to the dearest and stop at the first required one that says
 * no; where there are none, the criteria go to the {@link Judge}.
 */
public final class Verification {
    private static final int MAX_DEPTH = 4;
    private static final int MOST_VERIFIERS = 50;

    private final Kinds kinds;
    private final Judge judge;

    /**
     * @param patience after which no verifier is begun that calls others
     */
    Verification(Outbound outbound, Scripts scripts, Judge judge, FileBytes files, Duration patience) {
        this.kinds = new Kinds(outbound, scripts, judge, files, patience);
        this.judge = judge;
    }

    /** Everything that is wrong with a plan. */
    public List<Fault> faults(String field, Plan plan) {
        List<Fault> faults = new ArrayList<>();
        if (plan.threshold() < 0 || plan.threshold() > 1) {
            faults.add(new Fault("threshold", "out_of_range", "threshold must be a number from 0 to 1"));
        }
        int[] left = {MOST_VERIFIERS};
        for (int i = 0; i < plan.verifiers().size(); i++) {
            Verifier verifier = plan.verifiers().get(i);
            String at = field + "[" + i + "]";
            if (PlanShape.fits(verifier, MAX_DEPTH, left)) {
                kinds.check(at, verifier, faults);
            } else {
                faults.add(new Fault(
                        at, "too_many", "A plan has at most " + MOST_VERIFIERS + " verifiers, " + MAX_DEPTH + " deep"));
            }
        }
        return faults;
    }

    /** SHA-256 of a plan, hex. */
    public String hash(Plan plan) {
        return PlanHash.of(plan);
    }

    /** Whether judging takes calls to others or code of others, and so may take long. */
    boolean slow(Plan plan) {
        return plan.verifiers().isEmpty()
                || plan.verifiers().stream().anyMatch(v -> kinds.cost(v).compareTo(Cost.SCRIPT) >= 0);
    }

    /**
     * Judges. Takes as long as it takes, so no transaction may be open.
     *
     * @param priceCents what the work pays
     */
    public Verdict run(Plan plan, Delivery delivery, long priceCents, Progress progress) {
        long started = System.nanoTime();
        String hash = hash(plan);
        String output = Tokens.sha256Hex(delivery.output());
        if (plan.verifiers().isEmpty()) {
            Judge.Judgement said = judge.judge(plan, delivery, priceCents, progress);
            said.checks().forEach(progress::check);
            return new Verdict(
                    said.outcome(),
                    said.score(),
                    said.reasoning(),
                    said.checks(),
                    said.name(),
                    hash,
                    output,
                    millis(started));
        }
        List<Check> checks = checks(plan, new Subject(delivery, priceCents, progress), progress);
        Tally tally = new Tally(plan, checks);
        return new Verdict(
                tally.outcome(), tally.score(), tally.reasoning(), checks, null, hash, output, millis(started));
    }

    private List<Check> checks(Plan plan, Subject subject, Progress progress) {
        List<Verifier> cheapFirst = plan.verifiers().stream()
                .sorted(Comparator.comparing(kinds::cost))
                .toList();
        Map<String, Check> byId = new HashMap<>();
        boolean over = false;
        for (Verifier verifier : cheapFirst) {
            Check check = over ? check(verifier, Finding.skipped(), 0) : judged(verifier, subject);
            byId.put(verifier.id(), check);
            progress.check(check);
            over = over || Tally.failsAll(check);
        }
        return plan.verifiers().stream()
                .map(v -> byId.get(v.id()))
                .map(java.util.Objects::requireNonNull)
                .toList();
    }

    private Check judged(Verifier verifier, Subject subject) {
        long started = System.nanoTime();
        Finding finding = kinds.judge(verifier, subject);
        return check(verifier, finding, millis(started));
    }

    private static Check check(Verifier verifier, Finding finding, long millis) {
        return new Check(
                verifier.id(),
                verifier.kind(),
                verifier.required(),
                finding.passed(),
                finding.state() == State.OK ? finding.score() : 0,
                finding.state(),
                finding.message(),
                finding.evidence(),
                millis);
    }

    private static long millis(long started) {
        return (System.nanoTime() - started) / 1_000_000;
    }

    /** What the checks of verifiers come to. */
    private static final class Tally {
        private final Plan plan;
        private final List<Check> checks;
        private final double earned;
        private final double open;
        private final double whole;

        Tally(Plan plan, List<Check> checks) {
            this.plan = plan;
            this.checks = checks;
            double sum = 0;
            double unknown = 0;
            double all = 0;
            for (int i = 0; i < checks.size(); i++) {
                double weight = plan.verifiers().get(i).weight();
                all += weight;
                sum += weight * checks.get(i).score();
                unknown += isOpen(checks.get(i).state()) ? weight : 0;
            }
            this.earned = sum;
            this.open = unknown;
            this.whole = all;
        }

        static boolean failsAll(Check check) {
            return check.required() && check.state() == State.OK && !check.passed();
        }

        private static boolean isOpen(State state) {
            return state == State.ERROR || state == State.REVIEW;
        }

        double score() {
            return whole == 0 ? (checks.stream().anyMatch(Tally::failsAll) ? 0 : 1) : earned / whole;
        }

        /**
         * What is open for no fault of the worker is left open only where it would change the outcome; a person is asked
         * once nothing else is.
         */
        Outcome outcome() {
            boolean known = whole > 0;
            if (checks.stream().anyMatch(Tally::failsAll) || (known && !suffices(earned + open))) {
                return Outcome.FAILED;
            }
            boolean wanting = known && !suffices(earned);
            if (depends(State.ERROR, wanting)) {
                return Outcome.UNDECIDED;
            }
            return depends(State.REVIEW, wanting) ? Outcome.REVIEW : Outcome.PASSED;
        }

        private boolean suffices(double sum) {
            return Plan.reaches(sum / whole, plan.threshold());
        }

        /**
         * Whether the outcome depends on a check that is in a state.
         *
         * @param wanting whether the score does not suffice without
         */
        private boolean depends(State state, boolean wanting) {
            return checks.stream().anyMatch(c -> c.state() == state && (c.required() || wanting));
        }

        private String belowThreshold() {
            return String.format(
                    Locale.ROOT, "; together they score %.2f where %.2f is wanted", score(), plan.threshold());
        }

        String reasoning() {
            long passed = checks.stream()
                    .filter(c -> c.state() == State.OK && c.passed())
                    .count();
            String count = passed + " of " + checks.size() + " checks passed";
            Outcome outcome = outcome();
            return checks.stream()
                    .filter(
                            switch (outcome) {
                                case UNDECIDED -> c -> c.state() == State.ERROR;
                                case REVIEW -> c -> c.state() == State.REVIEW;
                                case PASSED, FAILED -> Tally::failsAll;
                            })
                    .findFirst()
                    .map(c -> count + "; " + c.id() + ": " + c.message())
                    .orElse(outcome == Outcome.FAILED ? count + belowThreshold() : count);
        }
    }
}
