package heddle.client;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** Jobs as people read them. */
final class JobText {
    private JobText() {}

    static void show(Printer out, JsonNode job) {
        out.say(Json.text(job, "id", "") + "  " + Json.text(job, "status", "") + "  "
                + Printer.dollars(job.path("price_cents").asLong(0)) + " (worker gets "
                + Printer.dollars(job.path("payout_cents").asLong(0)) + ")");
        out.say(Json.text(job, "title", ""));
        line(out, job, "deadline_at", "Deadline");
        line(out, job, "hold_expires_at", "Decide before");
        line(out, job, "failure_reason", "Failed");
        line(out, job, "cancel_reason", "Cancelled");
    }

    /** How a job stands now, as the answer of a command that changed it. */
    static int told(Session session, JsonNode job) {
        show(session.printer(), job);
        session.printer().data(job);
        return ClientCommand.DONE;
    }

    /** All that a worker needs to know. */
    static void brief(Printer out, JsonNode job) {
        show(out, job);
        out.say("");
        out.text(Json.text(job, "prompt", ""));
        job.path("acceptance_criteria").forEach(c -> out.say("  - " + Json.text(c, "text", Json.text(c, "kind", ""))));
        job.path("attachments")
                .forEach(f -> out.say("  file " + Json.text(f, "name", "") + "  " + Json.text(f, "url", "")));
    }

    static List<String> row(JsonNode job) {
        return List.of(
                Json.text(job, "id", ""),
                Json.text(job, "status", "queued"),
                Printer.dollars(job.path("price_cents").asLong(0)),
                Json.text(job, "title", ""));
    }

    /** A line of a job's log. */
    static String event(String type, JsonNode data) {
        return switch (type) {
            case "status" -> "status: " + Json.text(data, "status", "");
            case "log" -> Json.text(data, "message", "");
            case "check" -> checked(data) + Json.text(data, "kind", "") + "  " + Json.text(data, "message", "");
            case "verdict" -> found(data) + Json.text(data, "reasoning", "");
            case "end" -> "end: " + Json.text(data, "status", "");
            default -> type;
        };
    }

    /** What is not known counts for no failure. */
    private static String checked(JsonNode check) {
        return switch (Json.text(check, "state", "ok")) {
            case "error" -> "unknown  ";
            case "review" -> "person   ";
            case "skipped" -> "skipped  ";
            default -> passed(check) ? "passed   " : "failed   ";
        };
    }

    private static String found(JsonNode verdict) {
        return switch (Json.text(verdict, "outcome", "")) {
            case "undecided" -> "Nobody can tell. ";
            case "review" -> "A person has to decide. ";
            default -> passed(verdict) ? "Passed. " : "Not passed. ";
        };
    }

    private static boolean passed(JsonNode found) {
        return found.path("passed").asBoolean(false);
    }

    private static void line(Printer out, JsonNode job, String member, String label) {
        String text = Json.text(job, member, "");
        if (!text.isEmpty()) {
            out.say(label + ": " + text);
        }
    }
}
