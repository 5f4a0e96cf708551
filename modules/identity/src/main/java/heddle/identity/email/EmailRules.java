package heddle.identity.email;

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

    private final List<Fault> faults = new ArrayList<>();

    /**
     * The mail that was asked for.
     *
     * @param sender the tenant's usual one, or null when none is configured
     * @throws Problem 400 with every fault
     */
    static OutMessage message(String tenantId, EmailJson.Send wanted, @Nullable String sender) {
        EmailRules rules = new EmailRules();
        List<String> to = rules.addresses("to", wanted.to());
        List<String> cc = rules.addresses("cc", wanted.cc());
        List<String> bcc = rules.addresses("bcc", wanted.bcc());
        if (to.size() + cc.size() + bcc.size() > MAX_RECIPIENTS) {
            rules.fault(
                    "to", "too_long", "A mail goes to " + MAX_RECIPIENTS + " addresses at most, in all three lists");
        }
        rules.from(wanted.from(), sender);
        OutMessage message = new OutMessage(
                tenantId,
                Channel.EMAIL,
                to,
                cc,
                bcc,
                wanted.from(),
                wanted.replyTo(),
                wanted.subject(),
                wanted.html(),
                rules.text(wanted),
                Map.of());
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
