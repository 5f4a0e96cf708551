package heddle.market.verify;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.kernel.http.Cidr;
import heddle.kernel.json.Json;
import heddle.kernel.outbound.Outbound;
import heddle.kernel.outbound.Reach;
import heddle.kernel.problem.Fault;
import heddle.kernel.script.Scripts;
import heddle.market.verify.Delivery.Attached;
import heddle.market.verify.Judge.Judgement;
import heddle.market.verify.Verdict.Check;
import heddle.market.verify.Verdict.Outcome;
import heddle.market.verify.Verdict.State;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verifiers that measure, weigh, look into files, or ask a model or a person. */
class WiderKindsTest {
    private static final Scripts SCRIPTS = new Scripts(InstantSource.system(), 1);
    private static final StandInFiles FILES = new StandInFiles();
    private static final Verification VERIFICATION = with(Judge.none());

    @AfterAll
    static void close() {
        SCRIPTS.close();
    }

    private static Verification with(Judge judge) {
        Reach reach = new Reach(List.of(Cidr.parse("127.0.0.0/8").orElseThrow()));
        return new Verification(new Outbound(reach), SCRIPTS, judge, new FileBytes(FILES), Duration.ofMinutes(1));
    }

    private static Plan plan(String verifiers) {
        List<Fault> faults = new ArrayList<>();
        Plan plan = new Plan(List.of(), new PlanReader(faults).verifiers("verifiers", Json.parse(verifiers)), 0.7);
        assertThat(faults).isEmpty();
        return plan;
    }

    private static Verdict run(Verification verification, String verifiers, String output, Attached... files) {
        Plan plan = plan(verifiers);
        assertThat(verification.faults("verifiers", plan)).isEmpty();
        return verification.run(plan, new Delivery("", output, List.of(files)), 500, Progress.none());
    }

