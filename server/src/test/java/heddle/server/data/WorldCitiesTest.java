package heddle.server.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import heddle.testkit.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Real files, in and out. */
class WorldCitiesTest {
    private static final int PIECE = 9_000;

    private final TestTenant tenant = TestServer.shared().tenant();
    private final Api api = tenant.api();

    private static List<String> lines() {
        try (InputStream in = TestDatabase.class.getResourceAsStream("data/world-cities.csv")) {
            byte[] file = Objects.requireNonNull(in).readAllBytes();
            return new String(file, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void goInAndComeOutTheSame() {
        tenant.type("""
                {"name":"city","properties":[
                    {"name":"name","data_type":"string","is_required":true,"is_indexed":true},
                    {"name":"country","data_type":"string","is_indexed":true},
                    {"name":"subcountry","data_type":"string"},
                    {"name":"geonameid","data_type":"integer","is_unique":true}]}
                """);
        List<String> lines = lines();
        int imported = 0;
        for (int from = 1; from < lines.size(); from += PIECE) {
            List<String> piece = new ArrayList<>(List.of(lines.getFirst()));
            piece.addAll(lines.subList(from, Math.min(lines.size(), from + PIECE)));
            Answer done = post(piece, "");
            assertThat(done.data().path("errors")).isEmpty();
            imported += done.data().path("imported").intValue();
        }
        assertThat(imported).isEqualTo(34_032);
        List<String> again = lines.subList(0, 2_001);
        assertThat(post(again, "").data().path("failed").intValue()).isEqualTo(2_000);
        assertThat(post(again, "&mode=upsert&match_on=geonameid")
                        .data()
                        .path("skipped")
                        .intValue())
                .isEqualTo(2_000);
        Answer started = api.post("/v1/data/export", """
                        {"object_type_id":"city","format":"csv","fields":["name","country","subcountry","geonameid"]}
                        """).is(200);
        String path = started.data().path("download_path").stringValue();
        Answer file = await().atMost(Duration.ofMinutes(1)).until(() -> api.get(path), a -> a.status() == 200);
        List<String> out =
                file.text().lines().map(l -> l.substring(l.indexOf(',') + 1)).toList();
        assertThat(out).isEqualTo(lines.stream().map(l -> l.replace("\r", "")).toList());
    }

    private Answer post(List<String> lines, String options) {
        byte[] body = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        return api.send("POST", "/v1/data/import?object_type_id=city" + options, body, "text/csv")
                .is(200);
    }

    @Test
    void companiesBringTheirOwnProperties() throws IOException {
        tenant.type("{\"name\":\"company\"}");
        byte[] file = Files.readAllBytes(Path.of("..", "examples", "companies.csv"));
        Answer done = api.send(
                        "POST", "/v1/data/import?object_type_id=company&create_properties=true", file, "text/csv")
                .is(200);
        assertThat(done.data().path("imported").intValue()).isEqualTo(503);
        assertThat(api.get("/v1/objects/company/list?filter[symbol]=MMM&fields=gics_sector,date_added,cik")
                        .is(200)
                        .data()
                        .at("/results/0/properties")
                        .toString())
                .isEqualTo("{\"cik\":66740,\"date_added\":\"1957-03-04\",\"gics_sector\":\"Industrials\"}");
    }
}
