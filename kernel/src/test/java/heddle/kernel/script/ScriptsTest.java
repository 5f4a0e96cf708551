package heddle.kernel.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import heddle.kernel.json.Json;
import heddle.kernel.script.ScriptFailed.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Scripts that want out, want everything or do not end, and what an honest one gets. */
class ScriptsTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final Scripts SCRIPTS = new Scripts(InstantSource.fixed(NOW), 2);

    @AfterAll
    static void close() {
        SCRIPTS.close();
    }

    private static JsonNode call(String body) {
        return SCRIPTS.call(body, Map.of("output", Json.mapper().valueToTree("seen")));
    }

    private static ScriptFailed failure(String body) {
        return catchThrowableOfType(ScriptFailed.class, () -> call(body));
    }

    @Test
    void answersWhatTheBodyReturns() {
        JsonNode given = Json.parse("{\"n\":[1,2,3],\"t\":\"\u2028 \\\"quoted\\\" ${x}\"}");
        JsonNode value = SCRIPTS.call("return {sum: a.n.reduce((x, y) => x + y), same: a.t}", Map.of("a", given));
        assertThat(value.path("sum").asInt()).isEqualTo(6);
        assertThat(value.path("same")).isEqualTo(given.path("t"));
    }

    @Test
    void valuesAreDataAndNeverCode() {
        JsonNode hostile = Json.mapper().valueToTree("\"); throw new Error(\"out\"); (\"");
        assertThat(SCRIPTS.call("return output", Map.of("output", hostile))).isEqualTo(hostile);
    }

    @Test
    void aBodyThatReturnsNothingGivesNull() {
        assertThat(call("let x = 1").isNull()).isTrue();
    }

    /** What a script might look for in order to get out: none of it is there. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "process",
                "require",
                "fetch",
                "XMLHttpRequest",
                "WebSocket",
                "Java",
                "Packages",
                "Polyglot",
                "std",
                "os",
                "Javy",
                "java_invoke",
                "console",
                "Deno",
                "Bun",
                "load",
                "print",
                "WebAssembly",
                "setTimeout"
            })
    void theWorldOutsideIsNotThere(String name) {
        assertThat(call("return typeof globalThis['" + name + "']").stringValue())
                .isEqualTo("undefined");
    }

    @Test
    void constructorsLeadBackIntoTheSandbox() {
        assertThat(
                        call("return this.constructor.constructor('return typeof process + typeof Java + typeof java_invoke')()")
                                .stringValue())
                .isEqualTo("undefinedundefinedundefined");
    }

    @Test
    void importsNothing() {
        assertThat(failure("import fs from 'fs'").reason()).isEqualTo(Reason.SYNTAX);
        assertThat(call("let seen = 'none'; import('std').then(() => seen = 'std', () => {}); return seen")
                        .stringValue())
                .isEqualTo("none");
    }

    @Test
    void nothingStaysFromOneRunToTheNext() {
        call("Object.prototype.left = 1; Array.prototype.map = () => 'mine'; globalThis.mark = 1; JSON.parse = null;"
                + " Function.prototype.call = null; return 1");
        assertThat(call("return [typeof ({}).left, typeof globalThis.mark, [1].map(x => x + 1)[0]]")
                        .toString())
                .isEqualTo("[\"undefined\",\"undefined\",2]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "while (true) {} | TIME",
                "return /^(a+)+$/.test('a'.repeat(40) + 'b') | TIME",
                "for (;;) { try { throw 1 } catch {} finally { continue } } | TIME",
                "let a = []; while (true) a.push(new ArrayBuffer(1 << 24)) | MEMORY",
                "return new ArrayBuffer(1e9).byteLength | MEMORY",
                "function f() { return f() + 1 } return f() | MEMORY",
                "throw new Error('boo') | THROWN",
                "throw null | THROWN",
                "return 1n | RESULT",
                "let o = {}; o.o = o; return o | RESULT",
                "return 'x'.repeat(300000) | RESULT",
                "return ( | SYNTAX",
                "} evil(); { | SYNTAX",
                "return {toJSON() { while (true) {} }} | TIME"
            })
    void endsWhatDoesNotEndWell(String body, Reason reason) {
        ScriptFailed failed = failure(body);
        assertThat(failed.reason()).as(failed.getMessage()).isEqualTo(reason);
    }

    @Test
    void catchingItsOwnEndDoesNotHelp() {
        assertThat(failure("for (;;) { try { for (;;); } catch { } }").reason()).isEqualTo(Reason.TIME);
    }

    /** Two scripts hold both script threads; virtual threads of everybody else go on. */
    @Test
    void neighboursKeepAnswering() {
        call("return 1");
        try (ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Reason> one =
                    CompletableFuture.supplyAsync(() -> failure("for (;;);").reason(), virtual);
            CompletableFuture<Reason> two =
                    CompletableFuture.supplyAsync(() -> failure("for (;;);").reason(), virtual);
            for (int i = 0; i < 100; i++) {
                assertThat(CompletableFuture.supplyAsync(() -> 1, virtual)
                                .orTimeout(
                                        Duration.ofMillis(900).toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)
                                .join())
                        .isEqualTo(1);
            }
            assertThat(one.join()).isEqualTo(Reason.TIME);
            assertThat(two.join()).isEqualTo(Reason.TIME);
        }
        assertThat(call("return output").stringValue()).isEqualTo("seen");
    }

    @Test
    void equalRunsGiveEqualResults() {
        assertThat(call("return [Math.random(), Date.now()]")).isEqualTo(call("return [Math.random(), Date.now()]"));
        assertThat(call("return new Date().toISOString()").stringValue()).isEqualTo("2026-11-26T12:00:00.000Z");
    }

    @Test
    void tellsASyntaxErrorWithoutRunning() {
        assertThat(SCRIPTS.fault("return output.length > 3", "output")).isNull();
        assertThat(SCRIPTS.fault("while (true) {}", "output")).isNull();
        assertThat(SCRIPTS.fault("return output.length >", "output")).isNotBlank();
        assertThat(SCRIPTS.fault("x".repeat(70_000), "output")).contains("longer");
    }
}
