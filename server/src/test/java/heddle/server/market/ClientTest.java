package heddle.server.market;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.server.identity.PlatformPerson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The command line client against a real server. */
class ClientTest {
    private final TestServer server = TestServer.shared();
    private final Trader sender = Trader.with(server, 1_000);
    private final Trader worker = Trader.with(server, 0);
    private final Terminal senders = new Terminal(server.base()).with("HEDDLE_API_KEY", key(sender));
    private final Terminal workers = new Terminal(server.base()).with("HEDDLE_API_KEY", key(worker));
    private final String tag = Trader.tag();

    private static String key(Trader trader) {
        return trader.person().key("read", "work", "spend", "payout", "upload");
    }

    private String post() throws IOException {
        Files.writeString(
                senders.home().resolve("verifiers.json"), "[{\"kind\":\"contains\",\"spec\":{\"value\":\"good\"}}]");
        Terminal.Ran ran = senders.run(
                "run",
                "Write a good line.",
                "--price",
                "500",
                "--time-limit",
                "600",
                "--tag",
                tag,
                "--verifiers",
                "verifiers.json",
                "-y",
                "--json");
        assertThat(ran.code()).as(ran.err()).isZero();
        return ran.json().path("id").stringValue();
    }

    @Test
    void aJobGoesFromTerminalToTerminal() throws IOException {
        String job = post();
        Terminal.Ran claimed = workers.run("claim", job);
        assertThat(claimed.code()).as(claimed.err()).isZero();
        assertThat(claimed.out()).contains("Write a good line.").contains("$3.50");
        Files.writeString(workers.home().resolve("out.txt"), "a good line");
        Terminal.Ran submitted = workers.run("submit", "-f", "out.txt", "--attach", "out.txt");
        assertThat(submitted.code()).as(submitted.err()).isZero();
        Terminal.Ran waited = senders.run("wait");
        assertThat(waited.code()).as(waited.err()).isZero();
        assertThat(waited.out()).contains("verified").contains("a good line");
        assertThat(workers.run("balance").out()).contains("$3.50").contains("payout:" + job);
        Terminal.Ran log = senders.run("logs", job, "--json");
        assertThat(log.code()).isZero();
        assertThat(log.out().lines().toList()).last().asString().contains("\"event\":\"end\"");
        assertThat(senders.run("jobs").out()).contains(job).contains("verified");
    }

    @Test
    void aFailedAttemptFailsTheWorkersWait() throws IOException {
        String job = post();
        workers.run("claim", job);
        assertThat(workers.run("submit", "-t", "bad").code()).isZero();
        Terminal.Ran waited = workers.run("wait", job);
        assertThat(waited.code()).as(waited.out() + waited.err()).isEqualTo(1);
    }

    @Test
    void aRunAsksBeforeItPays() {
        String before = senders.run("jobs", "--json").out();
        Terminal.Ran no = senders.typing("n\n", "run", "Write something.", "--price", "500");
        assertThat(no.code()).isEqualTo(1);
        assertThat(no.err()).contains("$5.00").contains("[y/N]");
        assertThat(senders.run("jobs", "--json").out()).isEqualTo(before);
        Terminal.Ran yes = senders.typing("y\n", "run", "Write something.", "--price", "500", "--json");
        assertThat(yes.code()).as(yes.err()).isZero();
        assertThat(yes.json().path("status").stringValue()).isEqualTo("queued");
        Terminal.Ran cancelled = senders.run("cancel", "--json");
        assertThat(cancelled.json().path("status").stringValue()).isEqualTo("cancelled");
    }

    @Test
    void whatCannotBePaidIsToldAndRemembered() {
        Terminal.Ran ran = workers.run("run", "Write something dear.", "--price", "5000", "-y");
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("INSUFFICIENT_BALANCE");
        worker.credit(5_000);
        Terminal.Ran paid = workers.run("pay", "--json");
        assertThat(paid.code()).as(paid.err()).isZero();
        assertThat(paid.json().path("status").stringValue()).isEqualTo("queued");
        workers.run("cancel");
    }

