package heddle.kernel.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpServerTest {
    @ParameterizedTest
    @CsvSource({
        "smtp://mail.example, mail.example, 587, false",
        "smtp://mail.example:25, mail.example, 25, false",
        "smtps://mail.example, mail.example, 465, true",
        "SMTPS://mail.example:2465/, mail.example, 2465, true",
        "smtp://[::1]:25, ::1, 25, false",
    })
    void readsHostPortAndTls(String url, String host, int port, boolean tls) {
        SmtpServer server = SmtpServer.parse(url);
        assertThat(server.host()).isEqualTo(host);
        assertThat(server.port()).isEqualTo(port);
        assertThat(server.tls()).isEqualTo(tls);
        assertThat(server.user()).isNull();
    }

    @Test
    void readsUserAndPassword() {
        SmtpServer server = SmtpServer.parse("smtps://ann%40example.com:p%2F%3A+%25@mail.example");
        assertThat(server.user()).isEqualTo("ann@example.com");
        assertThat(server.password().value()).isEqualTo("p/:+%");
        assertThat(server.toString()).doesNotContain("p/:+%");
    }

    @ParameterizedTest
    @CsvSource({
        "smtp://ann:secret@mail.example, true",
        "smtp://ann:secret@10.0.0.1, true",
        "smtp://ann:secret@mail.example?starttls=optional, false",
        "smtp://ann:secret@127.0.0.1, false",
        "smtp://ann:secret@localhost, false",
        "smtp://ann:secret@localhost.example, true",
        "smtp://mail.example, false",
        "smtps://ann:secret@mail.example, false",
    })
    void demandsTlsBeforeAPassword(String url, boolean demanded) {
        assertThat(SmtpServer.parse(url).startTlsDemanded()).isEqualTo(demanded);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mail.example",
                "http://mail.example",
                "smtp://",
                "smtp://mail.example/path",
                "smtp://mail.example:0",
                "smtp://mail.example:70000",
                "smtp://ann@mail.example",
                "smtp://:secret@mail.example",
                "smtp://ann:sec ret@mail.example",
                "smtp://mail.example?starttls=no",
                "smtp://ma\nil.example",
            })
    void refusesWhatIsNoMailServerWithoutShowingIt(String url) {
        assertThatThrownBy(() -> SmtpServer.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("smtp://user:password@host:port")
                .hasMessageNotContaining("secret");
    }
}
