package heddle.server.data;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.contracts.Existence;
import heddle.contracts.Governance;
import heddle.contracts.PlanLimits;
import heddle.data.catalog.Catalog;
import heddle.data.catalog.Catalogs;
import heddle.data.object.Bulk;
import heddle.data.object.Guard;
import heddle.data.property.Values;
import heddle.data.quota.ObjectQuota;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.id.Ids;
import heddle.kernel.json.Json;
import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What an import leaves behind when things go wrong, when others write too, and when policies hold. */
class ImportSafetyTest {
    private static final String PATH = "/v1/data/import";

    private final TestTenant tenant = TestServer.shared().tenant();
    private final Api api = tenant.api();
    private final Kernel kernel = TestServer.shared().app().kernel();
    private final Caller heddle = Caller.system(tenant.id(), "test");

    private String define() {
        return tenant.type("""
                {"name":"notes","properties":[
                    {"name":"n","data_type":"integer","is_unique":true},
                    {"name":"owner","data_type":"string"},{"name":"fixed","data_type":"string"}]}
                """);
    }

    private static String rows(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "{\"n\":" + i + "}")
                .collect(Collectors.joining(",", "{\"object_type_id\":\"notes\",\"data\":[", "]}"));
    }

    private Map<String, Long> events() {
        return kernel
                .db()
                .tx(
                        heddle,
                        tx -> tx.query("select type, source, silent from kernel.events where tenant_id = :tenant")
                                .map((row, c) -> row.getString(1) + " " + row.getString(2) + " " + row.getBoolean(3))
                                .list())
                .stream()
                .filter(e -> e.startsWith("object.") || e.startsWith("import."))
                .collect(Collectors.groupingBy(e -> e, Collectors.counting()));
    }

    private int stored() {
        return api.get("/v1/objects/notes/list?limit=1&count=exact")
                .is(200)
                .data()
                .path("total")
                .intValue();
    }

    @Test
    void aCrashLeavesWholeChunksWithTheirEvents() {
        String type = define();
        String schema = "t_" + Ids.body(tenant.id());
        kernel.db().tx(heddle, tx -> {
            tx.define("""
                    create function %s.crash() returns trigger language plpgsql as $$
                    begin
                        if (new.props ->> 'n')::int = 1234 then raise exception 'crash'; end if;
                        return new;
                    end $$
                    """.formatted(schema));
            tx.define("create trigger crash before insert on %s.o_%s for each row execute function %s.crash()"
                    .formatted(schema, Ids.body(type), schema));
            return true;
        });
        api.post(PATH, rows(0, 2_000)).refused(500, "INTERNAL_ERROR");
        assertThat(stored()).isEqualTo(1_000);
        assertThat(events()).isEqualTo(Map.of("object.created import false", 1_000L));
    }

    @Test
    void eventsTellTheImportAndMayBeSilent() {
        define();
        api.post(PATH, rows(0, 3).replace("{\"object_type_id", "{\"silent\":true,\"object_type_id"))
                .is(200);
        api.post(PATH, rows(3, 5)).is(200);
        api.post(
                        PATH,
                        "{\"object_type_id\":\"notes\",\"mode\":\"update\",\"match_on\":\"n\",\"data\":[{\"n\":1,\"owner\":\"x\"}]}")
                .is(200);
        api.post(PATH, rows(9, 12).replace("{\"object_type_id", "{\"dry_run\":true,\"object_type_id"))
                .is(200);
        tenant.object("notes", "{}");
        assertThat(events())
                .isEqualTo(Map.of(
                        "object.created import true", 3L,
                        "object.created import false", 2L,
                        "object.updated import false", 1L,
                        "object.created null false", 1L,
                        "import.completed null false", 3L));
    }

    @Test
    void twoImportsOfTheSameRowsMakeEachOnce() throws InterruptedException, ExecutionException {
        define();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Answer> one = () -> api.post(PATH, rows(0, 1_500)).is(200);
            int imported = 0;
            int failed = 0;
            for (Future<Answer> done : threads.invokeAll(List.of(one, one, one))) {
                imported += done.get().data().path("imported").intValue();
                failed += done.get().data().path("failed").intValue();
            }
            assertThat(imported).isEqualTo(1_500);
            assertThat(failed).isEqualTo(3_000);
        }
        assertThat(stored()).isEqualTo(1_500);
    }

    @Test
    void policiesHoldForEveryRow() {
        define();
        policy("{\"name\":\"See\",\"condition_json\":{\"owner\":\"ann\"}}");
        policy("{\"name\":\"Make\",\"action\":\"insert\",\"condition_json\":{\"owner\":\"ann\"}}");
        policy("{\"name\":\"Change\",\"action\":\"update\",\"condition_json\":{\"owner\":\"ann\"},"
                + "\"fields\":{\"readonly\":[\"fixed\"]}}");
        tenant.object("notes", "{\"n\":1,\"owner\":\"bob\"}");
        Bulk.Outcome made = write(
                Bulk.Mode.CREATE,
                "{\"n\":2,\"owner\":\"ann\"}",
                "{\"n\":3,\"owner\":\"bob\"}",
                "{\"n\":1,\"owner\":\"ann\"}");
        assertThat(made.created()).isEqualTo(1);
        assertThat(faults(made)).containsExactly("2  policy_denied", "3 n duplicate_value");
        Bulk.Outcome changed = write(
                Bulk.Mode.UPDATE,
                "{\"n\":1,\"owner\":\"ann\"}",
                "{\"n\":2,\"fixed\":\"x\"}",
                "{\"n\":4,\"owner\":\"ann\"}");
        assertThat(changed.updated()).isZero();
        assertThat(changed.skipped()).isEqualTo(2);
        assertThat(faults(changed)).containsExactly("2 fixed immutable_field");
        assertThat(faults(write(Bulk.Mode.UPDATE, "{\"n\":2,\"owner\":\"bob\"}")))
                .containsExactly("1  policy_denied");
    }

    private void policy(String json) {
        api.post("/v1/object-types/notes/policies", json).is(201);
    }

    private static List<String> faults(Bulk.Outcome outcome) {
        return outcome.errors().stream()
                .map(f -> f.row() + " " + f.field() + " " + f.code())
                .toList();
    }

    /** As an account with a role would, which the front door does not know yet. */
    private Bulk.Outcome write(Bulk.Mode mode, String... rows) {
        Caller ann = new Caller(
                Caller.Kind.USER,
                tenant.id(),
                "usr_01jd2v6h8m0123456789abcdef",
                "Ann",
                Set.of(),
                Set.of("objects:write"),
                List.of("member"),
                Map.of(),
                0,
                "req_test",
                "",
                "");
        Catalogs catalogs = new Catalogs(kernel.db(), new OwnerRules(), kernel.signals());
        Catalog catalog = catalogs.of(ann);
        Guard guard =
                new Guard(catalog, catalog.require("notes"), ann, kernel.time().instant());
        ObjectQuota quota = new ObjectQuota(kernel.db(), catalogs, PlanLimits.none(), kernel.time());
        Bulk bulk = new Bulk(kernel, new Values(), quota, Existence.none(), Existence.none());
        Bulk.Run run = bulk.begin(guard, new Bulk.Way(mode, guard.schema().property("n"), false));
        List<Bulk.Row> all = IntStream.range(0, rows.length)
                .mapToObj(i -> new Bulk.Row(i + 1, null, (ObjectNode) Json.parse(rows[i])))
                .toList();
        return kernel.db().tx(ann, tx -> run.write(tx, all));
    }

    private record OwnerRules() implements Governance {
        @Override
        public Map<String, Integer> auditDays() {
            return Map.of();
        }

        @Override
        public String rlsDefault(String tenantId) {
            return "owner";
        }

        @Override
        public int trashDays(String tenantId) {
            return 30;
        }
    }
}
