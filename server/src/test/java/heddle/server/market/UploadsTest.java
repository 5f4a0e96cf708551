package heddle.server.market;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Files that people attach. */
class UploadsTest {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 1, 2};

    private final TestServer server = TestServer.shared();
    private final Trader owner = Trader.with(server, 2_000).withKey();
    private final Trader stranger = Trader.with(server, 0).withKey();

    static Answer upload(Api api, String name, String type, byte[] bytes) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(("--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                        + "\"\r\nContent-Type: " + type + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(bytes);
        body.writeBytes("\r\n--xx--\r\n".getBytes(StandardCharsets.UTF_8));
        return api.send("POST", "/api/uploads", body.toByteArray(), "multipart/form-data; boundary=xx");
    }

    private String relative(String url) {
        assertThat(url).startsWith(server.base());
        return url.substring(server.base().length());
    }

    @Test
    void theLinkGivesTheBytesAsSomethingToSaveForTenMinutes() {
        JsonNode made = upload(owner.api(), "a.html", "text/html", "<script>".getBytes(StandardCharsets.UTF_8))
                .is(201)
                .json();
        assertThat(made.path("content_type").stringValue()).isEqualTo("text/plain");
        assertThat(made.path("sha256").stringValue()).hasSize(64);
        String link = relative(made.path("url").stringValue());
        Answer read = server.as(null).get(link).is(200);
        assertThat(read.text()).isEqualTo("<script>");
        assertThat(read.header("Content-Disposition")).startsWith("attachment; filename=\"a.html\"");
        assertThat(read.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(read.header("Content-Security-Policy")).contains("sandbox");
        server.as(null)
                .get(link.replaceAll("expires=\\d+", "expires=9999999999"))
                .is(404);
        server.as(null).get(link.substring(0, link.length() - 2)).is(404);
        owner.pass(Duration.ofMinutes(11));
        server.as(null).get(link).is(404);
    }

    @Test
    void onlyTheOwnerReadsWithoutALink() {
        String id = Trader.id(upload(owner.api(), "a.txt", "text/plain", "mine".getBytes(StandardCharsets.UTF_8))
                .is(201));
        owner.api().get("/api/uploads/" + id).is(200);
        stranger.api().get("/api/uploads/" + id).is(404);
        server.as(null).get("/api/uploads/" + id).is(401);
    }

    @Test
    void aWorkerReadsWhatTheJobCarriesAndTheSenderWhatIsDelivered() {
        String brief =
                Trader.id(upload(owner.api(), "brief.txt", "text/plain", "do it".getBytes(StandardCharsets.UTF_8)));
        String job = Trader.id(owner.post(500, Trader.tag(), "\"attachments\":[\"" + brief + "\"]," + Trader.GOOD)
                .is(201));
        stranger.api().get("/api/uploads/" + brief).is(404);
        stranger.claim(job).is(200);
        assertThat(stranger.api().get("/api/uploads/" + brief).is(200).text()).isEqualTo("do it");
        String result = Trader.id(upload(stranger.api(), "r.png", "image/png", PNG));
        owner.api().get("/api/uploads/" + result).is(404);
        stranger.api()
                .post("/api/jobs/" + job + "/submit", "{\"output\":\"good\",\"attachments\":[\"" + result + "\"]}")
                .is(200);
        owner.awaitStatus(job, "verified");
        owner.api().get("/api/uploads/" + result).is(200);
        stranger.api().get("/api/uploads/" + brief).is(404);
    }

    @Test
    void nobodyAttachesWhatIsAnothers() {
        String id = Trader.id(
                upload(stranger.api(), "a.txt", "text/plain", new byte[] {'x'}).is(201));
        assertThat(owner.post(500, Trader.tag(), "\"attachments\":[\"" + id + "\"]," + Trader.GOOD)
                        .is(400)
                        .text())
                .contains("attachments[0]");
    }

    @Test
    void theBytesDecideWhatAFileIs() {
        assertThat(upload(owner.api(), "x.txt", "text/plain", PNG)
                        .is(201)
                        .json()
                        .path("content_type")
                        .stringValue())
                .isEqualTo("image/png");
        assertThat(upload(owner.api(), "x.json", "application/json", "{}".getBytes(StandardCharsets.UTF_8))
                        .json()
                        .path("content_type")
                        .stringValue())
                .isEqualTo("application/json");
        assertThat(upload(owner.api(), "x", "image/png", new byte[] {0, 1, 2})
                        .json()
                        .path("content_type")
                        .stringValue())
                .isEqualTo("application/octet-stream");
    }

    @ParameterizedTest
    @CsvSource({
        "../../etc/passwd,passwd",
        "C:\\\\tmp\\\\a.txt,a.txt",
        "..,file",
        "/,file",
        "a\u202eb.txt,ab.txt",
        ".env,env"
    })
    void namesAreOnlyNames(String sent, String kept) {
        assertThat(upload(owner.api(), sent, "text/plain", new byte[] {'x'})
                        .is(201)
                        .json()
                        .path("name")
                        .stringValue())
                .isEqualTo(kept);
    }

    @Test
    void whatIsTooLargeOrNoFileIsRefused() {
        byte[] large = new byte[10 * 1024 * 1024 + 1];
        Arrays.fill(large, (byte) 'a');
        assertThat(upload(owner.api(), "a", "text/plain", large)
                        .is(413)
                        .json()
                        .path("code")
                        .stringValue())
                .isEqualTo("FILE_TOO_LARGE");
        upload(owner.api(), "a", "text/plain", new byte[0]).is(400);
        owner.api().post("/api/uploads", "{}").is(400);
        server.as(owner.person().key("read")).post("/api/uploads", "{}").is(403);
    }
}
