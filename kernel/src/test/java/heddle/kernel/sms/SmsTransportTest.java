package heddle.kernel.sms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import heddle.kernel.http.Cidr;
import heddle.kernel.outbound.Outbound;
import heddle.kernel.outbound.Reach;
import heddle.kernel.outbox.DeliveryFailed;
import heddle.kernel.outbox.OutMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a stand-in that answers in Twilio's shapes. */
class SmsTransportTest {
    private static final String SID = "AC0123456789abcdef0123456789abcdef";
    private static final OutMessage MESSAGE = OutMessage.sms("tn_1", "+4915112345678", "123456 is your code, grüße");

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer provider;
    private volatile int status = 201;
    private volatile String answer = "{\"sid\":\"SM77\",\"status\":\"queued\"}";

    @BeforeEach
    void start() throws IOException {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        provider.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + exchange.getRequestHeaders().getFirst("Content-Type") + " " + body);
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        provider.start();
    }

    @AfterEach
    void stop() {
        provider.stop(0);
    }

    @Test
    void postsAMessageInTwiliosForm() throws DeliveryFailed {
        assertThat(transport("+12025550100", null).deliver("out_1", MESSAGE)).isEqualTo("SM77");
        String login = Base64.getEncoder().encodeToString((SID + ":to/ken").getBytes(StandardCharsets.UTF_8));
        String request = requests.getFirst();
        assertThat(request)
                .startsWith("POST /base/2010-04-01/Accounts/" + SID + "/Messages.json Basic " + login
                        + " application/x-www-form-urlencoded ");
        assertThat(fields(request))
                .containsExactly("From=+12025550100", "To=+4915112345678", "Body=123456 is your code, grüße");
    }

    @Test
    void sendsThroughAPoolOfNumbers() throws DeliveryFailed {
        transport("MG0123456789abcdef0123456789abcdef", null).deliver("out_1", MESSAGE);
        assertThat(fields(requests.getFirst()))
                .first()
                .isEqualTo("MessagingServiceSid=MG0123456789abcdef0123456789abcdef");
    }

    @Test
    void takesARealmsOwnAccountAndSender() throws DeliveryFailed {
        SmsTransport transport = transport("+12025550100", new SmsSettings.Own(url().replace(SID, "AC9"), "Acme"));
        transport.deliver("out_1", MESSAGE);
        assertThat(requests.getFirst()).contains("/Accounts/AC9/");
        assertThat(fields(requests.getFirst())).first().isEqualTo("From=Acme");
    }

    @ParameterizedTest
    @CsvSource({"400, 21211, true", "401, 20003, false", "429, 20429, false", "500, 20500, false"})
    void tellsARefusedMessageFromABadMoment(int code, int reason, boolean forGood) {
        status = code;
        answer = "{\"code\":%d,\"message\":\"The reason\",\"status\":%d}".formatted(reason, code);
        assertThatThrownBy(() -> transport("+12025550100", null).deliver("out_1", MESSAGE))
                .isInstanceOf(DeliveryFailed.class)
                .hasMessageContaining(Integer.toString(reason))
                .hasMessageContaining("The reason")
                .hasMessageNotContaining("to/ken")
                .extracting("forGood")
                .isEqualTo(forGood);
    }

    @Test
    void understandsAnAnswerThatIsNotJson() {
        status = 502;
        answer = "<html>Bad gateway</html>";
        assertThatThrownBy(() -> transport("+12025550100", null).deliver("out_1", MESSAGE))
                .isInstanceOf(DeliveryFailed.class)
                .hasMessageContaining("502");
    }

    @Test
    void isConfiguredWithAccountAndSender() {
        assertThat(transport("+12025550100", null).configured("tn_1")).isTrue();
        assertThat(transport(null, null).configured("tn_1")).isFalse();
        assertThat(transport(null, new SmsSettings.Own(null, "Acme")).configured("tn_1"))
                .isTrue();
        SmsTransport nothing = new SmsTransport(outbound(), null, null, SmsSettings.none());
        assertThat(nothing.configured("tn_1")).isFalse();
        assertThatThrownBy(() -> nothing.deliver("out_1", MESSAGE)).hasMessageContaining("HEDDLE_SMS_URL");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.twilio.com",
                "https://sid@api.twilio.com",
                "ftp://a:b@c",
                "a:b@c",
                "https://a:b@c?d",
                "%"
            })
    void refusesAddressesThatAreNoAccount(String url) {
        assertThatThrownBy(() -> SmsAccount.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("https://sid:token@");
    }

    private SmsTransport transport(@Nullable String from, SmsSettings.@Nullable Own own) {
        return new SmsTransport(outbound(), SmsAccount.parse(url()), from, realm -> own);
    }

    private String url() {
        return "http://" + SID + ":to%2Fken@127.0.0.1:" + provider.getAddress().getPort() + "/base/";
    }

    private static Outbound outbound() {
        return new Outbound(new Reach(List.of(Cidr.parse("127.0.0.0/8").orElseThrow())));
    }

    private static List<String> fields(String request) {
        String body = request.substring(request.lastIndexOf(' ') + 1);
        return Arrays.stream(body.split("&"))
                .map(f -> URLDecoder.decode(f, StandardCharsets.UTF_8))
                .toList();
    }
}
