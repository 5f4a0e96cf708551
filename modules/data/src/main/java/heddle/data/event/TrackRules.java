package heddle.data.event;

import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a custom event may be: pure checks that name every fault. */
final class TrackRules {
    static final int MAX_BATCH = 100;
    private static final int MAX_DATA_BYTES = 32 * 1024;
    private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9_.:-]{0,99}");

    /** An event to track, checked. {@code data} is JSON text. */
    record Checked(String type, String data) {}

    private TrackRules() {}

    /**
     * Reads one event, or the batch form {@code {"events": [...]}}.
     *
     * @throws Problem 400 with every fault of every event
     */
    static List<Checked> read(ObjectNode body) {
        List<Fault> faults = new ArrayList<>();
        List<Checked> out = new ArrayList<>();
        if (body.has("events")) {
            JsonNode events = body.path("events");
            if (!events.isArray() || events.isEmpty()) {
                throw Problem.invalid("events", "required", "events must be a list of 1 to " + MAX_BATCH + " events");
            }
            if (events.size() > MAX_BATCH) {
                throw Problem.badRequest("BATCH_LIMIT_EXCEEDED", "Track at most " + MAX_BATCH + " events at once");
            }
            for (int i = 0; i < events.size(); i++) {
                out.add(one(events.get(i), "events[" + i + "]", faults));
            }
        } else {
            out.add(one(body, "", faults));
        }
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        return out;
    }

    private static Checked one(JsonNode event, String path, List<Fault> faults) {
        String prefix = path.isEmpty() ? "" : path + ".";
        if (!event.isObject()) {
            faults.add(new Fault(path, "invalid_type", path + " must be an object"));
            return new Checked("", "");
        }
        return new Checked(type(event.path("event_type"), prefix, faults), data(event.path("data"), prefix, faults));
    }

    private static String type(JsonNode node, String prefix, List<Fault> faults) {
        String field = prefix + "event_type";
        if (node.isMissingNode() || node.isNull()) {
            faults.add(new Fault(field, "required", field + " is missing"));
        } else if (!node.isString()) {
            faults.add(new Fault(field, "invalid_type", field + " must be a text"));
        } else if (!TYPE.matcher(node.stringValue()).matches()) {
            faults.add(new Fault(
                    field, "invalid_format", field + " must begin with a-z and hold at most 100 of a-z 0-9 _ . : -"));
        } else if (EventTypes.reserved(node.stringValue())) {
            faults.add(new Fault(
                    field, "reserved", field + " begins with the name of Heddle's own events; choose another"));
        }
        return node.asString("");
    }

    private static String data(JsonNode node, String prefix, List<Fault> faults) {
        String field = prefix + "data";
        if (node.isMissingNode() || node.isNull()) {
            return "{}";
        }
        if (!node.isObject()) {
            faults.add(new Fault(field, "invalid_type", field + " must be an object"));
            return "{}";
        }
        String text = node.toString();
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_DATA_BYTES) {
            faults.add(new Fault(field, "too_long", field + " may hold at most 32 KB"));
        }
        return text;
    }
}
