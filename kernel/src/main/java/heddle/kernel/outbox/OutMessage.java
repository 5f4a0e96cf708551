package heddle.kernel.outbox;

import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mail or an SMS as its author wants it.
 *
 * @param realm whose it is: a tenant's id, or {@link #PLATFORM}
 * @param from null for the realm's usual sender
 * @param subject empty for an SMS
 * @param html null for plain text
 * @param headers further headers of a mail, e.g. {@code List-Unsubscribe}
 * @param attachments of a mail on its way; one that was read from a list comes without them
 */
public record OutMessage(
        String realm,
        Channel channel,
        List<String> to,
        List<String> cc,
        List<String> bcc,
        @Nullable String from,
        @Nullable String replyTo,
        String subject,
        @Nullable String html,
        String text,
        Map<String, String> headers,
        List<Attachment> attachments) {

    /** The realm of accounts that belong to no tenant. */
    public static final String PLATFORM = "platform";

    private static final int MAX_SUBJECT = 998;
    private static final int MAX_BODY = 200_000;
    private static final Pattern ADDRESS =
            Pattern.compile("(?:[^<>\"\\p{Cntrl}]{0,200}<[^@\\s<>\",;:]{1,64}@[^@\\s<>\",;:]{1,255}>"
                    + "|[^@\\s<>\",;:]{1,64}@[^@\\s<>\",;:]{1,255})");
    private static final Pattern PHONE = Pattern.compile("\\+[1-9][0-9]{5,14}");
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9-]{1,70}");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\u2028\u2029]");
    /** The fields that have a place of their own, or that say how to read the rest. */
    private static final Pattern OWN_HEADER = Pattern.compile(
            "(?i)to|cc|bcc|from|sender|reply-to|subject|date|message-id|mime-version|return-path|received|content-.*|dkim-.*");

    public OutMessage {
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        bcc = List.copyOf(bcc);
        headers = Map.copyOf(headers);
        attachments = List.copyOf(attachments);
    }

    /** A mail to one person, from the realm's usual sender. */
    public static OutMessage email(String realm, String to, String subject, @Nullable String html, String text) {
        return new OutMessage(
                realm,
                Channel.EMAIL,
                List.of(to),
                List.of(),
                List.of(),
                null,
                null,
                subject,
                html,
                text,
                Map.of(),
                List.of());
    }

    /**
     * @param to in the form of E.164, e.g. {@code +4915112345678}
     */
    public static OutMessage sms(String realm, String to, String text) {
        return new OutMessage(
                realm, Channel.SMS, List.of(to), List.of(), List.of(), null, null, "", null, text, Map.of(), List.of());
    }

    public OutMessage from(String address) {
        return new OutMessage(realm, channel, to, cc, bcc, address, replyTo, subject, html, text, headers, attachments);
    }

    public OutMessage replyTo(@Nullable String address) {
        return new OutMessage(realm, channel, to, cc, bcc, from, address, subject, html, text, headers, attachments);
    }

    public OutMessage header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new OutMessage(realm, channel, to, cc, bcc, from, replyTo, subject, html, text, more, attachments);
    }

    public OutMessage attach(List<Attachment> files) {
        return new OutMessage(realm, channel, to, cc, bcc, from, replyTo, subject, html, text, headers, files);
    }

    /** Whether mail can be sent to this address, as far as its shape tells. */
    public static boolean isAddress(String address) {
        return address.length() <= 520
                && !CONTROL.matcher(address).find()
                && ADDRESS.matcher(address).matches();
    }

    /** Whether it is a number in the form of E.164. */
    public static boolean isPhone(String number) {
        return PHONE.matcher(number).matches();
    }

    /** The bare address of {@code Name <address>}. */
    public static String bare(String address) {
        int open = address.indexOf('<');
        return open < 0 ? address.strip() : address.substring(open + 1, address.indexOf('>'));
    }

    /** What keeps this from being sent; nothing that could begin a header of its own gets through. */
    public List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        addresses("to", to, faults);
        addresses("cc", cc, faults);
        addresses("bcc", bcc, faults);
        if (to.isEmpty()) {
            faults.add(new Fault("to", "required", "Name at least one recipient"));
        }
        if (from != null && channel == Channel.EMAIL) {
            addresses("from", List.of(from), faults);
        }
        if (replyTo != null) {
            addresses("reply_to", List.of(replyTo), faults);
        }
        if (channel == Channel.EMAIL && (subject.isBlank() || subject.length() > MAX_SUBJECT)) {
            faults.add(new Fault("subject", "out_of_range", "subject must have 1 to " + MAX_SUBJECT + " characters"));
        }
        if (CONTROL.matcher(subject).find()) {
            faults.add(
                    new Fault("subject", "invalid_format", "subject may not hold line breaks or control characters"));
        }
        body("text", text, faults);
        body("html", html, faults);
        headers.forEach((name, value) -> header(name, value, faults));
        attachments(faults);
        return faults;
    }

    void check() {
        List<Fault> faults = faults();
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
    }

    private void addresses(String field, List<String> addresses, List<Fault> faults) {
        for (int i = 0; i < addresses.size(); i++) {
            String path = addresses.size() == 1 ? field : field + "[" + i + "]";
            if (channel == Channel.EMAIL && !isAddress(addresses.get(i))) {
                faults.add(new Fault(path, "invalid_format", "Send an e-mail address such as ann@example.com"));
            } else if (channel == Channel.SMS && !isPhone(addresses.get(i))) {
                faults.add(
                        new Fault(path, "invalid_format", "Send a phone number with + and country code, digits only"));
            }
        }
    }

    private void attachments(List<Fault> faults) {
        if (attachments.size() > Attachment.MAX_COUNT) {
            faults.add(new Fault(
                    "attachments", "too_long", "A mail takes " + Attachment.MAX_COUNT + " attachments at most"));
        }
        long bytes = 0;
        for (int i = 0; i < attachments.size(); i++) {
            attachments.get(i).check("attachments[" + i + "]", faults);
            bytes += attachments.get(i).bytes();
        }
        if (bytes > Attachment.MAX_BYTES) {
            faults.add(new Fault(
                    "attachments",
                    "too_long",
                    "Attachments may have " + Attachment.MAX_BYTES + " bytes at most, all together"));
        }
    }

    private static void body(String field, @Nullable String body, List<Fault> faults) {
        if (body != null && body.length() > MAX_BODY) {
            faults.add(new Fault(field, "too_long", field + " may have " + MAX_BODY + " characters at most"));
        }
        if (body != null && body.indexOf('\0') >= 0) {
            faults.add(new Fault(field, "invalid_format", field + " may not hold the NUL character"));
        }
    }

    private static void header(String name, String value, List<Fault> faults) {
        if (!HEADER_NAME.matcher(name).matches() || OWN_HEADER.matcher(name).matches()) {
            faults.add(new Fault("headers", "invalid_value", "This header cannot be set on a mail"));
        } else if (CONTROL.matcher(value).find() || value.length() > MAX_SUBJECT) {
            faults.add(new Fault(
                    "headers." + name,
                    "invalid_format",
                    "A header is one line of " + MAX_SUBJECT + " characters at most"));
        }
    }
}
