package heddle.market.verify;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What verifiers look at: the delivery, and its text as JSON, read once. */
final class Subject {
    private static final Pattern FENCED = Pattern.compile("(?s)```[A-Za-z0-9_-]*[ \\t]*\\r?\\n(.*?)\\r?\\n?[ \\t]*```");

    private final Delivery delivery;
    private final long priceCents;
    private final Progress progress;
    private final long began = System.nanoTime();
    private boolean read;
    private @Nullable JsonNode json;

    Subject(Delivery delivery, long priceCents, Progress progress) {
        this.delivery = delivery;
        this.priceCents = priceCents;
        this.progress = progress;
    }

    Delivery delivery() {
        return delivery;
    }

    /** What the work pays. */
    long priceCents() {
        return priceCents;
    }

    /** For verifiers that take their time. */
    Progress progress() {
        return progress;
    }

    /** How long it has been looked at. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    String text() {
        return delivery.output();
    }

    /** The text as JSON, or its first fenced block; null when neither is. */
    @Nullable
    JsonNode json() {
        if (!read) {
            read = true;
            json = parsed(text());
            if (json == null) {
                Matcher block = FENCED.matcher(text());
                json = block.find() ? parsed(block.group(1)) : null;
            }
        }
        return json;
    }

    private static @Nullable JsonNode parsed(String text) {
        try {
            return Json.parse(text);
        } catch (Problem notJson) {
            return null;
        }
    }
}
