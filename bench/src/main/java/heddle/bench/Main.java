package heddle.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * {@code ./heddle bench [W1 W2 W3 W4 W5 W14 W20 MARKET] [--seconds=10] [--rounds=3] [--write]}: each workload against its floor in
 * turns, the median of the rounds with its range.
 */
public final class Main {
    private static final int PORT = 18_080;

    private final int seconds;
    private final int rounds;
    private final boolean write;
    private final Set<String> wanted;
    private final Path folder = Path.of("target", "bench").toAbsolutePath();
    private final PrintStream out = System.out;
    private double singleRows;

    private Main(List<String> arguments) {
        this.seconds = number(arguments, "--seconds=", 10);
        this.rounds = number(arguments, "--rounds=", 3);
        this.write = arguments.contains("--write");
        this.wanted = Set.copyOf(arguments.stream()
                .filter(a -> !a.startsWith("--"))
                .map(a -> a.toUpperCase(Locale.ROOT))
                .toList());
    }

    public static void main(String[] arguments) throws IOException {
        new Main(Arrays.asList(arguments)).run();
    }

    private void run() throws IOException {
        Files.createDirectories(folder);
        Path home = folder.resolve("home");
        BenchServer.clear(home);
        List<String> lines = new ArrayList<>();
        double cold;
        try (BenchServer first = BenchServer.start(home, PORT)) {
            cold = first.secondsToReady();
        }
        try (BenchServer server = BenchServer.start(home, PORT)) {
            double warm = server.secondsToReady();
            long idle = server.residentMegabytes();
            lines.addAll(measured(server));
            lines.add(
                    "| W20 start | first %.1f s, warm %.1f s | | | | | | memory %d MB idle, %d MB after load | warm <= 3 s, <= 400 MB |"
                            .formatted(cold, warm, idle, server.residentMegabytes()));
            if (chosen("W14 ")) {
                lines.addAll(new LedgerLoad(server, folder, seconds, rounds).run());
            }
            if (chosen("MARKET ")) {
                MarketLoad market = new MarketLoad(server, seconds);
                lines.add(market.readers());
                lines.add(market.cycles());
                market.fillQueue();
            }
            if (chosen("W5 ")) {
                lines.addAll(new SignInLoad(server, folder, seconds).run());
            }
        }
        if (chosen("MARKET ")) {
            try (BenchServer server = BenchServer.start(home, PORT)) {
                lines.add(new MarketLoad(server, seconds).longQueue());
            }
        }
        report(lines);
    }

    /** The workloads with requests of one kind, which need a stock of objects. */
    private List<String> measured(BenchServer server) {
        if (!wanted.isEmpty() && wanted.stream().noneMatch(w -> w.matches("W[1-4]"))) {
            return List.of();
        }
        double http = http(server);
        return workloads(server).stream()
                .filter(w -> chosen(w.name()))
                .map(w -> measure(server, w, http))
                .toList();
    }

    private boolean chosen(String name) {
        return wanted.isEmpty() || wanted.contains(name.substring(0, name.indexOf(' ')));
    }

    private List<Workload> workloads(BenchServer server) {
        Stock stock = new Stock(server);
        out.println("Filling the database ...");
        String gets = stock.fill("getting", 0);
        stock.fillNumbered("getting", Stock.OBJECTS);
        String creates = stock.fill("creating", 0);
        String batches = stock.fill("batching", 0);
        String some = stock.fill("listed", Stock.OBJECTS);
        String many = wanted.isEmpty() || wanted.contains("W3") ? stock.fill("listed_many", Stock.MANY) : some;
        String guarded = stock.fill("guarded", Stock.OBJECTS);
        String key = BenchServer.KEY;
        String anonymous = policed(server);
        String owned =
                " and ((case when jsonb_typeof(o.props->'owner') = 'string' and octet_length((o.props->>'owner')) <= 2600"
                        + " then (o.props->>'owner') end collate \"C\") = 'owner-07')";
        return List.of(
                new Workload("W1 get", key, Stock.luaGet("getting"), Stock.sqlGet(gets), 1, 0.60),
                new Workload("W2 create", key, Stock.luaCreate("creating"), Stock.sqlCreate(creates), 1, 0.55),
                new Workload(
                        "W3 list 20 of 10 k",
                        key,
                        Stock.luaList("listed", "&count=none"),
                        Stock.sqlList(some, false, ""),
                        20,
                        0.40),
                new Workload(
                        "W3 list 20 of 10 k, total",
                        key,
                        Stock.luaList("listed", ""),
                        Stock.sqlList(some, true, ""),
                        20,
                        0.40),
                new Workload(
                        "W3 list 20 of 100 k",
                        key,
                        Stock.luaList("listed_many", "&count=none"),
                        Stock.sqlList(many, false, ""),
                        20,
                        0.40),
                new Workload(
                        "W3 list 20 of 100 k, total",
                        key,
                        Stock.luaList("listed_many", ""),
                        Stock.sqlList(many, true, ""),
                        20,
                        0.40),
                new Workload(
                        "W3 list 20 of 10 k, owner policy",
                        anonymous,
                        Stock.luaList("guarded", "&count=none"),
                        Stock.sqlList(guarded, false, owned),
                        20,
                        0.40),
                new Workload("W4 batch of 100", key, Stock.luaBatch("batching"), Stock.sqlBatch(batches), 100, 0.80));
    }

    /** A key whose reads a policy narrows to one owner's rows. */
    private static String policed(BenchServer server) {
        server.send(
                "POST",
                "/v1/object-types/guarded/policies",
                "{\"name\":\"one owner\",\"action\":\"select\",\"condition_json\":{\"owner\":\"owner-07\"}}");
        return server.send("POST", "/v1/keys", "{\"label\":\"browser\",\"type\":\"publishable\",\"scopes\":[\"read\"]}")
                .path("token")
                .stringValue();
    }

