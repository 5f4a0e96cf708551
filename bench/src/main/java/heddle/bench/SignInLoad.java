package heddle.bench;

import heddle.identity.password.PasswordHasher;
import heddle.identity.session.AccessTokens;
import heddle.kernel.crypto.SecretBox;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/** W5: sign-ins against what the hash allows, refreshes against pgbench, token checks, and reads during a flood. */
final class SignInLoad {
    private static final String PASSWORD = "correct horse battery";
    private static final String EMAIL = "bench@example.com";
    private static final int TOKENS = Wrk.CONNECTIONS;
    private static final int CHECKS = 20_000;
    private static final int FLOOD = 200;
    /** At some forty sign-ins a second the compiler needs a minute to have seen enough of them. */
    private static final int WARM_SECONDS = 60;

    private final BenchServer server;
    private final Wrk wrk;
    private final PgBench floor;
    private final int seconds;

    SignInLoad(BenchServer server, Path folder, int seconds) {
        this.server = server;
        this.wrk = new Wrk(folder);
        this.floor = new PgBench(folder, server);
        this.seconds = seconds;
    }

    /** The lines of the table. */
    List<String> run() {
        server.sendIfNew("POST", "/v1/auth/signup", credentials());
        List<String> lines = new ArrayList<>();
        lines.add(logins());
        lines.add(refreshes());
        lines.add(checks());
        lines.add(flood());
        return lines;
    }

    private static String credentials() {
        return "{\"email\":\"" + EMAIL + "\",\"password\":\"" + PASSWORD + "\"}";
    }

    private static String luaLogin() {
        return "return wrk.format(\"POST\", \"/v1/auth/login\", headers, [[" + credentials() + "]])";
    }

    private String logins() {
        int cores = Runtime.getRuntime().availableProcessors();
        double each;
        try (PasswordHasher hasher = new PasswordHasher(PasswordHasher.Cost.STANDARD, 1)) {
            String stored = hasher.hash(PASSWORD);
            each = medianSeconds(60, () -> hasher.matches(stored, PASSWORD));
        }
        double bound = cores / each;
        wrk.run(server.base(), BenchServer.KEY, luaLogin(), Math.max(seconds, WARM_SECONDS));
        Wrk.Result result = wrk.run(server.base(), BenchServer.KEY, luaLogin(), seconds);
        return "| W5 login | %.1f | %.1f (%d cores / %.1f ms a hash) | **%.2f** | | %.0f / %.0f | | | >= 0.90 |"
                .formatted(
                        result.perSecond(),
                        bound,
                        cores,
                        each * 1000,
                        result.perSecond() / bound,
                        result.p50(),
                        result.p99());
    }

    /** Each thread of wrk keeps the tokens of its connections and puts each answer's token in the used one's place. */
    private String refreshes() {
        StringBuilder tokens = new StringBuilder();
        for (int i = 0; i < 2 * TOKENS; i++) {
            JsonNode session = server.send("POST", "/v1/auth/login", credentials());
            tokens.append(i == 0 ? "" : ",")
                    .append('"')
                    .append(session.path("refresh_token").stringValue())
                    .append('"');
        }
        String script = """
                local all = {%s}
                local threads = 0
                local mine = {}
                setup = function(thread)
                  thread:set("first", threads * %d)
                  threads = threads + 1
                end
                init = function(args)
                  for i = 1, %d do mine[i] = all[first + i] end
                end
                request = function()
                  local token = table.remove(mine, 1)
                  return wrk.format("POST", "/v1/auth/refresh", headers, '{"refresh_token":"' .. token .. '"}')
                end
                response = function(status, heads, body)
                  table.insert(mine, string.match(body, '"refresh_token":"([^"]+)"'))
                end
                """.formatted(tokens, TOKENS, TOKENS);
        Wrk.Result result = wrk.runScript(server.base(), BenchServer.KEY, script, seconds);
        double limit = floor.run(sqlRefresh(), seconds);
        return "| W5 refresh | %.0f | %.0f | **%.2f** | | %.1f / %.1f | | | E >= 0.40 |"
                .formatted(result.perSecond(), limit, result.perSecond() / limit, result.p50(), result.p99());
    }

    /** The same statements; a token may be used again, since pgbench cannot remember its child. */
    private static String sqlRefresh() {
        return """
                \\set n random(1, 9000000000000000)
                begin;
                with shown as (
                    update identity.refresh_tokens set used_at = null, child_hash = sha256(convert_to(cast(:n as text), 'UTF8')),
                        child_sealed = repeat('s', 130)
                    where token_hash = (select token_hash from identity.refresh_tokens where issued_at > '2000-01-01'
                        offset :client_id limit 1)
                    returning realm, session_id, expires_at - issued_at as life
                ), alive as (
                    update identity.sessions s set last_active_at = now() from shown
                    where s.realm = shown.realm and s.id = shown.session_id
                    returning s.*, shown.life
                ), child as (
                    insert into identity.refresh_tokens (token_hash, realm, session_id, issued_at, expires_at)
                    select sha256(convert_to('child' || cast(:n as text), 'UTF8')), realm, id, now(), now() + life from alive
                )
                select * from alive;
                select * from identity.accounts where email = 'bench@example.com';
                commit;
                """;
    }

    private static String checks() {
        AccessTokens tokens = new AccessTokens(new SecretBox(new byte[32]));
        Instant now = Instant.now();
        String token = tokens.sign(
                "tn_bench", "usr_bench", "sess_bench", now, Duration.ofHours(1), Map.of("role", "authenticated"));
        double each = medianSeconds(CHECKS, () -> tokens.verify(token, now));
        return "| W5 token check, in process | %.0f | | | | %.4f / | | | p50 <= 0.030 ms |"
                .formatted(1 / each, each * 1000);
    }

    private String flood() {
        String get = Stock.luaGet("getting");
        wrk.runWith(server.base(), BenchServer.KEY, get, seconds, 8);
        Wrk.Result calm = wrk.runWith(server.base(), BenchServer.KEY, get, seconds, 8);
        CompletableFuture<Wrk.Result> logins =
                CompletableFuture.supplyAsync(() -> new Wrk(Path.of("target", "bench", "flood"))
                        .runWith(server.base(), BenchServer.KEY, luaLogin(), seconds + 2, FLOOD));
        Wrk.Result busy = wrk.runWith(server.base(), BenchServer.KEY, get, seconds, 8);
        double rate = logins.join().perSecond();
        return "| W5 get while %d people sign in (%.1f/s) | %.0f | %.0f calm | | | p99 %.1f, calm %.1f | | **%.1f x** | p99 <= 2 x |"
                .formatted(
                        FLOOD,
                        rate,
                        busy.perSecond(),
                        calm.perSecond(),
                        busy.p99(),
                        calm.p99(),
                        busy.p99() / calm.p99());
    }

    private static double medianSeconds(int times, Runnable work) {
        for (int i = 0; i < Math.max(20, times / 10); i++) {
            work.run();
        }
        long[] taken = new long[times];
        for (int i = 0; i < times; i++) {
            long began = System.nanoTime();
            work.run();
            taken[i] = System.nanoTime() - began;
        }
        Arrays.sort(taken);
        return taken[times / 2] / 1e9;
    }
}
