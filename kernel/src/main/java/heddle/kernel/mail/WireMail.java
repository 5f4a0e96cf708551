package heddle.kernel.mail;

import heddle.kernel.outbox.Attachment;
import heddle.kernel.outbox.OutMessage;
import jakarta.activation.DataHandler;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.UnsupportedEncodingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message as SMTP carries it. */
final class WireMail extends MimeMessage {
    private static final String UTF_8 = "UTF-8";

    private final String id;
    private final Address[] recipients;

    private WireMail(Session session, String id, Address[] recipients) {
        super(session);
        this.id = id;
        this.recipients = recipients;
    }

    static WireMail of(
            Session session, String id, OutMessage message, String sender, @Nullable String replyTo, Instant now)
            throws MessagingException {
        Address[] to = addresses(message.to());
        Address[] cc = addresses(message.cc());
        List<Address> everybody = new ArrayList<>(List.of(to));
        everybody.addAll(List.of(cc));
        everybody.addAll(List.of(addresses(message.bcc())));
        WireMail mail = new WireMail(session, "<" + id + "@" + domain(sender) + ">", everybody.toArray(Address[]::new));
        mail.setFrom(address(sender));
        mail.setRecipients(Message.RecipientType.TO, to);
        mail.setRecipients(Message.RecipientType.CC, cc);
        if (replyTo != null) {
            mail.setReplyTo(new Address[] {address(replyTo)});
        }
        mail.setSubject(message.subject(), UTF_8);
        mail.setSentDate(Date.from(now));
        mail.setHeader("Auto-Submitted", "auto-generated");
        for (Map.Entry<String, String> header : message.headers().entrySet()) {
            mail.setHeader(header.getKey(), encoded(header.getValue()));
        }
        mail.body(message);
        mail.saveChanges();
        return mail;
    }

    /** Everybody, also those in Bcc, whom no header names. */
    Address[] recipients() {
        return recipients.clone();
    }

    /** The same at every try, so that a mail that comes twice can be told to be one. */
    @Override
    protected void updateMessageID() throws MessagingException {
        setHeader("Message-ID", id);
    }

    private void body(OutMessage message) throws MessagingException {
        if (message.attachments().isEmpty() && message.html() == null) {
            setText(message.text(), UTF_8);
            return;
        }
        if (message.attachments().isEmpty()) {
            setContent(alternatives(message));
            return;
        }
        MimeBodyPart words = new MimeBodyPart();
        if (message.html() == null) {
            words.setText(message.text(), UTF_8);
        } else {
            words.setContent(alternatives(message));
        }
        MimeMultipart all = new MimeMultipart("mixed", words);
        for (Attachment file : message.attachments()) {
            all.addBodyPart(attached(file));
        }
        setContent(all);
    }

    private static MimeMultipart alternatives(OutMessage message) throws MessagingException {
        MimeBodyPart text = new MimeBodyPart();
        text.setText(message.text(), UTF_8);
        MimeBodyPart html = new MimeBodyPart();
        html.setText(message.html(), UTF_8, "html");
        // The last alternative is the one to be preferred.
        return new MimeMultipart("alternative", text, html);
    }

    private static MimeBodyPart attached(Attachment file) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(new ByteArrayDataSource(file.decoded(), file.contentType())));
        part.setFileName(file.filename());
        part.setDisposition(jakarta.mail.Part.ATTACHMENT);
        part.setHeader("Content-Transfer-Encoding", "base64");
        return part;
    }

    /** The domain of an address, which also names us to a mail server. */
    static String domain(String address) {
        String bare = OutMessage.bare(address);
        return bare.substring(bare.lastIndexOf('@') + 1);
    }

    private static String encoded(String header) {
        try {
            return MimeUtility.encodeText(header, UTF_8, null);
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("Every Java has UTF-8", e);
        }
    }

    private static Address[] addresses(List<String> texts) throws MessagingException {
        Address[] out = new Address[texts.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = address(texts.get(i));
        }
        return out;
    }

    private static InternetAddress address(String text) throws MessagingException {
        int open = text.indexOf('<');
        InternetAddress address = new InternetAddress(OutMessage.bare(text), true);
        String name = open < 0 ? "" : text.substring(0, open).strip();
        try {
            if (!name.isEmpty()) {
                address.setPersonal(name, UTF_8);
            }
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("Every Java has UTF-8", e);
        }
        return address;
    }
}
