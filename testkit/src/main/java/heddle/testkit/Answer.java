package heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the server answered. */
public record Answer(String asked, HttpResponse<byte[]> http, JsonNode json) {
    public int status() {
        return http.statusCode();
    }

    public String text() {
        return new String(http.body(), java.nio.charset.StandardCharsets.UTF_8);
    }

    public @Nullable String header(String name) {
        return http.headers().firstValue(name).orElse(null);
    }

    /** {@code data} of the envelope. */
    public JsonNode data() {
        return json.path("data");
    }

    public String id() {
        return data().path("id").stringValue();
    }

    public Answer is(int status) {
        assertThat(status()).as("%s answered %s", asked, text()).isEqualTo(status);
        return this;
    }

    /** A refusal with this status and code. */
    public Answer refused(int status, String code) {
        is(status);
        assertThat(json.path("error").path("code").asString("")).as(text()).isEqualTo(code);
        return this;
    }

    /** The faults as {@code field code}, in order. */
    public List<String> faults() {
        return json.path("error")
                .path("details")
                .valueStream()
                .map(d -> d.path("field").stringValue() + " " + d.path("code").stringValue())
                .toList();
    }
}
