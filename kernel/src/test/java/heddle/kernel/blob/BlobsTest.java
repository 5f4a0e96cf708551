package heddle.kernel.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobsTest {
    private static final byte[] HELLO = {'h', 'e', 'l', 'l', 'o'};
    private static final String HELLO_SHA = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    private final Path folder;
    private final Blobs blobs;
    private final Instant now = InstantSource.system().instant();

    BlobsTest(@TempDir Path folder) {
        this.folder = folder;
        this.blobs = new Blobs(folder.resolve("blobs"));
    }

    @Test
    void whatIsPutIsFoundByItsDigestAndKeptOnce() throws IOException {
        assertThat(blobs.put(HELLO)).isEqualTo(new Blob(HELLO_SHA, 5));
        assertThat(blobs.put(HELLO)).isEqualTo(new Blob(HELLO_SHA, 5));
        try (InputStream in = blobs.open(HELLO_SHA).orElseThrow()) {
            assertThat(in.readAllBytes()).isEqualTo(HELLO);
        }
        assertThat(files()).hasSize(1);
        assertThat(blobs.open("0".repeat(64))).isEmpty();
    }

    @Test
    void aNameThatIsNoDigestReachesNoFile() {
        assertThatThrownBy(() -> blobs.open("../../etc/passwd")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void onlyWhatIsOldAndUnwantedIsSwept() throws IOException {
        blobs.put(HELLO);
        blobs.put(new byte[] {1});
        blobs.put(new byte[] {2});
        age(HELLO_SHA);
        age("4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a");
        assertThat(blobs.sweep(now, names -> Set.of(HELLO_SHA))).isEqualTo(1);
        assertThat(blobs.open(HELLO_SHA)).isPresent();
        assertThat(files()).hasSize(2);
    }

    @Test
    void whatIsPutAgainIsYoungAgain() throws IOException {
        blobs.put(HELLO);
        age(HELLO_SHA);
        blobs.put(HELLO);
        assertThat(blobs.sweep(now, names -> Set.of())).isZero();
    }

    @Test
    void draftsOfWritersThatDiedGoToo() throws IOException {
        blobs.put(HELLO);
        Path draft = Files.writeString(folder.resolve("blobs/2c/x.draft"), "half");
        Files.setLastModifiedTime(draft, FileTime.from(now.minus(Duration.ofDays(2))));
        assertThat(blobs.sweep(now, names -> Set.of())).isEqualTo(1);
        assertThat(draft).doesNotExist();
    }

    private void age(String name) throws IOException {
        Path file = folder.resolve("blobs").resolve(name.substring(0, 2)).resolve(name);
        Files.setLastModifiedTime(file, FileTime.from(now.minus(Duration.ofDays(2))));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
