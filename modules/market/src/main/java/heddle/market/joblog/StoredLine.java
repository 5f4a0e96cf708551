package heddle.market.joblog;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A line as followers get it.
 *
 * @param data JSON text on one line
 */
record StoredLine(Position at, String type, String data, Instant time) {
    static final String END = "end";

    /** The line as an event of a stream. */
    byte[] frame() {
        return ("id: " + at + "\nevent: " + type + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    boolean isEnd() {
        return type.equals(END);
    }
}
