package heddle.market.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heddle.market.verify.Delivery.Attached;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a judge sees of files. */
class ExhibitsTest {
    private static final StandInFiles FILES = new StandInFiles();

    private static Exhibits seen(Attached... files) {
        return Exhibits.of(new Delivery("", "text", List.of(files)), new FileBytes(FILES));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void showsTextAndOfOtherFilesWhatTheyAre() {
        Exhibits seen = seen(
                FILES.put("a.md", "text/markdown", bytes("vis\u200bible")),
                FILES.put("b.png", "image/png", new byte[] {1, 2, 3}));
        assertThat(seen.texts()).containsExactly("text", "visible");
        assertThat(seen.listing())
                .contains("\"name\":\"b.png\",\"size\":3,\"type\":\"image/png\"", "\"shown\":\"nothing\"");
    }

    @Test
    void cutsALongFileAndSaysSo() {
        String character = "\ud83d\ude00";
        Exhibits seen = seen(FILES.put("a.txt", "text/plain", bytes("x" + character.repeat(60_000))));
        String text = seen.texts().toList().getLast();
        assertThat(text.length()).isEqualTo(Exhibits.MOST_OF_FILE - 1);
        assertThat(text).endsWith(character);
        assertThat(seen.listing()).contains("\"shown\":\"the first 49999 characters\"");
    }

    @Test
    void cutsManyFiles() {
        byte[] long1 = bytes("y".repeat(40_000));
        Exhibits seen = seen(
                FILES.put("1.txt", "text/plain", long1),
                FILES.put("2.txt", "text/plain", long1),
                FILES.put("3.txt", "text/plain", long1),
                FILES.put("4.txt", "text/plain", long1));
        assertThat(seen.texts().skip(1).map(String::length)).containsExactly(40_000, 40_000, 20_000);
        assertThat(seen.listing()).contains("the first 20000 characters").contains("nothing");
    }

    @Test
    void whatIsNoUtf8IsNoText() {
        assertThat(seen(FILES.put("a.txt", "text/plain", new byte[] {'a', (byte) 0xff, 'b'}))
                        .texts())
                .containsExactly("text");
    }

    @Test
    void aFileThatIsOnlyToldOfIsNotRead() {
        Attached kept = FILES.put("secret.txt", "text/plain", bytes("secret"));
        Attached told = new Attached("", "secret.txt", 6, "text/plain", kept.sha256());
        assertThat(seen(told).texts()).containsExactly("text");
    }

    @Test
    void lostBytesAreNobodysFailure() {
        Attached lost = new Attached("upl_1", "lost.txt", 6, "text/plain", "0".repeat(64));
        assertThatThrownBy(() -> seen(lost)).isInstanceOf(FileBytes.Missing.class);
    }
}