    @Test
    void anAgentThatIsUsedPulls() throws IOException {
        assertThat(workers.run("agents", "create", "poet", "--personality", "writes lines")
                        .code())
                .isZero();
        assertThat(workers.run("use", "poet").code()).isZero();
        assertThat(workers.run("use", "nobody").code()).isEqualTo(1);
        assertThat(workers.run("agents").out()).contains("* ").contains("poet");
        String job = post();
        Terminal.Ran held = workers.run("claim", job, "--hold", "--json");
        assertThat(held.code()).as(held.err()).isZero();
        JsonNode pulled = workers.run("pull", "--json").json();
        assertThat(pulled.path("job").path("id").stringValue()).isEqualTo(job);
        assertThat(workers.run("accept").code()).isZero();
        assertThat(workers.run("fail", "-r", "too hard").code()).isZero();
        assertThat(workers.run("submit", "-t", "x").code()).isNotZero();
    }

    @Test
    void theServersRefusalIsToldWithItsCode() {
        Terminal.Ran ran = workers.run("accept", "job_nothing");
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("(NOT_FOUND)");
        Terminal.Ran json = workers.run("accept", "job_nothing", "--json");
        assertThat(json.err()).contains("\"code\" : \"NOT_FOUND\"");
        Terminal.Ran stranger = new Terminal(server.base())
                .with("HEDDLE_API_KEY", "cv_live_wrong")
                .run("whoami");
        assertThat(stranger.code()).isEqualTo(1);
        assertThat(stranger.err()).contains("(UNAUTHORIZED)");
    }

    @Test
    void wrongUseAndUnreachableServersAreToldApart() {
        assertThat(workers.run("claim").code()).isEqualTo(2);
        assertThat(workers.run("nonsense").code()).isEqualTo(2);
        assertThat(new Terminal(server.base()).run("whoami").code()).isEqualTo(2);
        Terminal.Ran lost =
                new Terminal("http://127.0.0.1:9").with("HEDDLE_API_KEY", "x").run("whoami");
        assertThat(lost.code()).isEqualTo(3);
        assertThat(lost.err()).contains("http://127.0.0.1:9").contains("HEDDLE_API_URL");
        assertThat(new Terminal("file:///etc")
                        .with("HEDDLE_API_KEY", "x")
                        .run("whoami")
                        .code())
                .isEqualTo(2);
    }

    @Test
    void whatOthersWroteCannotReachTheTerminal() {
        Trader evil = Trader.with(server, 1_000);
        evil.api()
                .post(
                        "/api/jobs/run",
                        "{\"prompt\":\"\\u001b]0;owned\\u0007\\u001b[31mRed\\u009b2J \\u202ework.\",\"price_cents\":500,"
                                + "\"time_limit_seconds\":600,\"tags\":[\"" + tag + "\"],\"confirmed\":true,"
                                + Trader.GOOD + "}")
                .is(201);
        Terminal.Ran board = workers.run("board", "--tag", tag);
        assertThat(board.code()).as(board.err()).isZero();
        assertThat(board.out()).contains("Red").doesNotContain("\u001b").doesNotContain("owned");
        assertThat(board.out()).doesNotContain("\u009b").doesNotContain("\u202e");
        String json = workers.run("board", "--tag", tag, "--json").out();
        assertThat(json).doesNotContain("\u001b").doesNotContain("\u009b").doesNotContain("\u202e");
    }