    /** Requests a second that reach no database: what HTTP alone costs on this machine. */
    private double http(BenchServer server) {
        Wrk wrk = new Wrk(folder);
        String health = "return wrk.format(\"GET\", \"/health\", headers)";
        wrk.run(server.base(), BenchServer.KEY, health, Math.max(5, seconds));
        double rate = wrk.run(server.base(), BenchServer.KEY, health, seconds).perSecond();
        out.printf("HTTP without the database: %.0f/s%n", rate);
        return rate;
    }

    private String measure(BenchServer server, Workload workload, double http) {
        Wrk wrk = new Wrk(folder);
        PgBench floor = new PgBench(folder, server);
        out.printf("%s: warming up%n", workload.name());
        wrk.run(server.base(), workload.token(), workload.lua(), Math.max(5, seconds));
        List<Double> rates = new ArrayList<>();
        List<Double> floors = new ArrayList<>();
        List<Double> efficiencies = new ArrayList<>();
        List<Double> p50 = new ArrayList<>();
        List<Double> p99 = new ArrayList<>();
        BenchServer.Cpu spent = new BenchServer.Cpu(0, 0);
        for (int round = 0; round < rounds; round++) {
            BenchServer.Cpu before = server.cpu();
            Wrk.Result result = wrk.run(server.base(), workload.token(), workload.lua(), seconds);
            spent = server.cpu().since(before);
            double limit = floor.run(workload.floor(), seconds);
            rates.add(result.perSecond());
            floors.add(limit);
            efficiencies.add(result.perSecond() / limit);
            p50.add(result.p50());
            p99.add(result.p99());
            out.printf(
                    "%s: %.0f/s, floor %.0f/s, E %.2f%n",
                    workload.name(), result.perSecond(), limit, efficiencies.getLast());
        }
        double requests = rates.getLast() * seconds / 1000;
        double bound = 1 / (1 / http + 1 / middle(floors));
        if (workload.name().startsWith("W2 ")) {
            singleRows = middle(rates);
        }
        return "| %s | %s | %s | **%s** | %.2f | %s / %s | %.0f + %.0f | %s | %s |"
                .formatted(
                        workload.name(),
                        range(rates, "%.0f"),
                        range(floors, "%.0f"),
                        range(efficiencies, "%.2f"),
                        middle(rates) / bound,
                        median(p50, "%.1f"),
                        median(p99, "%.1f"),
                        spent.jvm() / requests,
                        spent.database() / requests,
                        rows(workload, middle(rates)),
                        workload.target() > 0 ? "E >= %.2f".formatted(workload.target()) : "");
    }

    private String rows(Workload workload, double rate) {
        if (workload.rows() == 1) {
            return "";
        }
        String perSecond = "%.0f rows/s".formatted(rate * workload.rows());
        boolean comparable = workload.name().startsWith("W4 ") && singleRows > 0;
        return comparable ? perSecond + ", %.1f x W2".formatted(rate * workload.rows() / singleRows) : perSecond;
    }

    private void report(List<String> lines) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append("# Benchmarks\n\nMade by `./heddle bench --seconds=")
                .append(seconds)
                .append(" --rounds=")
                .append(rounds);
        text.append(" --write`; the figures are of this machine only: ")
                .append(machine())
                .append(".\n\n");
        text.append("wrk with ")
                .append(Wrk.CONNECTIONS)
                .append(" connections, the server and PostgreSQL share the machine; `fsync` and\n");
        text.append("`synchronous_commit` are on. The floor is pgbench (`-M prepared`, ")
                .append(Wrk.CONNECTIONS);
        text.append(" clients) running the same SQL on the same\nserver. E = ours / floor. Medians of ")
                .append(rounds);
        text.append(" rounds, taken in turns with the floor, with their range.\n\n");
        text.append(
                "A request has to be spoken HTTP and its SQL has to be run, on the same cores. The bound is what would be\n");
        text.append(
                "left if that were all: 1 / (1 / floor + 1 / the rate of `GET /health`, which asks no database).\n\n");
        text.append(
                "| workload | requests/s | floor/s | E | of the bound | p50 / p99 ms | CPU ms per 1,000: JVM + PostgreSQL | rows | target |\n");
        text.append("|---|---|---|---|---|---|---|---|---|\n");
        lines.forEach(l -> text.append(l).append('\n'));
        out.println();
        out.print(text);
        if (write) {
            Files.writeString(Path.of("docs", "BENCHMARKS.md"), text);
        }
    }

    private static String machine() {
        try {
            String model = Files.readString(Path.of("/proc/cpuinfo"))
                    .lines()
                    .filter(l -> l.startsWith("model name"))
                    .findFirst()
                    .map(l -> l.substring(l.indexOf(':') + 2))
                    .orElse("unknown processor");
            return "%d cores of %s, %s, Java %s"
                    .formatted(
                            Runtime.getRuntime().availableProcessors(),
                            model,
                            System.getProperty("os.name"),
                            Runtime.version().feature());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String range(List<Double> values, String format) {
        String low = format.formatted(values.stream().min(Double::compare).orElseThrow());
        String high = format.formatted(values.stream().max(Double::compare).orElseThrow());
        String median = median(values, format);
        return values.size() == 1 ? median : median + " (" + low + "-" + high + ")";
    }

    private static String median(List<Double> values, String format) {
        return format.formatted(middle(values));
    }

    static double middle(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static int number(List<String> arguments, String name, int preset) {
        return arguments.stream()
                .filter(a -> a.startsWith(name))
                .map(a -> Integer.parseInt(a.substring(name.length())))
                .findFirst()
                .orElse(preset);
    }
}
