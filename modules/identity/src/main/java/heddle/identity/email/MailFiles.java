package heddle.identity.email;

import heddle.kernel.outbox.Attachment;
import heddle.kernel.problem.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the files that go with a mail. They come with the request; none is fetched from an address. */
final class MailFiles {
    private static final String FIELD = "attachments";
    private static final String DEFAULT_TYPE = "application/octet-stream";
    private static final Set<String> MEMBERS = Set.of("filename", "content_type", "content");

    private MailFiles() {}

    /**
     * What they are is checked with the mail.
     *
     * @param faults of their shape are added
     */
    static List<Attachment> read(@Nullable JsonNode node, List<Fault> faults) {
        if (node == null || node.isNull()) {
            return List.of();
        }
        if (!node.isArray()) {
            faults.add(new Fault(FIELD, "invalid_type", "attachments must be an array"));
            return List.of();
        }
        if (node.size() > Attachment.MAX_COUNT) {
            faults.add(new Fault(FIELD, "too_long", "A mail takes " + Attachment.MAX_COUNT + " attachments at most"));
            return List.of();
        }
        List<Attachment> files = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            Attachment file = read(FIELD + "[" + i + "]", node.get(i), faults);
            if (file != null) {
                files.add(file);
            }
        }
        // The mail counts those it is given, so a list with gaps would name the wrong ones.
        return faults.isEmpty() ? files : List.of();
    }

    private static @Nullable Attachment read(String field, JsonNode node, List<Fault> faults) {
        if (!node.isObject()) {
            faults.add(new Fault(
                    field, "invalid_type", "An attachment is an object with filename, content and content_type"));
            return null;
        }
        int before = faults.size();
        node.propertyNames().stream()
                .filter(name -> !MEMBERS.contains(name))
                .forEach(name -> faults.add(new Fault(
                        field + "." + name, "unknown_property", "An attachment has filename, content, content_type")));
        String filename = text(field, "filename", node, faults);
        String content = text(field, "content", node, faults);
        String type = node.has("content_type") ? text(field, "content_type", node, faults) : DEFAULT_TYPE;
        return faults.size() == before ? new Attachment(filename, type, content) : null;
    }

    private static String text(String field, String name, JsonNode node, List<Fault> faults) {
        JsonNode value = node.path(name);
        if (value.isString()) {
            return value.stringValue();
        }
        boolean missing = value.isMissingNode() || value.isNull();
        faults.add(
                missing
                        ? new Fault(field + "." + name, "required", "Send " + name)
                        : new Fault(field + "." + name, "invalid_type", name + " must be a string"));
        return "";
    }
}
