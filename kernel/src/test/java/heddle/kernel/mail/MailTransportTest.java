package heddle.kernel.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import heddle.kernel.config.Sensitive;
import heddle.kernel.outbound.Reach;
import heddle.kernel.outbox.DeliveryFailed;
import heddle.kernel.outbox.OutMessage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MailTransportTest {
    private static final OutMessage MESSAGE = OutMessage.email("tn_1", "ann@example.com", "S", null, "t");

    @Test
    void sendsNoPasswordWhereTlsIsDemandedAndNotOffered() {
        GreenMail plain = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        plain.start();
        try {
            plain.setUser("ann@example.com", "ann", "secret");
            int port = plain.getSmtp().getPort();
            SmtpServer demanding = new SmtpServer("127.0.0.1", port, false, true, "ann", new Sensitive("secret"));
            assertThatThrownBy(() -> transport(demanding, null).deliver("out_1", MESSAGE))
                    .isInstanceOf(DeliveryFailed.class)
                    .hasMessageContaining("STARTTLS");
            assertThat(plain.getReceivedMessages()).isEmpty();
        } finally {
            plain.stop();
        }
    }

    @Test
    void refusesAServerThatNobodyVouchesFor() {
        GreenMail selfSigned = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS));
        selfSigned.start();
        try {
            SmtpServer server = SmtpServer.parse(
                    "smtps://127.0.0.1:" + selfSigned.getSmtps().getPort());
            assertThatThrownBy(() -> transport(server, null).deliver("out_1", MESSAGE))
                    .isInstanceOf(DeliveryFailed.class);
            assertThat(selfSigned.getReceivedMessages()).isEmpty();
        } finally {
            selfSigned.stop();
        }
    }

    @Test
    void isConfiguredWithServerAndSender() {
        SmtpServer server = SmtpServer.parse("smtp://mail.example");
        assertThat(transport(server, null).configured("tn_1")).isTrue();
        assertThat(transport(null, null).configured("tn_1")).isFalse();
        assertThat(transport(null, new MailSettings.Own("smtp://own.example", null, null))
                        .configured("tn_1"))
                .isTrue();
        assertThat(transport(server, new MailSettings.Own(null, "own@acme.example", null))
                        .sender("tn_1"))
                .isEqualTo("own@acme.example");
        MailTransport senderless = new MailTransport(
                server, null, MailSettings.none(), closed(), Duration.ofSeconds(5), InstantSource.system());
        assertThat(senderless.configured("tn_1")).isFalse();
        assertThatThrownBy(() -> senderless.deliver("out_1", MESSAGE)).hasMessageContaining("HEDDLE_MAIL_FROM");
    }

    @Test
    void saysWhatIsWrongWithARealmsServerWithoutItsPassword() {
        MailSettings.Own own = new MailSettings.Own("smtp://ann:secret@", null, null);
        assertThatThrownBy(() -> transport(null, own).deliver("out_1", MESSAGE))
                .isInstanceOf(DeliveryFailed.class)
                .hasMessageContaining("smtp://user:password@host")
                .hasMessageNotContaining("secret");
    }

    private static MailTransport transport(@Nullable SmtpServer server, MailSettings.@Nullable Own own) {
        return new MailTransport(
                server, "hello@heddle.example", realm -> own, closed(), Duration.ofSeconds(5), InstantSource.system());
    }

    private static Reach closed() {
        return new Reach(List.of());
    }
}
