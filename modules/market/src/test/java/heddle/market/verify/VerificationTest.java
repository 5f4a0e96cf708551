package heddle.market.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import heddle.kernel.crypto.Tokens;
import heddle.kernel.http.Cidr;
import heddle.kernel.json.Json;
import heddle.kernel.outbound.Outbound;
import heddle.kernel.outbound.Reach;
import heddle.kernel.problem.Fault;
import heddle.kernel.script.Scripts;
import heddle.market.verify.Verdict.Check;
import heddle.market.verify.Verdict.Outcome;
import heddle.market.verify.Verdict.State;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every kind of verifier, what plans may say, and what checks come to. */
class VerificationTest {
    private static final Scripts SCRIPTS = new Scripts(InstantSource.system(), 2);
    private static final FileBytes FILES = new FileBytes(new StandInFiles());
    private static final Reach LOOPBACK =
            new Reach(List.of(Cidr.parse("127.0.0.0/8").orElseThrow()));
    private static final Verification OPEN = verification(LOOPBACK, Duration.ofMinutes(1));
    private static final Verification CLOSED = verification(new Reach(List.of()), Duration.ofMinutes(1));

    private static Verification verification(Reach reach, Duration patience) {
        return new Verification(new Outbound(reach), SCRIPTS, Judge.none(), FILES, patience);
    }

    @AfterAll
    static void close() {
        SCRIPTS.close();
    }

    private static Plan plan(String verifiers) {
        return plan(verifiers, Plan.THRESHOLD);
    }

    private static Plan plan(String verifiers, double threshold) {
        List<Fault> faults = new ArrayList<>();
        Plan plan =
                new Plan(List.of(), new PlanReader(faults).verifiers("verifiers", Json.parse(verifiers)), threshold);
        assertThat(faults).isEmpty();
        return plan;
    }

    private static Verdict run(Plan plan, String output) {
        return OPEN.run(plan, new Delivery("", output, List.of()), 500, Progress.none());
    }

    private static Check one(String kind, String spec, String output) {
        Plan plan = plan("[{\"kind\":\"%s\",\"spec\":%s}]".formatted(kind, spec));
        assertThat(OPEN.faults("verifiers", plan)).isEmpty();
        return run(plan, output).checks().getFirst();
    }

