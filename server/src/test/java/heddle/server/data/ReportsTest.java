package heddle.server.data;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Api;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Reports against brute force over the same random deals. */
class ReportsTest {
    private static final List<String> STAGES = List.of("new", "open", "won");

    private record Deal(String stage, String owner, int amount, String day) {}

    private final TestTenant tenant = TestServer.shared().tenant();
    private final Api api = tenant.api();
    private final List<Deal> deals = deals();

    private List<Deal> deals() {
        tenant.type("""
                {"name":"deal","properties":[
                 {"name":"stage","data_type":"enum","enum_values":["new","open","won","lost"]},
                 {"name":"owner","data_type":"string"},{"name":"amount","data_type":"integer"},
                 {"name":"closed","data_type":"date"},{"name":"price","data_type":"currency"}]}""");
        Random random = new Random(7);
        List<Deal> out = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            out.add(new Deal(
                    STAGES.get(random.nextInt(STAGES.size())),
                    "owner-" + random.nextInt(5),
                    random.nextInt(1000),
                    "2026-01-%02d".formatted(1 + random.nextInt(28))));
        }
        String objects = out.stream()
                .map(d ->
                        "{\"properties\":{\"stage\":\"%s\",\"owner\":\"%s\",\"amount\":%d,\"closed\":\"%s\",\"price\":{\"amount\":\"%d.00\",\"currency\":\"%s\"}}}"
                                .formatted(
                                        d.stage(),
                                        d.owner(),
                                        d.amount(),
                                        d.day(),
                                        d.amount(),
                                        d.amount() % 2 == 0 ? "EUR" : "USD"))
                .collect(Collectors.joining(","));
        api.post("/v1/objects/deal/batch/create", "{\"objects\":[" + objects + "]}")
                .is(201);
        return out;
    }

    private JsonNode report(String kind, String body) {
        return api.post("/v1/reports/" + kind, body).is(200).data();
    }

    @Test
    void pipelineCountsAndSumsInTheOrderOfTheEnum() {
        JsonNode stages = report(
                        "pipeline",
                        "{\"object_type_id\":\"deal\",\"stage_property\":\"stage\",\"value_property\":\"amount\"}")
                .path("stages");
        assertThat(stages.valueStream().map(s -> s.path("stage").stringValue()))
                .containsExactly("new", "open", "won", "lost");
        for (JsonNode stage : stages) {
            List<Deal> mine = deals.stream()
                    .filter(d -> d.stage().equals(stage.path("stage").stringValue()))
                    .toList();
            assertThat(stage.path("count").intValue()).isEqualTo(mine.size());
            assertThat(stage.path("value").intValue())
                    .isEqualTo(mine.stream().mapToInt(Deal::amount).sum());
        }
    }

    @Test
    void leaderboardRanksAndFilters() {
        Map<String, Integer> sums = deals.stream()
                .filter(d -> d.stage().equals("won"))
                .collect(Collectors.groupingBy(Deal::owner, TreeMap::new, Collectors.summingInt(Deal::amount)));
        JsonNode entries = report("leaderboard", """
                {"object_type_id":"deal","group_by":"owner","aggregation":"sum","value_property":"amount",
                 "filters":[{"property":"stage","operator":"eq","value":"won"}],"limit":3}""").path("entries");
        List<Integer> best = sums.values().stream()
                .sorted(java.util.Comparator.reverseOrder())
                .limit(3)
                .toList();
        assertThat(entries.valueStream().map(e -> e.path("value").intValue())).containsExactlyElementsOf(best);
        assertThat(entries.path(0).path("rank").intValue()).isOne();
        for (JsonNode entry : entries) {
            assertThat(sums)
                    .containsEntry(
                            entry.path("key").stringValue(), entry.path("value").intValue());
        }
    }

    @Test
    void timeSeriesFillsTheGapsWithZero() {
        JsonNode series = report("timeseries", """
                {"object_type_id":"deal","date_property":"closed","interval":"day","aggregation":"count",
                 "start_date":"2025-12-25","end_date":"2026-01-31"}""").path("series");
        assertThat(series.size()).isEqualTo(38);
        for (JsonNode point : series) {
            String day = point.path("period").stringValue().substring(0, 10);
            assertThat(point.path("count").longValue())
                    .isEqualTo(deals.stream().filter(d -> d.day().equals(day)).count());
        }
    }

    @Test
    void timeSeriesKeepsToTheZone() {
        JsonNode series = report("timeseries", """
                {"object_type_id":"deal","date_property":"closed","interval":"month","timezone":"Europe/Berlin",
                 "start_date":"2026-01-01","end_date":"2026-02-28"}""").path("series");
        assertThat(series.valueStream().map(p -> p.path("period").stringValue()))
                .containsExactly("2025-12-31T23:00:00.000Z", "2026-01-31T23:00:00.000Z");
        assertThat(series.path(0).path("count").intValue()).isEqualTo(deals.size());
    }

    @Test
    void sumsOfMoneyNeverMixCurrencies() {
        JsonNode entries = report("leaderboard", """
                {"object_type_id":"deal","group_by":"stage","aggregation":"sum","value_property":"price","limit":100}""").path("entries");
        for (JsonNode entry : entries) {
            int parity = entry.path("currency").stringValue().equals("EUR") ? 0 : 1;
            int sum = deals.stream()
                    .filter(d -> d.stage().equals(entry.path("key").stringValue()) && d.amount() % 2 == parity)
                    .mapToInt(Deal::amount)
                    .sum();
            assertThat(entry.path("value").decimalValue()).isEqualByComparingTo(BigDecimal.valueOf(sum));
        }
    }

    @Test
    void funnelIsCumulativeInBothSpellings() {
        JsonNode steps = report("funnel", """
                {"object_type_id":"deal","steps":[{"name":"all","filters":[]},
                 {"name":"large","filters":["amount:gte:300"]},
                 {"name":"won","filters":[{"property":"stage","operator":"eq","value":"won"}]}]}""").path("steps");
        long large = deals.stream().filter(d -> d.amount() >= 300).count();
        long won = deals.stream()
                .filter(d -> d.amount() >= 300 && d.stage().equals("won"))
                .count();
        assertThat(steps.valueStream().map(s -> s.path("count").longValue())).containsExactly(80L, large, won);
    }

    @Test
    void policiesHoldForReports() {
        api.post(
                        "/v1/object-types/deal/policies",
                        "{\"name\":\"won\",\"action\":\"select\",\"condition_json\":{\"stage\":\"won\"}}")
                .is(201);
        JsonNode stages = tenant.publishable()
                .post("/v1/reports/pipeline", "{\"object_type_id\":\"deal\",\"stage_property\":\"stage\"}")
                .is(200)
                .data();
        assertThat(stages.path("total").longValue())
                .isEqualTo(deals.stream().filter(d -> d.stage().equals("won")).count());
    }

    @Test
    void refusesWhatCannotBeAddedUp() {
        api.post(
                        "/v1/reports/leaderboard",
                        "{\"object_type_id\":\"deal\",\"group_by\":\"owner\",\"aggregation\":\"sum\",\"value_property\":\"owner\"}")
                .refused(400, "VALIDATION_ERROR");
        api.post("/v1/reports/leaderboard", "{\"object_type_id\":\"deal\",\"group_by\":\"nope\"}")
                .refused(400, "VALIDATION_ERROR");
        api.post("/v1/reports/timeseries", "{\"object_type_id\":\"deal\",\"interval\":\"fortnight\"}")
                .refused(400, "VALIDATION_ERROR");
        api.post(
                        "/v1/reports/timeseries",
                        "{\"object_type_id\":\"deal\",\"interval\":\"hour\",\"start_date\":\"1990-01-01\"}")
                .refused(400, "VALIDATION_ERROR");
        api.post("/v1/reports/funnel", "{\"object_type_id\":\"deal\",\"steps\":[{\"name\":\"one\"}]}")
                .refused(400, "VALIDATION_ERROR");
        api.post("/v1/reports/pipeline", "{\"object_type_id\":\"missing\",\"stage_property\":\"stage\"}")
                .refused(404, "NOT_FOUND");
    }
}