    private static Check one(String kind, String spec, String output, Attached... files) {
        String verifiers = "[{\"kind\":\"%s\",\"spec\":%s}]".formatted(kind, spec);
        return run(VERIFICATION, verifiers, output, files).checks().getFirst();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "levenshtein | kitten | sitting | 0.571 | 0.57 | true",
                "levenshtein | kitten | sitting | 0.571 | 0.58 | false",
                "levenshtein | same | same | 1.0 | 1 | true",
                "cosine | red red blue | Blue, RED! red | 1.0 | 1 | true",
                "cosine | red blue | red green | 0.5 | 0.6 | false",
                "cosine | red blue | 77 | 0.0 | 0.1 | false",
                "rouge_l | the cat sat on the mat | The cat is on the mat. | 0.833 | 0.8 | true",
                "rouge_l | one two three four | four three two one | 0.25 | 0.3 | false"
            })
    void measuresHowCloseTheOutputIs(
            String metric, String reference, String output, double score, double wanted, boolean passed) {
        Check check = one(
                "similarity",
                "{\"metric\":\"%s\",\"reference\":\"%s\",\"pass_threshold\":%s}".formatted(metric, reference, wanted),
                output);
        assertThat(check.score()).isCloseTo(score, org.assertj.core.data.Offset.offset(0.001));
        assertThat(check.passed()).as(check.message()).isEqualTo(passed);
    }

    @Test
    void comparesNothingOfUnboundedLength() {
        String spec = "{\"metric\":\"levenshtein\",\"reference\":\"aaa\",\"pass_threshold\":0}";
        assertThat(one("similarity", spec, "a".repeat(20_001)).passed()).isFalse();
    }

    private static final String YES = "{\"kind\":\"contains\",\"weight\":%s,\"spec\":{\"value\":\"a\"}}";
    private static final String NO = "{\"kind\":\"contains\",\"weight\":%s,\"spec\":{\"value\":\"z\"}}";
    private static final String STUCK = "{\"kind\":\"javascript\",\"weight\":%s,\"spec\":{\"code\":\"return 7\"}}";
    private static final String PERSON = "{\"kind\":\"human\",\"weight\":%s}";

    private static Check weighted(double threshold, String... children) {
        return one(
                "weighted",
                "{\"threshold\":%s,\"children\":[%s]}".formatted(threshold, String.join(",", children)),
                "a");
    }

    @Test
    void weighsItsChildren() {
        assertThat(weighted(0.7, YES.formatted(7), NO.formatted(3)).passed()).isTrue();
        assertThat(weighted(0.7, YES.formatted(7), NO.formatted(3)).score()).isEqualTo(0.7);
        assertThat(weighted(0.8, YES.formatted(0.7), YES.formatted(0.1), NO.formatted(0.2))
                        .passed())
                .isTrue();
        assertThat(weighted(0.71, YES.formatted(7), NO.formatted(3)).passed()).isFalse();
    }

    @Test
    void whatIsOpenInAWeightedGroupStaysOpenWhereItMatters() {
        assertThat(weighted(0.7, YES.formatted(7), STUCK.formatted(3)).passed()).isTrue();
        assertThat(weighted(0.7, NO.formatted(4), STUCK.formatted(6)).passed()).isFalse();
        assertThat(weighted(0.7, NO.formatted(4), STUCK.formatted(6)).state()).isEqualTo(State.OK);
        assertThat(weighted(0.7, YES.formatted(6), STUCK.formatted(4)).state()).isEqualTo(State.ERROR);
        assertThat(weighted(0.7, YES.formatted(6), PERSON.formatted(4)).state()).isEqualTo(State.REVIEW);
        assertThat(weighted(0.7, YES.formatted(6), PERSON.formatted(3), STUCK.formatted(1))
                        .state())
                .isEqualTo(State.ERROR);
    }

    @Test
    void aPersonIsAskedWhenNothingElseDecides() {
        String human = "{\"kind\":\"human\"}";
        assertThat(run(VERIFICATION, "[%s,%s]".formatted(human, YES.formatted(1)), "a")
                        .outcome())
                .isEqualTo(Outcome.REVIEW);
        assertThat(run(VERIFICATION, "[%s,%s]".formatted(human, NO.formatted(1)), "a")
                        .outcome())
                .isEqualTo(Outcome.FAILED);
        assertThat(run(VERIFICATION, "[%s,%s]".formatted(human, STUCK.formatted(1)), "a")
                        .outcome())
                .isEqualTo(Outcome.UNDECIDED);
        String any = "[{\"kind\":\"any\",\"spec\":{\"children\":[%s,%s]}}]";
        assertThat(run(VERIFICATION, any.formatted(human, YES.formatted(1)), "a")
                        .outcome())
                .isEqualTo(Outcome.PASSED);
        assertThat(run(VERIFICATION, any.formatted(human, NO.formatted(1)), "a").outcome())
                .isEqualTo(Outcome.REVIEW);
        String optional = "{\"kind\":\"human\",\"required\":false,\"weight\":0.1}";
        assertThat(run(VERIFICATION, "[%s,%s]".formatted(optional, YES.formatted(1)), "a")
                        .outcome())
                .isEqualTo(Outcome.PASSED);
    }

    @ParameterizedTest
    @CsvSource({"PASSED,PASSED", "FAILED,FAILED", "UNDECIDED,UNDECIDED", "REVIEW,REVIEW"})
    void aRubricIsTheJudges(Outcome said, Outcome outcome) {
        List<Plan> asked = new ArrayList<>();
        Judge judge = (plan, delivery, price, progress) -> {
            asked.add(plan);
            return new Judgement(said, said == Outcome.PASSED ? 1 : 0, "so it is", List.of(), "stand-in");
        };
        String verifiers = "[{\"kind\":\"llm\",\"spec\":{\"rubric\":[\"It rhymes\",\"It is short\"]}}]";
        assertThat(run(with(judge), verifiers, "roses").outcome()).isEqualTo(outcome);
        assertThat(asked.getFirst().criteria())
                .extracting(Plan.Criterion::text)
                .containsExactly("It rhymes", "It is short");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"path\":\"*.csv\"} | true",
                "{\"path\":\"data.???\"} | true",
                "{\"path\":\"data?csv\"} | true",
                "{\"path\":\"*.CSV\"} | false",
                "{\"path\":\"*.txt\"} | false",
                "{\"path\":\"*.txt\",\"must_exist\":false} | true",
                "{\"path\":\"*\",\"max_size\":3} | true",
                "{\"path\":\"*\",\"max_size\":2} | false",
                "{\"path\":\"*\",\"must_exist\":false,\"max_size\":2} | false",
                "{\"path\":\"*\",\"mime\":\"text/csv\"} | true",
                "{\"path\":\"*\",\"mime\":[\"image/*\",\"text/*\"]} | true",
                "{\"path\":\"*\",\"mime\":\"image/*\"} | false"
            })
    void looksAtFiles(String spec, boolean passed) {
        Attached file = FILES.put("data.csv", "text/csv", new byte[] {'a', ',', 'b'});
        Check check = one("file", spec, "", file);
        assertThat(check.state()).isEqualTo(State.OK);
        assertThat(check.passed()).as(check.message()).isEqualTo(passed);
    }

    @Test
    void anArchiveThatIsOnlyToldOfIsNotJudged() {
        Attached told = new Attached("", "a.zip", 9, "application/zip", "0".repeat(64));
        assertThat(one("file", "{\"path\":\"*\"}", "", told).state()).isEqualTo(State.ERROR);
    }

    @Test
    void namesFaultsOfTheWiderKinds() {
        Plan plan = plan("""
                [{"kind":"similarity","spec":{"reference":"?!","metric":"cosine","pass_threshold":2}},
                 {"kind":"similarity","spec":{"reference":"a","metric":"bleu"}},
                 {"kind":"weighted","spec":{"children":[{"kind":"human","weight":0}],"threshold":-1}},
                 {"kind":"file","spec":{"mime":"png","max_size":-1}},
                 {"kind":"citations","spec":{"min":0,"allow":["https://x.org"]}},
                 {"kind":"llm"},
                 {"kind":"command","spec":{"cmd":["sh"]}},
                 {"kind":"all","spec":{"children":[{"kind":"tests"}]}}]
                """);
        assertThat(VERIFICATION.faults("verifiers", plan).stream().map(f -> f.field() + " " + f.code()))
                .containsExactly(
                        "verifiers[0].spec.reference invalid_format",
                        "verifiers[0].spec.pass_threshold out_of_range",
                        "verifiers[1].spec.metric unknown_value",
                        "verifiers[1].spec.pass_threshold required",
                        "verifiers[2].spec.children out_of_range",
                        "verifiers[2].spec.threshold out_of_range",
                        "verifiers[3].spec.path required",
                        "verifiers[3].spec.max_size out_of_range",
                        "verifiers[3].spec.mime invalid_format",
                        "verifiers[4].spec.min out_of_range",
                        "verifiers[4].spec.allow invalid_format",
                        "verifiers[5].spec.rubric required",
                        "verifiers[6].kind unavailable",
                        "verifiers[7].spec.children[0].kind unavailable");
    }
}
