package heddle.market.joblog;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.kernel.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Lines as they are stored. */
class LineTextTest {
    private static final int MOST = 64 * 1024;

    private static JsonNode stored(Map<String, Object> data) {
        String text = LineText.of(data);
        assertThat(text.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(MOST);
        return Json.parse(text);
    }

    @Test
    void leavesShortOnesAlone() {
        assertThat(LineText.of(Map.of("message", "caf\u00e9"))).isEqualTo("{\"message\":\"caf\u00e9\"}");
    }

    @Test
    void takesExactlyWhatFits() {
        String fits = "x".repeat(MOST - "{\"m\":\"\"}".length());
        assertThat(stored(Map.of("m", fits)).path("m").stringValue()).isEqualTo(fits);
        JsonNode cut = stored(Map.of("m", fits + "x"));
        assertThat(cut.path("truncated").booleanValue()).isTrue();
        assertThat(cut.path("m").stringValue()).hasSize(8_003).endsWith("x...");
    }

    /** Three bytes a character: 64 Ki characters would be three times too long. */
    @ParameterizedTest
    @ValueSource(strings = {"\u20ac", "\ud83d\ude00"})
    void countsBytes(String character) {
        JsonNode cut = stored(Map.of("level", "info", "message", character.repeat(22_000)));
        assertThat(cut.path("truncated").booleanValue()).isTrue();
        assertThat(cut.path("level").stringValue()).isEqualTo("info");
        assertThat(cut.path("message").stringValue()).endsWith(character + "...");
    }

    @Test
    void cutsWithinAndWhereThereIsMuchOfIt() {
        JsonNode cut = stored(Map.of("checks", List.of(Map.of("message", "y".repeat(70_000)))));
        assertThat(cut.at("/checks/0/message").stringValue()).hasSize(8_003);
        JsonNode many = stored(Map.of("list", java.util.Collections.nCopies(50, "z".repeat(2_000))));
        assertThat(many.at("/list/49").stringValue()).hasSize(1_003);
        JsonNode hopeless = stored(Map.of("list", java.util.Collections.nCopies(50_000, "z")));
        assertThat(hopeless).isEqualTo(Json.parse("{\"truncated\":true}"));
    }

    @Test
    void leavesOutWhatTheDatabaseRefuses() {
        assertThat(stored(Map.of("m", "a\0b\ud800c")).path("m").stringValue()).isEqualTo("abc");
        assertThat(stored(Map.of("m", List.of("a\0"))).at("/m/0").stringValue()).isEqualTo("a");
        assertThat(stored(Map.of("m", "\\u0000")).path("m").stringValue()).isEqualTo("\\u0000");
    }
}
