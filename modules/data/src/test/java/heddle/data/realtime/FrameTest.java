package heddle.data.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.kernel.event.RecordedEvent;
import heddle.kernel.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class FrameTest {
    @Test
    void carriesTheTextOfTheLogAsItIs() {
        String after = "{\"id\":\"obj_1\",\"properties\":{\"n\":1.50}}";
        Frame frame = Frame.of(event(after), parts("objects:ot_1", after));
        assertThat(frame.json()).contains("\"data\":" + after);
        assertThat(Json.trusted(frame.json()).path("channel").asString("")).isEqualTo("objects:ot_1");
    }

    @Test
    void escapesWhatClientsNamed() {
        Frame frame = Frame.of(event("{}"), parts("files:a\"b\\c", "{}"));
        assertThat(Json.trusted(frame.json()).path("channel").asString("")).isEqualTo("files:a\"b\\c");
    }

    @Test
    void thinsWhatIsTooLargeToIds() {
        String after = "{\"text\":\"" + "x".repeat(Frame.MAX_BYTES) + "\"}";
        JsonNode thin = Json.trusted(Frame.of(event(after), parts("c", after)).json());
        assertThat(thin.path("truncated").asBoolean()).isTrue();
        assertThat(thin.path("data")).isEqualTo(Json.trusted("{\"id\":\"obj_1\",\"object_type_id\":\"ot_1\"}"));
        assertThat(thin.path("changed").size()).isEqualTo(1);
    }

    @Test
    void theRowBeforeIsTheRowAfterWithTheOldValuesLaidOver() {
        EventRow row = EventRow.of(event("{\"properties\":{\"a\":2,\"b\":3},\"created_by\":\"usr_1\",\"version\":4}"));
        assertThat(row.fresh().props().toString()).isEqualTo("{\"a\":2,\"b\":3}");
        assertThat(row.old().props()).isEqualTo(Json.trusted("{\"a\":1}"));
        assertThat(row.old().version()).isEqualTo(3);
        assertThat(row.old().createdBy()).isEqualTo("usr_1");
    }

    private static Frame.Parts parts(String channel, String data) {
        return new Frame.Parts(channel, "object.updated", data, null, List.of("a"));
    }

    /** An update of {@code a} from 1, and of {@code b} from nothing. */
    private static RecordedEvent event(String after) {
        return new RecordedEvent(
                7,
                3,
                "evt_1",
                "tn_1",
                "object.updated",
                "object",
                "obj_1",
                "ot_1",
                "api_key",
                "key_1",
                "label",
                "",
                "",
                "req_1",
                4,
                "{\"properties\":{\"a\":1,\"b\":null}}",
                after,
                List.of("a"),
                "2026-01-31T09:00:00.000Z");
    }
}
