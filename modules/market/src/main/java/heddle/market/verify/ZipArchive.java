package heddle.market.verify;

import com.google.re2j.Pattern;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * A zip archive of a stranger. What it says of its sizes is not believed: everything is unpacked, to nowhere, and counted.
 */
final class ZipArchive {
    private static final int MOST_ENTRIES = 1_000;
    private static final int MOST_RATIO = 100;
    private static final long MOST_BYTES = 256L << 20;
    private static final Pattern CLIMBS = Pattern.compile("(?s)(.*[/\\\\])?\\.\\.([/\\\\].*)?");
    private static final Pattern FROM_ROOT = Pattern.compile("(?s)([/\\\\]|[A-Za-z]:).*");

    private final ZipFile zip;
    private long left;

    private ZipArchive(ZipFile zip, long most) {
        this.zip = zip;
        this.left = most;
    }

    /** Why nobody should unpack it; null where nothing speaks against it. */
    static @Nullable String fault(byte[] archive) {
        // Before anything is made of them. The entries of archives within count too where they are not compressed.
        if (headers(archive) > MOST_ENTRIES) {
            return "holds more than " + MOST_ENTRIES + " entries";
        }
        long most = Math.min(MOST_BYTES, (long) MOST_RATIO * archive.length);
        try (ZipFile zip = ZipFile.builder()
                .setSeekableByteChannel(new SeekableInMemoryByteChannel(archive))
                .get()) {
            return new ZipArchive(zip, most).fault();
        } catch (IOException | IllegalArgumentException broken) {
            return "is no archive that can be unpacked";
        }
    }

    /** How often a header of the central directory begins. */
    private static int headers(byte[] archive) {
        int count = 0;
        for (int i = 0; i + 3 < archive.length; i++) {
            if (archive[i] == 'P' && archive[i + 1] == 'K' && archive[i + 2] == 1 && archive[i + 3] == 2) {
                count++;
            }
        }
        return count;
    }

    private @Nullable String fault() throws IOException {
        List<ZipArchiveEntry> entries = java.util.Collections.list(zip.getEntries());
        for (ZipArchiveEntry entry : entries) {
            String name = entry.getName();
            if (CLIMBS.matches(name) || FROM_ROOT.matches(name)) {
                return "holds an entry that leads out of the folder: " + name;
            }
            if (!isPlain(entry)) {
                return "holds a link or a device: " + name;
            }
            if (!isReadable(entry)) {
                return "holds an entry that cannot be unpacked: " + name;
            }
        }
        for (ZipArchiveEntry entry : entries) {
            if (!unpacks(entry)) {
                return "unpacks to more than " + MOST_RATIO + " times its size, or to more than " + (MOST_BYTES >> 20)
                        + " MiB";
            }
        }
        return null;
    }

    /** A file or a folder; an archive that was not made on Unix knows nothing else. */
    private static boolean isPlain(ZipArchiveEntry entry) {
        int kind = entry.getUnixMode() & 0xf000;
        return kind == 0 || kind == 0x8000 || kind == 0x4000;
    }

    /** Neither encrypted nor packed in a way that next to nobody uses. */
    private boolean isReadable(ZipArchiveEntry entry) {
        boolean usual = entry.getMethod() == ZipArchiveEntry.STORED || entry.getMethod() == ZipArchiveEntry.DEFLATED;
        return usual && zip.canReadEntryData(entry);
    }

    private boolean unpacks(ZipArchiveEntry entry) throws IOException {
        byte[] some = new byte[1 << 16];
        try (InputStream in = zip.getInputStream(entry)) {
            for (int count = in.read(some); count >= 0; count = in.read(some)) {
                left -= count;
                if (left < 0) {
                    return false;
                }
            }
        }
        return true;
    }
}
