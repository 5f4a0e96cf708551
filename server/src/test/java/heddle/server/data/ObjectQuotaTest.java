package heddle.server.data;

import static heddle.server.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heddle.kernel.access.Caller;
import heddle.kernel.id.Ids;
import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A plan's number of objects holds for every way in which objects are made. */
class ObjectQuotaTest {
    private static final int INCLUDED = 50_000;
    private static final String NOTE = "{\"properties\":{\"code\":%d}}";

    private final TestServer server = TestServer.shared();
    private final TestTenant tenant = server.tenant();
    private final Api api = tenant.api();
    private String type = "";

    @BeforeEach
    void defineNotes() {
        plan("free");
        type = tenant.type("{\"name\":\"note\",\"properties\":["
                + "{\"name\":\"code\",\"data_type\":\"integer\",\"is_unique\":true}]}");
    }

    private void plan(String tier) {
        server.operator()
                .patch("/v1/platform/tenants/" + tenant.id(), "{\"plan_tier\":\"" + tier + "\"}")
                .is(200);
    }

    /** Objects of which this node knows nothing until it counts; the codes are negative. */
    private void fill(int objects) {
        String table = "t_" + Ids.body(tenant.id()) + ".o_" + Ids.body(type);
        server.app().kernel().db().tx(Caller.system(tenant.id(), "the tests"), tx -> {
            tx.define("""
                    insert into %s (id, props, version, created_at, updated_at, created_by, updated_by)
                    select 'obj_' || lpad(n::text, 26, '0'), jsonb_build_object('code', -n), 1, now(), now(), 'x', 'x'
                    from generate_series(1, %d) n
                    """.formatted(table, objects));
            return true;
        });
    }

    private Answer create(int code) {
        return api.post("/v1/objects/note", NOTE.formatted(code));
    }

    private Answer upload(String mode, String rows) {
        return api.post(
                "/v1/data/import",
                "{\"object_type_id\":\"note\",\"mode\":\"%s\",\"match_on\":\"code\",\"data\":%s}"
                        .formatted(mode, rows));
    }

    private static void full(Answer answer, int used) {
        answer.refused(402, "QUOTA_EXCEEDED");
        assertThat(answer.json().at("/error/limit").asInt()).as(answer.text()).isEqualTo(INCLUDED);
        assertThat(answer.json().at("/error/used").asInt()).isEqualTo(used);
    }

    @Test
    void holdsEveryWayToMakeObjects() {
        fill(INCLUDED - 1);
        String two = "[{\"code\":1},{\"code\":2}]";
        full(
                api.post(
                        "/v1/objects/note/batch/create",
                        "{\"objects\":[" + NOTE.formatted(1) + "," + NOTE.formatted(2) + "]}"),
                INCLUDED - 1);
        full(api.post("/v1/data/import", "{\"object_type_id\":\"note\",\"data\":" + two + "}"), INCLUDED - 1);
        full(upload("upsert", two), INCLUDED - 1);
        create(1).is(201);
        full(create(2), INCLUDED);
        upload("upsert", "[{\"code\":1}]").is(200);
        api.patch("/v1/objects/note/obj_" + "0".repeat(25) + "1", NOTE.formatted(9))
                .is(200);
    }

    @Test
    void countsWhatIsInTheTrashUntilItIsPurged() {
        fill(INCLUDED - 1);
        String id = create(1).is(201).id();
        api.delete("/v1/objects/note/" + id).is(200);
        full(create(2), INCLUDED);
        api.post("/v1/objects/note/" + id + "/restore").is(200);
        api.delete("/v1/objects/note/" + id + "?force=true").is(200);
        create(2).is(201);
        full(create(3), INCLUDED);
    }

    @Test
    void restoresNothingWhereThereIsMoreThanThePlanIncludes() {
        plan("enterprise");
        String id = create(1).is(201).id();
        api.delete("/v1/objects/note/" + id).is(200);
        fill(INCLUDED);
        create(2).is(201);
        plan("free");
        create(3).refused(402, "QUOTA_EXCEEDED");
        api.post("/v1/objects/note/" + id + "/restore").refused(402, "QUOTA_EXCEEDED");
    }

    /** Here it is the test that writes past this node. */
    @Test
    void learnsInTheBackgroundWhatOtherNodesWrote() {
        create(1).is(201);
        fill(INCLUDED);
        server.operator()
                .post("/v1/platform/clock", "{\"advance_seconds\":120}")
                .is(200);
        AtomicInteger code = new AtomicInteger(1);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> create(code.incrementAndGet()).status() == 402);
    }

    @Test
    void givesBackThePlacesOfWhatWasNotWritten() {
        fill(INCLUDED - 2);
        create(1).is(201);
        create(1).is(409);
        api.with("Idempotency-Key", "once")
                .post("/v1/objects/note", NOTE.formatted(1))
                .is(409);
        create(2).is(201);
        full(create(3), INCLUDED);
    }

    @Test
    void makesNoMoreAtOnceThanThereIsPlaceFor() {
        fill(INCLUDED - 3);
        List<Integer> statuses = atOnce(
                20, i -> api.post("/v1/objects/note", "{\"properties\":{}}").status());
        assertThat(statuses.stream().filter(s -> s == 201)).hasSize(3);
        assertThat(statuses.stream().filter(s -> s == 402)).hasSize(17);
    }
}
