package heddle.market.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Archives of strangers. */
class ZipArchiveTest {
    private interface Filling {
        void fill(ZipArchiveOutputStream zip) throws IOException;
    }

    private static byte[] zip(Filling filling) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(out)) {
            zip.setLevel(Deflater.BEST_COMPRESSION);
            filling.fill(zip);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void put(ZipArchiveOutputStream zip, String name, int mode, byte[] bytes) throws IOException {
        ZipArchiveEntry entry = new ZipArchiveEntry(name);
        if (mode != 0) {
            entry.setUnixMode(mode);
        }
        zip.putArchiveEntry(entry);
        zip.write(bytes);
        zip.closeArchiveEntry();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void nothingSpeaksAgainstAPlainOne() {
        assertThat(ZipArchive.fault(zip(zip -> {
                    put(zip, "a/", 0x41ed, new byte[0]);
                    put(zip, "a/..b/c..txt", 0x81a4, bytes("hello"));
                    put(zip, "d.txt", 0, bytes("world"));
                })))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({"../a", "a/../../b", "a/..", "..\\a", "/etc/passwd", "C:\\a"})
    void nothingLeadsOut(String name) {
        assertThat(ZipArchive.fault(zip(zip -> put(zip, name, 0, bytes("x"))))).contains("leads out");
    }

    @Test
    void holdsNoLinksAndNoDevices() {
        assertThat(ZipArchive.fault(zip(zip -> put(zip, "a", 0xa1ff, bytes("/etc/passwd")))))
                .contains("link");
        assertThat(ZipArchive.fault(zip(zip -> put(zip, "a", 0x21b6, bytes("x")))))
                .contains("device");
    }

    @Test
    void unpacksToAHundredTimesItsSizeAtMost() {
        byte[] bomb = zip(zip -> put(zip, "zeros", 0, new byte[10 << 20]));
        assertThat(bomb.length).isLessThan(20_000);
        assertThat(ZipArchive.fault(bomb)).contains("100 times");
    }

    @Test
    void doesNotBelieveWhatItSaysOfItsSize() {
        byte[] bomb = zip(zip -> put(zip, "zeros", 0, new byte[10 << 20]));
        int header = new String(bomb, StandardCharsets.ISO_8859_1).lastIndexOf("PK\1\2");
        for (int i = 0; i < 4; i++) {
            bomb[header + 24 + i] = 0;
        }
        assertThat(ZipArchive.fault(bomb)).contains("100 times");
    }

    @Test
    void holdsAThousandEntriesAtMost() {
        Filling thousand = zip -> {
            for (int i = 0; i < 1_000; i++) {
                put(zip, "e" + i, 0, new byte[0]);
            }
        };
        assertThat(ZipArchive.fault(zip(thousand))).isNull();
        assertThat(ZipArchive.fault(zip(zip -> {
                    thousand.fill(zip);
                    put(zip, "one more", 0, new byte[0]);
                })))
                .contains("1000 entries");
    }

    @Test
    void isNotBroken() {
        assertThat(ZipArchive.fault(bytes("PK\3\4 and then nothing"))).contains("no archive");
        byte[] good = zip(zip -> put(zip, "a", 0, bytes("hello, hello, hello, hello")));
        byte[] cut = java.util.Arrays.copyOf(good, good.length - 30);
        assertThat(ZipArchive.fault(cut)).contains("no archive");
    }
}
