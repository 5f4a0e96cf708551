package heddle.market.joblog;

import heddle.kernel.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Wire records of a job's log. */
final class LogJson {
    private LogJson() {}

    record Entry(String id, String type, JsonNode data) {}

    /**
     * @param next to be sent as {@code after}; null while there is nothing
     * @param done whether nothing more will come
     */
    record Page(List<Entry> events, @Nullable String next, boolean done) {}

    static Entry of(StoredLine line) {
        return new Entry(line.at().toString(), line.type(), Json.trusted(line.data()));
    }
}
