package heddle.kernel.blob;

import heddle.kernel.crypto.PrivateFile;
import heddle.kernel.crypto.Tokens;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder of files that are named by their content, so that equal ones are kept once and none is ever half there. Whoever
 * keeps rows about blobs puts the blob first and the row after, and lets {@link #sweep} remove what no row came for.
 * Nodes that share a database must share the folder.
 */
public final class Blobs {
    private static final Duration ORPHAN = Duration.ofHours(24);
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");
    private static final String DRAFT = ".draft";
    private static final int BATCH = 500;

    private final Path folder;
    /** A blob that is put again must not be swept between the look at its age and its end. */
    private final Object ageing = new Object();

    /**
     * @param folder is made when the first blob is put
     */
    public Blobs(Path folder) {
        this.folder = folder;
    }

    /** Keeps the bytes; they are on the disk when this returns. */
    public Blob put(byte[] bytes) {
        String name = HexFormat.of().formatHex(Tokens.sha256(bytes));
        Path shelf = shelf(name);
        Path file = shelf.resolve(name);
        try {
            PrivateFile.openFolder(shelf);
            if (!touched(file)) {
                Path draft = Files.createTempFile(shelf, name, DRAFT);
                try {
                    write(draft, bytes);
                    synchronized (ageing) {
                        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
                    }
                } finally {
                    Files.deleteIfExists(draft);
                }
                sync(shelf);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The blob cannot be written to " + folder, e);
        }
        return new Blob(name, bytes.length);
    }

    /** The bytes of a blob, for the caller to close; empty when it is gone. */
    public Optional<InputStream> open(String sha256) {
        try {
            return Optional.of(Files.newInputStream(place(sha256)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Removes what was put a day ago or longer and is wanted by nobody, and drafts of writers that died.
     *
     * @param now by the clock of the machine, as the ages of files are
     * @param wanted answers which of some blobs are still wanted
     * @return how many were removed
     */
    public int sweep(Instant now, Function<Set<String>, Set<String>> wanted) {
        Instant before = now.minus(ORPHAN);
        List<Path> old = oldFiles(before);
        int removed = 0;
        for (int from = 0; from < old.size(); from += BATCH) {
            List<Path> some = old.subList(from, Math.min(old.size(), from + BATCH));
            Set<String> names = some.stream()
                    .map(f -> nameOf(f))
                    .filter(n -> NAME.matcher(n).matches())
                    .collect(Collectors.toSet());
            Set<String> kept = wanted.apply(names);
            for (Path file : some) {
                if (!kept.contains(nameOf(file)) && remove(file, before)) {
                    removed++;
                }
            }
        }
        return removed;
    }

    private List<Path> oldFiles(Instant before) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder, 2)) {
            return all.filter(Files::isRegularFile)
                    .filter(f -> NAME.matcher(nameOf(f)).matches() || nameOf(f).endsWith(DRAFT))
                    .filter(f -> isOld(f, before))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean remove(Path file, Instant before) {
        synchronized (ageing) {
            try {
                return isOld(file, before) && Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static String nameOf(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static boolean isOld(Path file, Instant before) {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(before);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a blob that is there already young again; false when there is none. */
    private boolean touched(Path file) throws IOException {
        synchronized (ageing) {
            if (!Files.isRegularFile(file)) {
                return false;
            }
            Files.setLastModifiedTime(
                    file, FileTime.from(java.time.InstantSource.system().instant()));
            return true;
        }
    }

    private static void write(Path draft, byte[] bytes) throws IOException {
        try (FileChannel out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
            out.force(true);
        }
    }

    /** A new name is on the disk only once its folder is. */
    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private Path place(String sha256) {
        return shelf(sha256).resolve(sha256);
    }

    private Path shelf(String sha256) {
        if (!NAME.matcher(sha256).matches()) {
            throw new IllegalArgumentException("No blob is named " + sha256);
        }
        return folder.resolve(sha256.substring(0, 2));
    }
}