    @Test
    void aLoginIsKeptForItsOwnerAlone() throws IOException {
        Terminal terminal = new Terminal(server.base());
        String code =
                sender.api().post("/api/cli/code").is(200).json().path("code").stringValue();
        Terminal.Ran in = terminal.run("login", "--code", code);
        assertThat(in.code()).as(in.err()).isZero();
        Path file = terminal.home().resolve(".heddle/credentials.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        assertThat(terminal.run("whoami").out()).contains(sender.person().email());

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Terminal.Ran open = terminal.run("whoami");
        assertThat(open.code()).isEqualTo(2);
        assertThat(open.err()).contains("chmod 600");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        Terminal.Ran elsewhere =
                terminal.with("HEDDLE_API_URL", "http://other.example").run("whoami");
        assertThat(elsewhere.code()).isEqualTo(2);
        assertThat(elsewhere.err()).contains("not sent to");
        terminal.with("HEDDLE_API_URL", server.base());

        String key = heddle.kernel.json.Json.parse(Files.readAllBytes(file))
                .path("api_key")
                .stringValue();
        assertThat(terminal.run("logout").code()).isZero();
        assertThat(file).doesNotExist();
        server.as(key).get("/api/whoami").is(401);
        assertThat(terminal.run("login", "--code", code).code()).isEqualTo(1);
    }

    @Test
    void aPasswordMakesALoginToo() {
        Terminal terminal = new Terminal(server.base());
        Terminal.Ran in = terminal.typing(
                "correct horse battery\n", "login", "--email", sender.person().email());
        assertThat(in.code()).as(in.err()).isZero();
        assertThat(terminal.run("whoami").code()).isZero();
        assertThat(terminal.typing(
                                "wrong\n", "login", "--email", sender.person().email())
                        .code())
                .isEqualTo(1);
    }

    @Test
    void aPasswordWithASecondFactorAsksForACode() {
        PlatformPerson person = sender.person();
        var begun = person.api().post("/api/auth/mfa/enroll", "{}").is(201).json();
        person.api()
                .post(
                        "/api/auth/mfa/verify",
                        "{\"factor_id\":\"%s\",\"code\":\"%s\"}"
                                .formatted(
                                        begun.path("factor_id").stringValue(),
                                        PlatformPerson.totp(
                                                server, begun.at("/totp/secret").stringValue())))
                .is(200);
        pass(Duration.ofSeconds(30));
        Terminal terminal = new Terminal(server.base());
        String code = PlatformPerson.totp(server, begun.at("/totp/secret").stringValue());
        Terminal.Ran in = terminal.typing("correct horse battery\n" + code + "\n", "login", "--email", person.email());
        assertThat(in.code()).as(in.err()).isZero();
        assertThat(terminal.run("whoami").out()).contains(person.email());
    }

    @Test
    void aTerminalWithoutABrowserIsLetInFromAnother() {
        List<String> codes = new ArrayList<>();
        Terminal terminal = new Terminal(server.base());
        terminal.waiting(time -> {
            pass(time);
            if (codes.isEmpty()) {
                codes.add(terminal.said().replaceAll("(?s).*\\n    ([A-Z0-9]{4}-[A-Z0-9]{4})\\n.*", "$1"));
            } else {
                PlatformPerson.form(
                                sender.person().browser(),
                                "/device",
                                Map.of("user_code", codes.getFirst(), "decision", "approve"))
                        .is(200);
            }
        });
        Terminal.Ran in = terminal.run("login", "--device");
        assertThat(in.code()).as(in.err()).isZero();
        assertThat(in.err()).contains(server.base() + "/device?user_code=" + codes.getFirst());
        assertThat(terminal.run("whoami").out()).contains(sender.person().email());
    }

    @Test
    void aTerminalThatIsRefusedOrForgottenSaysSo() {
        Terminal terminal = new Terminal(server.base());
        terminal.waiting(time -> {
            pass(time);
            String code = terminal.said().replaceAll("(?s).*\\n    ([A-Z0-9]{4}-[A-Z0-9]{4})\\n.*", "$1");
            PlatformPerson.form(sender.person().browser(), "/device", Map.of("user_code", code, "decision", "deny"));
        });
        Terminal.Ran denied = terminal.run("login", "--device");
        assertThat(denied.code()).isEqualTo(1);
        assertThat(denied.err()).contains("It was denied", "(ACCESS_DENIED)");
        Terminal.Ran old =
                terminal.waiting(time -> pass(Duration.ofMinutes(16))).run("login", "--device");
        assertThat(old.code()).isEqualTo(1);
        assertThat(old.err()).contains("(EXPIRED_TOKEN)");
        assertThat(terminal.home().resolve(".heddle/credentials.json")).doesNotExist();
        assertThat(terminal.run("login", "--device", "--code", "x").code()).isEqualTo(2);
    }

    private void pass(Duration time) {
        server.operator()
                .post("/v1/platform/clock", "{\"advance_seconds\":" + time.toSeconds() + "}")
                .is(200);
    }

    @Test
    void anOutputIsTriedWithoutAJob() {
        Terminal.Ran ran = workers.run("verify", "-t", "x", "--json");
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("VALIDATION_ERROR");
    }

    @Test
    void aTrialTellsEachCheckAndWhatIsNotKnown() {
        String job = Trader.id(sender.post(
                        500,
                        tag,
                        "\"verifiers\":[{\"kind\":\"contains\",\"spec\":{\"value\":\"good\"}},"
                                + "{\"kind\":\"javascript\",\"spec\":{\"code\":\"return 7\"}},{\"kind\":\"human\"}]")
                .is(201));
        worker.claim(job).is(200);
        Terminal.Ran unknown = workers.run("verify", "--job", job, "-t", "a good line");
        assertThat(unknown.code()).as(unknown.err()).isEqualTo(1);
        assertThat(unknown.out().lines())
                .anyMatch(line -> line.startsWith("passed   contains"))
                .anyMatch(line -> line.startsWith("unknown  javascript"))
                .anyMatch(line -> line.startsWith("person   human"))
                .last(InstanceOfAssertFactories.STRING)
                .startsWith("Nobody can tell. ");
        Terminal.Ran failed = workers.run("verify", "--job", job, "-t", "a bad line");
        assertThat(failed.out().lines())
                .anyMatch(line -> line.startsWith("failed   contains"))
                .anyMatch(line -> line.startsWith("skipped  human"))
                .last(InstanceOfAssertFactories.STRING)
                .startsWith("Not passed. ");
        Terminal.Ran programs = workers.run("verify", "--job", job, "-t", "a bad line", "--json");
        assertThat(programs.json().path("checks")).hasSize(3);
        assertThat(programs.json().path("outcome").stringValue()).isEqualTo("failed");
    }

    /** An agent that let too many offers lapse gets none for a minute, and is told so at once. */
    @Test
    void aPullWaitsBeforeItAsksAgain() {
        sender.credit(1_000);
        for (int i = 0; i < 11; i++) {
            String lapsing = Trader.tag();
            sender.posted(100, lapsing);
            worker.pull(lapsing).is(200);
            worker.pass(Duration.ofSeconds(31));
        }
        List<Duration> pauses = new ArrayList<>();
        Terminal.Ran ran = workers.waiting(pauses::add).run("pull", "--wait", "1");
        assertThat(ran.out()).as(ran.err()).contains("No job fits right now");
        assertThat(pauses).isNotEmpty().containsOnly(Duration.ofSeconds(1));
    }

    @Test
    void aFileThatIsTooLargeIsRefusedByTheServersWords() throws IOException {
        Files.write(workers.home().resolve("large.bin"), new byte[64 << 20]);
        Terminal.Ran ran = workers.run("submit", "job_none", "--attach", "large.bin");
        assertThat(ran.code()).as(ran.err()).isEqualTo(1);
        assertThat(ran.err()).contains("PAYLOAD_TOO_LARGE");
    }

    @Test
    void aHomeThatCannotBeUsedIsTold() throws IOException {
        Files.writeString(workers.home().resolve(".heddle"), "in the way");
        Terminal.Ran ran = workers.run("use", "default");
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("state.json cannot be written").contains(".heddle is in the way");
    }
}
