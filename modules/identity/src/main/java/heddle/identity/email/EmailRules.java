package heddle.identity.email;

import heddle.kernel.mail.Templates;
import heddle.kernel.outbox.Attachment;
import heddle.kernel.outbox.Channel;
import heddle.kernel.outbox.OutMessage;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a tenant's mail may be: pure checks that name every fault. */
final class EmailRules {
    private static final int MAX_RECIPIENTS = 50;

    /** Stands for words that were refused, whose faults are known already. */
    private static final Templates.Content REFUSED = new Templates.Content("-", null, "-");

    private final List<Fault> faults = new ArrayList<>();

    /**
     * The mail that was asked for.
     *
     * @param sender the tenant's usual one, or null when none is configured
     * @param templates fills in the one that was asked for
     * @throws Problem 400 with every fault
     */
    static OutMessage message(String tenantId, EmailJson.Send wanted, @Nullable String sender, MailTemplate templates) {
        EmailRules rules = new EmailRules();
        List<String> to = rules.addresses("to", wanted.to());
        List<String> cc = rules.addresses("cc", wanted.cc());
        List<String> bcc = rules.addresses("bcc", wanted.bcc());
        if (to.size() + cc.size() + bcc.size() > MAX_RECIPIENTS) {
            rules.fault(
                    "to", "too_long", "A mail goes to " + MAX_RECIPIENTS + " addresses at most, in all three lists");
        }
        rules.from(wanted.from(), sender);
        List<Attachment> files = rules.files(wanted.attachments());
        Templates.Content content =
                wanted.template() == null ? rules.own(wanted) : templates.fill(tenantId, wanted, rules.faults);
        if (content == null) {
            content = REFUSED;
        }
        OutMessage message = new OutMessage(
                tenantId,
                Channel.EMAIL,
                to,
                cc,
                bcc,
                wanted.from(),
                wanted.replyTo(),
                content.subject(),
                content.html(),
                content.text(),
                Map.of(),
                files);
        // A list that was refused as a whole is empty here, which is no fault of its own.
        message.faults().stream().filter(f -> !rules.has(f.field())).forEach(rules.faults::add);
        if (!rules.faults.isEmpty()) {
            throw Problem.invalid(rules.faults);
        }
        return message;
    }

    private List<String> addresses(String field, @Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return List.of();
        }
        if (node.isString()) {
            return List.of(node.stringValue());
        }
        List<String> out = new ArrayList<>();
        if (node.isArray() && node.valueStream().allMatch(JsonNode::isString)) {
            node.forEach(address -> out.add(address.stringValue()));
        } else {
            fault(field, "invalid_type", field + " must be an address or an array of addresses");
        }
        return out;
    }

    private List<Attachment> files(@Nullable JsonNode node) {
        List<Fault> found = new ArrayList<>();
        List<Attachment> files = MailFiles.read(node, found);
        faults.addAll(found);
        return files;
    }

    /** The words that the request brings itself. */
    private Templates.Content own(EmailJson.Send wanted) {
        if (wanted.variables() != null && !wanted.variables().isNull()) {
            fault("variables", "not_allowed", "variables fill in a template; send template, or leave them out");
        }
        if (wanted.subject() == null) {
            fault("subject", "required", "Send a subject, or a template that brings one");
        }
        String subject = wanted.subject() == null ? REFUSED.subject() : wanted.subject();
        return new Templates.Content(subject, wanted.html(), text(wanted));
    }

    private String text(EmailJson.Send wanted) {
        boolean noText = wanted.text() == null || wanted.text().isBlank();
        if (noText && (wanted.html() == null || wanted.html().isBlank())) {
            fault("text", "required", "Send text, html or both");
            return "";
        }
        return noText || wanted.text() == null ? PlainText.of(String.valueOf(wanted.html())) : wanted.text();
    }

    /** Mail that claims to be another's would cost the operator's server its good name. */
    private void from(@Nullable String from, @Nullable String sender) {
        if (from == null || !OutMessage.isAddress(from)) {
            return;
        }
        if (sender == null) {
            fault("from", "not_allowed", "No sender is configured, so that from cannot be chosen; leave it out");
        } else if (!domain(from).equals(domain(sender))) {
            fault("from", "not_allowed", "from must be " + OutMessage.bare(sender) + " or of the same domain");
        }
    }

    private static String domain(String address) {
        String bare = OutMessage.bare(address);
        return bare.substring(bare.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }

    private boolean has(String field) {
        return faults.stream().anyMatch(f -> f.field().equals(field));
    }

    private void fault(String field, String code, String message) {
        faults.add(new Fault(field, code, message));
    }
}
