package heddle.kernel.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {
    @Test
    void readsByLengthByChunksAndToTheEnd() throws IOException {
        assertThat(read("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef").text())
                .isEqualTo("abc");
        assertThat(
                        read("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n3;x=y\r\nabc\r\n02\r\nde\r\n0\r\nX: y\r\n\r\n")
                                .text())
                .isEqualTo("abcde");
        assertThat(read("HTTP/1.0 200\nX: 1\nX: 2\n\nto the end").text()).isEqualTo("to the end");
    }

    @Test
    void passesOverInterimAnswers() throws IOException {
        OutboundResponse answer = read(
                "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 201 Created\r\nA:  b \r\nContent-Length: 0\r\n\r\n");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("a")).isEqualTo("b");
        assertThat(answer.header("link")).isNull();
    }

    @Test
    void knowsAnswersWithoutABody() throws IOException {
        assertThat(read("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n").body())
                .isEmpty();
        assertThat(reader("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")
                        .read(true)
                        .body())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SSH-2.0-OpenSSH\r\n",
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 99 Low\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
                "HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA",
                "HTTP/1.1 101 Switching Protocols\r\n\r\n",
            })
    void refusesWhatIsNotClear(String wire) {
        assertThatThrownBy(() -> read(wire))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(AnswerReader.TooLong.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 999999999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n12345678901\r\nb\r\n12345678901\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\n\r\n123456789012345678901",
            })
    void endsAtTheSizeThatIsWanted(String wire) {
        assertThatThrownBy(() -> read(wire)).isInstanceOf(AnswerReader.TooLong.class);
    }

    @Test
    void boundsLinesAndTheirNumber() {
        assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\nA: " + "x".repeat(20_000) + "\r\n\r\n"))
                .hasMessageContaining("too long");
        assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(300) + "\r\n"))
                .hasMessageContaining("headers");
        assertThatThrownBy(() -> read("HTTP/1.1 100 Continue\r\n\r\n".repeat(50)))
                .hasMessageContaining("interim");
    }

    private static OutboundResponse read(String wire) throws IOException {
        return reader(wire).read(false);
    }

    private static AnswerReader reader(String wire) {
        return new AnswerReader(new ByteArrayInputStream(wire.getBytes(StandardCharsets.ISO_8859_1)), 20);
    }
}
