package heddle.kernel.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.kernel.problem.Fault;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutMessageTest {
    private static final String ANN = "ann@example.com";

    static Stream<OutMessage> broken() {
        return Stream.of(
                mail(ANN + "\r\nBcc: all@example.com"),
                OutMessage.email("tn_1", ANN, "S\nBcc: all@example.com", null, "t"),
                OutMessage.email("tn_1", ANN, "S\0", null, "t"),
                OutMessage.email("tn_1", ANN, "S\u2028B", null, "t"),
                OutMessage.email("tn_1", ANN, " ", null, "t"),
                OutMessage.email("tn_1", ANN, "x".repeat(999), null, "t"),
                OutMessage.email("tn_1", ANN, "S", null, "t\0"),
                OutMessage.email("tn_1", ANN, "S", "h\0", "t"),
                mail(ANN).from("Ann\r\nX: y <ann@example.com>"),
                mail(ANN).replyTo("ann@example.com>\n<x@example.com"),
                mail(ANN).header("X-A\r\nX-B", "1"),
                mail(ANN).header("X-A", "1\r\nX-B: 2"),
                mail(ANN).header("bcc", "all@example.com"),
                mail(ANN).header("Content-Type", "text/html"),
                mail("ann@example.com, bob@example.com"),
                mail("ann"),
                mail("ann@@example.com"),
                mail("<script>@example.com"),
                mail("Ann <ann@example.com> <bob@example.com>"),
                OutMessage.sms("tn_1", "+0123456", "t"),
                OutMessage.sms("tn_1", "015112345678", "t"),
                OutMessage.sms("tn_1", ANN, "t"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void namesTheOneThingThatIsWrong(OutMessage message) {
        assertThat(message.faults()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann@example.com",
                "Ann Äther <ann+box@sub.example.com>",
                "<ann@example.com>",
                "o'brien@example.com",
                "ä@ö.example"
            })
    void takesAddressesWithAndWithoutAName(String address) {
        assertThat(mail(address).faults()).isEmpty();
    }

    @Test
    void takesTheBareAddressOutOfANamedOne() {
        assertThat(OutMessage.bare("Ann <ann@example.com>")).isEqualTo("ann@example.com");
        assertThat(OutMessage.bare(ANN)).isEqualTo(ANN);
    }

    @Test
    void tellsWhichOfManyIsWrong() {
        OutMessage message = new OutMessage(
                "tn_1",
                Channel.EMAIL,
                List.of(ANN, "x"),
                List.of(),
                List.of("y"),
                null,
                null,
                "S",
                null,
                "t",
                java.util.Map.of(),
                List.of());
        assertThat(message.faults()).extracting(Fault::field).containsExactly("to[1]", "bcc");
    }

    private static OutMessage mail(String to) {
        return OutMessage.email("tn_1", to, "S", null, "t");
    }
}
