package heddle.kernel.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heddle.kernel.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class MultipartTest {
    private static final String TYPE = "multipart/form-data; boundary=\"b\"";

    private static List<Multipart.Part> parse(String body) {
        return Multipart.parse(TYPE, body.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String part(String headers, String content) {
        return "--b\r\n" + headers + "\r\n\r\n" + content + "\r\n";
    }

    @Property(tries = 300)
    void whatIsSentArrives(@ForAll byte[] first, @ForAll byte[] second) {
        String one = new String(first, StandardCharsets.ISO_8859_1).replace("--b", "x");
        String two = new String(second, StandardCharsets.ISO_8859_1).replace("--b", "x");
        List<Multipart.Part> parts = parse(part("Content-Disposition: form-data; name=one", one)
                + part("content-type: Text/CSV; x=y\r\nCONTENT-DISPOSITION: form-data; filename=f; name=\"two\"", two)
                + "--b--\r\n");
        assertThat(parts).hasSize(2);
        assertThat(parts.getFirst().body()).isEqualTo(one.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(parts.getFirst().filename()).isNull();
        assertThat(parts.getLast().body()).isEqualTo(two.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(parts.getLast().name()).isEqualTo("two");
        assertThat(parts.getLast().filename()).isEqualTo("f");
        assertThat(parts.getLast().contentType()).isEqualTo("text/csv");
    }

    @Property(tries = 500)
    void nothingBreaksIt(@ForAll byte[] noise) {
        String body = "--b\r\n" + new String(noise, StandardCharsets.ISO_8859_1) + "\r\n--b--";
        try {
            assertThat(parse(body)).isNotNull();
        } catch (Problem refusal) {
            assertThat(refusal.code()).isEqualTo("INVALID_MULTIPART");
        }
    }

    @Example
    void readsQuotedNamesAndEmptyParts() {
        List<Multipart.Part> parts = parse(
                part("Content-Disposition: form-data; name=\"a \\\"b\\\"; c\"; filename=\"x;y.csv\"", "") + "--b--");
        assertThat(parts.getFirst().name()).isEqualTo("a \"b\"; c");
        assertThat(parts.getFirst().filename()).isEqualTo("x;y.csv");
        assertThat(parts.getFirst().body()).isEmpty();
        assertThat(parse("--b--")).isEmpty();
    }

    @Example
    void refusesMoreThanAFormNeeds() {
        String many = part("Content-Disposition: form-data; name=x", "").repeat(65) + "--b--";
        assertThatThrownBy(() -> parse(many)).isInstanceOf(Problem.class).hasMessageContaining("64");
        String tooLong = part("Content-Disposition: form-data; name=x\r\nX: " + "y".repeat(9_000), "") + "--b--";
        assertThatThrownBy(() -> parse(tooLong)).isInstanceOf(Problem.class).hasMessageContaining("8192");
        assertThatThrownBy(() -> parse(part("Content-Disposition: attachment; name=x", "") + "--b--"))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> Multipart.parse("multipart/form-data", new byte[0]))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("boundary");
    }
}
