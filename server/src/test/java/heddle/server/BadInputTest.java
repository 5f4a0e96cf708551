package heddle.server;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What nobody should send and somebody will. */
class BadInputTest {
    private static final TestTenant TENANT = TestServer.shared().tenant();
    private static final String NOTE =
            TENANT.type("{\"name\":\"note\",\"properties\":[{\"name\":\"text\",\"data_type\":\"string\"},"
                    + "{\"name\":\"data\",\"data_type\":\"json\"}]}");
    private final Api api = TENANT.api();

    static Stream<String> brokenJson() {
        return Stream.of(
                "{",
                "{\"properties\":{}",
                "{\"properties\":{}}x",
                "{\"properties\":{\"text\":\"a\",\"text\":\"b\"}}",
                "{\"properties\":{\"text\":\"a\\u0000b\"}}",
                "{properties:{}}",
                "{'properties':{}}",
                "{\"properties\":{\"text\":01}}",
                "{\"properties\":{\"text\":NaN}}",
                "{\"properties\":{\"text\":\"\u0001\"}}",
                "{\"properties\":{},}",
                "// comment\n{}",
                "[".repeat(100_000),
                "{\"properties\":{\"data\":" + "[".repeat(40) + "]".repeat(40) + "}}",
                "{\"properties\":{\"data\":1e999999999999}}",
                "{\"properties\":{\"text\":\"\\ud800\"}}");
    }

    @ParameterizedTest
    @MethodSource("brokenJson")
    void refusesWhatIsNotOneStrictJsonValue(String body) {
        Answer answer = api.post("/v1/objects/" + NOTE, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(api.get("/v1/objects/" + NOTE + "/list").data().path("total").asInt())
                .isZero();
    }

    @Test
    void refusesOtherMediaTypesBeforeReading() {
        api.send(
                        "POST",
                        "/v1/objects/" + NOTE,
                        "a=b".getBytes(StandardCharsets.UTF_8),
                        "application/x-www-form-urlencoded")
                .refused(415, "UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void refusesALargeBodyWithoutReadingItWhole() throws IOException {
        URI uri = URI.create(TestServer.shared().base());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(5_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST /v1/objects/" + NOTE + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                            + TENANT.token() + "\r\nContent-Type: application/json\r\nContent-Length: 2000000\r\n\r\n{")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            InputStream in = socket.getInputStream();
            byte[] head = in.readNBytes(12);
            assertThat(new String(head, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
        }
    }

    @Test
    void survivesAPathOfRubbish() {
        for (String path : new String[] {
            "/v1/objects/%00/list", "/v1/objects/..%2f..%2fetc/list", "/v1/objects/%E2%98%83/list", "/v1/objects//list"
        }) {
            Answer answer = api.get(path);
            assertThat(answer.status()).as(path + " " + answer.text()).isBetween(400, 404);
        }
    }

    @Test
    void refusesBadPagesAndCursors() {
        String list = "/v1/objects/" + NOTE + "/list";
        api.get(list + "?limit=0").refused(400, "VALIDATION_ERROR");
        api.get(list + "?limit=abc").refused(400, "VALIDATION_ERROR");
        api.get(list + "?cursor=rubbish").refused(400, "INVALID_CURSOR");
        api.get(list + "?cursor=eyJpZCI6MX0").refused(400, "INVALID_CURSOR");
        api.get("/v1/objects/" + NOTE + "/trash?cursor=rubbish").refused(400, "INVALID_CURSOR");
        api.get(list + "?filter[nope]=1").refused(400, "INVALID_FILTER");
        api.get(list + "?filter=%7B").refused(400, "INVALID_FILTER");
        api.get(list + "?sort=nope").refused(400, "VALIDATION_ERROR");
        api.get(list + "?count=many").refused(400, "VALIDATION_ERROR");
        api.get(list + "?view_id=view_x").is(400);
    }

    @Test
    void answersUnreadableRequestLinesInTheEnvelope() throws IOException {
        URI uri = URI.create(TestServer.shared().base());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: x\r\nBroken Header\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 400").contains("\"success\":false");
        }
    }
}
