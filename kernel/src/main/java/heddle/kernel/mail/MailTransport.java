package heddle.kernel.mail;

import heddle.kernel.outbound.Deadline;
import heddle.kernel.outbound.Reach;
import heddle.kernel.outbox.DeliveryFailed;
import heddle.kernel.outbox.OutMessage;
import heddle.kernel.outbox.Transport;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;

/** Mail by SMTP: over the realm's own server, or the operator's. */
public final class MailTransport implements Transport {
    private static final String CONNECT_MILLIS = millis(Duration.ofSeconds(10));
    private static final String ANSWER_MILLIS = millis(Duration.ofSeconds(30));

    private final @Nullable SmtpServer server;
    private final @Nullable String from;
    private final MailSettings settings;
    private final Reach reach;
    private final Duration patience;
    private final InstantSource time;

    /**
     * @param server the operator's, or null
     * @param from the operator's sender, or null
     * @param reach where the servers of realms may be; the operator's may be anywhere
     * @param patience how long handing over one mail may take in all
     */
    public MailTransport(
            @Nullable SmtpServer server,
            @Nullable String from,
            MailSettings settings,
            Reach reach,
            Duration patience,
            InstantSource time) {
        this.server = server;
        this.from = from;
        this.settings = settings;
        this.reach = reach;
        this.patience = patience;
        this.time = time;
    }

    @Override
    public boolean configured(String realm) {
        MailSettings.Own own = settings.of(realm);
        boolean carried = server != null || (own != null && own.smtpUrl() != null);
        return carried && sender(realm) != null;
    }

    @Override
    public @Nullable String sender(String realm) {
        MailSettings.Own own = settings.of(realm);
        return own != null && own.from() != null ? own.from() : from;
    }

    @Override
    public String deliver(String id, OutMessage message) throws DeliveryFailed {
        MailSettings.Own own = settings.of(message.realm());
        String sender = message.from() == null ? sender(message.realm()) : message.from();
        if (sender == null) {
            throw DeliveryFailed.forNow("No sender is configured: set HEDDLE_MAIL_FROM", null);
        }
        String replyTo = message.replyTo() != null || own == null ? message.replyTo() : own.replyTo();
        String smtpUrl = own == null ? null : own.smtpUrl();
        SmtpServer used = smtpUrl == null ? server : parsed(smtpUrl);
        if (used == null) {
            throw DeliveryFailed.forNow("No mail server is configured: set HEDDLE_SMTP_URL", null);
        }
        Session session = Session.getInstance(properties(used, sender, smtpUrl == null));
        try {
            WireMail mail = WireMail.of(session, id, message, sender, replyTo, time.instant());
            return Deadline.within(patience, () -> handOver(session, used, mail));
        } catch (MessagingException e) {
            throw failure(e);
        } catch (TimeoutException e) {
            throw DeliveryFailed.forNow("The mail server took longer than " + patience.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof MessagingException known) {
                throw failure(known);
            }
            throw new IllegalStateException(e);
        }
    }

    private static String handOver(Session session, SmtpServer used, WireMail mail) throws MessagingException {
        try (jakarta.mail.Transport wire = session.getTransport(protocol(used))) {
            wire.connect(
                    used.host(),
                    used.port(),
                    used.user(),
                    used.user() == null ? null : used.password().value());
            wire.sendMessage(mail, mail.recipients());
        }
        return mail.getMessageID();
    }

    private Properties properties(SmtpServer used, String sender, boolean operators) {
        String prefix = "mail." + protocol(used) + ".";
        Properties properties = new Properties();
        properties.setProperty(prefix + "auth", Boolean.toString(used.user() != null));
        properties.setProperty(prefix + "connectiontimeout", CONNECT_MILLIS);
        properties.setProperty(prefix + "timeout", ANSWER_MILLIS);
        properties.setProperty(prefix + "writetimeout", ANSWER_MILLIS);
        properties.setProperty(prefix + "ssl.checkserveridentity", "true");
        properties.setProperty(prefix + "starttls.enable", "true");
        properties.setProperty(prefix + "starttls.required", Boolean.toString(used.startTlsDemanded()));
        properties.setProperty(prefix + "quitwait", "false");
        properties.setProperty(prefix + "localhost", WireMail.domain(sender));
        if (!operators) {
            // Without this the library connects by itself after a factory of ours has refused.
            properties.setProperty(prefix + "socketFactory.fallback", "false");
            properties.put(prefix + "socketFactory", new GuardedSockets(reach));
            properties.put(prefix + "ssl.socketFactory", new GuardedSockets(reach));
        }
        return properties;
    }

    private static String protocol(SmtpServer used) {
        return used.tls() ? "smtps" : "smtp";
    }

    private static SmtpServer parsed(String url) throws DeliveryFailed {
        try {
            return SmtpServer.parse(url);
        } catch (IllegalArgumentException e) {
            throw DeliveryFailed.forNow("The realm's mail server is not understood. " + e.getMessage(), e);
        }
    }

    /** A code from 500 up is the server's last word on this message; everything else may pass. */
    private static DeliveryFailed failure(MessagingException failure) {
        boolean refused = false;
        boolean later = false;
        Set<String> texts = new LinkedHashSet<>();
        for (Exception e = failure; e != null; e = e instanceof MessagingException m ? m.getNextException() : null) {
            int code = switch (e) {
                case SMTPSendFailedException send -> send.getReturnCode();
                case SMTPAddressFailedException address -> address.getReturnCode();
                case SMTPSenderFailedException sender -> sender.getReturnCode();
                default -> 0;
            };
            texts.add(String.valueOf(e.getMessage()));
            refused |= code >= 500;
            later |= code >= 400 && code < 500;
        }
        String text = String.join("; ", texts);
        return refused && !later ? DeliveryFailed.forGood(text, failure) : DeliveryFailed.forNow(text, failure);
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