    /** Whoever reads which text is missing puts it in. */
    @Test
    void tellsNotWhatIsMissing() {
        Check check = one("contains", "{\"value\":[\"open\",\"sesame\"]}", "open");
        assertThat(check.passed()).isFalse();
        assertThat(check.message()).contains("1 of 2");
        assertThat(check.message() + check.evidence()).doesNotContain("sesame");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "equals | {\"value\":\"yes\"} | yes | true",
                "equals | {\"value\":[\"no\",\"yes\"]} | yes | true",
                "equals | {\"value\":\"yes\"} | Yes | false",
                "equals | {\"value\":\"yes\",\"ignore_case\":true} | YES | true",
                "contains | {\"value\":[\"a\",\"b\"]} | xaxb | true",
                "contains | {\"value\":[\"a\",\"b\"]} | xa | false",
                "not_contains | {\"value\":[\"a\",\"b\"]} | xyz | true",
                "not_contains | {\"value\":[\"a\",\"b\"]} | xyb | false",
                "length | {\"min\":3,\"max\":4} | abcd | true",
                "length | {\"max\":2,\"unit\":\"words\"} | one two three | false",
                "regex | {\"value\":\"^[a-z]+$\"} | abc | true",
                "regex | {\"value\":\"^[a-z]+$\"} | ABC | false",
                "regex | {\"pattern\":\"B\",\"flags\":\"i\",\"min_matches\":2} | bxb | true",
                "regex | {\"pattern\":\"b\",\"min_matches\":3} | bxb | false",
                "regex | {\"value\":\"^(a+)+$\"} | aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab | false",
                "numeric | {\"value\":3.14,\"tolerance\":0.01} | 3.141 | true",
                "numeric | {\"value\":3.14} | 3.141 | false",
                "numeric | {\"value\":3} | 3.0 | true",
                "numeric | {\"value\":3} | three | false",
                "numeric | {\"value\":3,\"path\":\"$.a[1]\"} | {\"a\":[1,3]} | true",
                "json_schema | {\"value\":{\"type\":\"object\",\"required\":[\"a\"]}} | {\"a\":1} | true",
                "json_schema | {\"value\":{\"type\":\"object\",\"required\":[\"a\"]}} | {\"b\":1} | false",
                "json_schema | {\"value\":{\"type\":\"object\"}} | not json | false",
                "json_schema | {\"schema\":{\"$ref\":\"#/$defs/n\",\"$defs\":{\"n\":{\"type\":\"number\"}}}} | 4 | true",
                "json_path | {\"path\":\"$.items[-1].n\",\"value\":2} | {\"items\":[{\"n\":1},{\"n\":2}]} | true",
                "json_path | {\"path\":\"$.n\",\"op\":\"gte\",\"value\":5} | {\"n\":4} | false",
                "json_path | {\"path\":\"tags\",\"op\":\"contains\",\"value\":\"x\"} | {\"tags\":[\"x\"]} | true",
                "json_path | {\"path\":\"$.gone\"} | {\"n\":4} | false",
                "javascript | {\"code\":\"return output.length === 3\"} | abc | true",
                "javascript | {\"code\":\"return {passed: false, reason: 'why not'}\"} | abc | false",
                "javascript | {\"code\":\"return JSON.parse(output).n > 1\"} | no json | false"
            })
    void judgesByEveryKind(String kind, String spec, String output, boolean passed) {
        Check check = one(kind, spec, output);
        assertThat(check.state()).as(check.message()).isEqualTo(State.OK);
        assertThat(check.passed()).as(check.message()).isEqualTo(passed);
    }

    @Test
    void readsJsonOutOfTheFirstFencedBlock() {
        String output = "Here it is:\n```json\n{\"n\": 4}\n```\nand not\n```json\n{\"n\": 5}\n```";
        assertThat(one("json_path", "{\"path\":\"n\",\"value\":4}", output).passed())
                .isTrue();
    }

    @Test
    void knowsAnAnswerByItsChecksumAlone() {
        String spec = "{\"value\":\"%s\"}".formatted(Tokens.sha256Hex("the answer"));
        assertThat(one("checksum", spec, "the answer\n").passed()).isTrue();
        assertThat(one("checksum", spec, "another").passed()).isFalse();
        Plan files = plan("[{\"kind\":\"checksum\",\"spec\":{\"expected\":\"%s\",\"of\":\"attachment\"}}]"
                .formatted("a".repeat(64)));
        Delivery delivery =
                new Delivery("", "", List.of(new Delivery.Attached("f", "f.txt", 1, "text/plain", "a".repeat(64))));
        assertThat(OPEN.run(files, delivery, 500, Progress.none()).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void codeThatDoesNotEndIsNobodysFailure() {
        Verdict verdict = run(plan("[{\"kind\":\"javascript\",\"spec\":{\"code\":\"while (true) {}\"}}]"), "x");
        assertThat(verdict.checks().getFirst().state()).isEqualTo(State.ERROR);
        assertThat(verdict.outcome()).isEqualTo(Outcome.UNDECIDED);
    }

    @Test
    void groupsDecideByTheirChildren() {
        String yes = "{\"kind\":\"contains\",\"spec\":{\"value\":\"a\"}}";
        String no = "{\"kind\":\"contains\",\"spec\":{\"value\":\"z\"}}";
        String stuck = "{\"kind\":\"javascript\",\"spec\":{\"code\":\"return 7\"}}";
        assertThat(one("all", "{\"children\":[%s,%s]}".formatted(yes, yes), "a").passed())
                .isTrue();
        assertThat(one("all", "{\"children\":[%s,%s]}".formatted(yes, no), "a").passed())
                .isFalse();
        assertThat(one("any", "{\"children\":[%s,%s]}".formatted(no, yes), "a").passed())
                .isTrue();
        assertThat(one("any", "{\"children\":[%s,%s]}".formatted(no, no), "a").passed())
                .isFalse();
        assertThat(one("all", "{\"children\":[%s,%s]}".formatted(stuck, yes), "a")
                        .state())
                .isEqualTo(State.ERROR);
        assertThat(one("all", "{\"children\":[%s,%s]}".formatted(stuck, no), "a")
                        .passed())
                .isFalse();
        assertThat(one("any", "{\"children\":[%s,%s]}".formatted(stuck, yes), "a")
                        .passed())
                .isTrue();
    }

    @Test
    void asksAUrlForWhatItShouldAnswer() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = "{\"ready\":true,\"n\":2}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(exchange.getRequestURI().getPath().equals("/gone") ? 410 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        try {
            String expect = "{\"url\":\"%s\",\"expect\":{\"body\":\"ready\",\"json\":{\"n\":2}}}";
            assertThat(one("http", expect.formatted(url), "").passed()).isTrue();
            assertThat(one("http", expect.formatted(url + "/gone"), "").passed())
                    .isFalse();
            assertThat(one("http", "{\"url\":\"%s\",\"expect\":{\"json\":{\"n\":3}}}".formatted(url), "")
                            .passed())
                    .isFalse();
            assertThat(one("http", "{\"from\":\"output\"}", url).passed()).isTrue();
            Plan plan = plan("[{\"kind\":\"http\",\"spec\":{\"from\":\"output\"}}]");
            Verdict refused = CLOSED.run(plan, new Delivery("", url, List.of()), 500, Progress.none());
            assertThat(refused.outcome()).isEqualTo(Outcome.FAILED);
        } finally {
            server.stop(0);
        }
        assertThat(one("http", "{\"url\":\"%s\"}".formatted(url), "").state()).isEqualTo(State.ERROR);
    }

    @Test
    void stopsAtARequiredNoAndRunsTheCheapFirst() {
        Plan plan = plan("""
                [{"id":"dear","kind":"javascript","spec":{"code":"return true"}},
                 {"id":"cheap","kind":"contains","spec":{"value":"z"}}]
                """);
        List<String> told = new ArrayList<>();
        Verdict verdict = OPEN.run(plan, new Delivery("", "a", List.of()), 500, new Progress() {
            @Override
            public void log(String level, String message, @Nullable String checkId) {}

            @Override
            public void check(Check check) {
                told.add(check.id() + " " + check.state());
            }
        });
        assertThat(told).containsExactly("cheap OK", "dear SKIPPED");
        assertThat(verdict.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(verdict.reasoning()).contains("cheap");
    }

    @ParameterizedTest
    @CsvSource({"0.7,FAILED", "0.5,PASSED"})
    void theScoreIsWhatTheWeightsSay(double threshold, Outcome outcome) {
        Plan plan = plan("""
                [{"kind":"contains","required":false,"weight":1,"spec":{"value":"a"}},
                 {"kind":"contains","required":false,"weight":1,"spec":{"value":"z"}}]
                """, threshold);
        Verdict verdict = run(plan, "a");
        assertThat(verdict.score()).isEqualTo(0.5);
        assertThat(verdict.outcome()).isEqualTo(outcome);
        if (outcome == Outcome.FAILED) {
            assertThat(verdict.reasoning())
                    .isEqualTo("1 of 2 checks passed; together they score 0.50 where 0.70 is wanted");
        }
    }

    /** 0.1 and 0.7 of 1.0 come to a hair less than 0.8. */
    @Test
    void aScoreThatIsTheThresholdSuffices() {
        Plan plan = plan("""
                [{"kind":"contains","required":false,"weight":0.1,"spec":{"value":"a"}},
                 {"kind":"contains","required":false,"weight":0.7,"spec":{"value":"a"}},
                 {"kind":"contains","required":false,"weight":0.2,"spec":{"value":"z"}}]
                """, 0.8);
        Verdict verdict = run(plan, "a");
        assertThat(verdict.score()).isLessThan(0.8);
        assertThat(verdict.outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void callsNobodyOnceItHasTakenTooLong() {
        Plan plan = plan("""
                [{"kind":"all","spec":{"children":[{"kind":"http","spec":{"url":"http://127.0.0.1:1/"}}]}},
                 {"kind":"contains","spec":{"value":"a"}}]
                """);
        Verdict verdict =
                verification(LOOPBACK, Duration.ZERO).run(plan, new Delivery("", "a", List.of()), 500, Progress.none());
        assertThat(verdict.checks().getLast().passed()).isTrue();
        assertThat(verdict.checks().getFirst().message()).contains("Not run: the checks before it took");
        assertThat(verdict.outcome()).isEqualTo(Outcome.UNDECIDED);
    }

    @Test
    void namesWhatIsWrongWithCriteria() {
        List<Fault> faults = new ArrayList<>();
        String criteria =
                "[{\"text\":\"It rhymes\",\"required\":\"no\"},{\"id\":\"?\",\"text\":\"It is short\"},\" \"]";
        var _ = new PlanReader(faults).criteria("criteria", Json.parse(criteria));
        assertThat(faults.stream().map(f -> f.field() + " " + f.code()))
                .containsExactly(
                        "criteria[0].required invalid_type",
                        "criteria[1].id invalid_format",
                        "criteria[2] invalid_type");
    }

    @Test
    void anErrorLeavesOpenOnlyWhatItWouldChange() {
        String open = "{\"kind\":\"javascript\",\"required\":false,\"weight\":%s,\"spec\":{\"code\":\"return 7\"}}";
        String yes = "{\"kind\":\"contains\",\"spec\":{\"value\":\"a\"}}";
        assertThat(run(plan("[" + open.formatted("0.1") + "," + yes + "]"), "a").outcome())
                .isEqualTo(Outcome.PASSED);
        assertThat(run(plan("[" + open.formatted("5") + "," + yes + "]"), "a").outcome())
                .isEqualTo(Outcome.UNDECIDED);
    }

    @Test
    void wordsWithoutAJudgeGoToAPerson() {
        Plan plan = new Plan(List.of(new Plan.Criterion("c1", "It rhymes", true)), List.of(), 0.7);
        assertThat(run(plan, "anything at all, and long enough").outcome()).isEqualTo(Outcome.REVIEW);
    }

    @Test
    void namesEveryFaultAtOnce() {
        Plan plan = plan("""
                [{"kind":"nonsense"},
                 {"kind":"regex","spec":{"value":"("}},
                 {"kind":"regex","spec":{"value":"((x{100}){100}){100}"}},
                 {"kind":"json_schema","spec":{"value":{"$ref":"https://example.com/s.json"}}},
                 {"kind":"json_schema","spec":{"value":{"$ref":"#"}}},
                 {"kind":"json_schema","spec":{"value":{"$defs":{"a":{"$ref":"#/$defs/a"}},"$ref":"#/$defs/a"}}},
                 {"kind":"json_schema","spec":{"value":{"type":7}}},
                 {"kind":"javascript","spec":{"code":"return ("}},
                 {"kind":"javascript"},
                 {"kind":"equals"},
                 {"kind":"numeric","spec":{"value":"x"}},
                 {"kind":"checksum","spec":{"value":"abc"}},
                 {"kind":"http","spec":{"url":"file:///etc/passwd"}},
                 {"kind":"any","spec":{"children":[{"kind":"contains"},{"kind":"worse"}]}},
                 {"kind":"all","spec":{"children":[]}},
                 {"kind":"length","spec":{"min":3,"max":2}},
                 {"kind":"json_path","spec":{"path":"$..*"}}]
                """);
        assertThat(OPEN.faults("verifiers", plan).stream().map(f -> f.field() + " " + f.code()))
                .containsExactly(
                        "verifiers[0].kind unknown_value",
                        "verifiers[1].spec.value invalid_pattern",
                        "verifiers[2].spec.value invalid_pattern",
                        "verifiers[3].spec.value invalid_schema",
                        "verifiers[4].spec.value invalid_schema",
                        "verifiers[5].spec.value invalid_schema",
                        "verifiers[6].spec.value invalid_schema",
                        "verifiers[7].spec.code invalid_code",
                        "verifiers[8].spec.code required",
                        "verifiers[9].spec.value required",
                        "verifiers[10].spec.value invalid_type",
                        "verifiers[11].spec.value invalid_format",
                        "verifiers[12].spec.url invalid_format",
                        "verifiers[13].spec.children[0].spec.value required",
                        "verifiers[13].spec.children[1].kind unknown_value",
                        "verifiers[14].spec.children required",
                        "verifiers[15].spec.min out_of_range",
                        "verifiers[16].spec.path invalid_format");
    }

    @Test
    void refusesASchemaThatGrowsWithoutBound() {
        StringBuilder defs = new StringBuilder("\"d0\":{\"type\":\"number\"}");
        for (int i = 1; i <= 40; i++) {
            defs.append(",\"d%d\":{\"allOf\":[{\"$ref\":\"#/$defs/d%d\"},{\"$ref\":\"#/$defs/d%d\"}]}"
                    .formatted(i, i - 1, i - 1));
        }
        String schema = "{\"$ref\":\"#/$defs/d40\",\"$defs\":{" + defs + "}}";
        Plan plan = plan("[{\"kind\":\"json_schema\",\"spec\":{\"value\":" + schema + "}}]");
        assertThat(OPEN.faults("verifiers", plan)).extracting(Fault::code).containsExactly("invalid_schema");
    }

    @Test
    void refusesTooManyAndTooDeep() {
        String leaf = "{\"kind\":\"contains\",\"spec\":{\"value\":\"a\"}}";
        String deep = leaf;
        for (int i = 0; i < 5; i++) {
            deep = "{\"kind\":\"all\",\"spec\":{\"children\":[" + deep + "]}}";
        }
        assertThat(OPEN.faults("verifiers", plan("[" + deep + "]")))
                .extracting(Fault::code)
                .containsExactly("too_many");
        String wide = "{\"kind\":\"all\",\"spec\":{\"children\":[" + (leaf + ",").repeat(18) + leaf + "]}}";
        assertThat(OPEN.faults("verifiers", plan("[" + (wide + ",").repeat(2) + wide + "]")))
                .extracting(Fault::code)
                .containsExactly("too_many");
    }

    @Test
    void thePlanKeepsItsDigestThroughADatabase() {
        Plan sent = plan("[{\"kind\":\"numeric\",\"weight\":2,\"spec\":{\"value\":1.50,\"tolerance\":1e-2}}]");
        Plan kept = plan("[{\"kind\":\"numeric\",\"weight\":2.0,\"spec\":{\"tolerance\":0.01,\"value\":1.5}}]");
        Plan other = plan("[{\"kind\":\"numeric\",\"weight\":2,\"spec\":{\"value\":1.51,\"tolerance\":1e-2}}]");
        assertThat(OPEN.hash(sent)).isEqualTo(OPEN.hash(kept)).hasSize(64).isNotEqualTo(OPEN.hash(other));
    }
}
