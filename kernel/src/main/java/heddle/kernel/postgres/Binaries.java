package heddle.kernel.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked from the class path.
 *
 * @param folder holds {@code bin}, {@code lib} and {@code share}
 */
record Binaries(Path folder) {
    /** The version of the artifact in the build file; a test keeps the two together. */
    static final String VERSION = "18.6.0";

    static final String MAJOR = "18";

    /** Unpacks the programs into {@code parent/postgres-VERSION} unless they are there. */
    static Binaries in(Path parent) {
        Path folder = parent.resolve("postgres-" + VERSION);
        if (Files.isDirectory(folder)) {
            return new Binaries(folder);
        }
        String name = archive(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
        try (InputStream packed = Binaries.class.getResourceAsStream("/" + name)) {
            if (packed == null) {
                throw new PostgresFault("This build carries no PostgreSQL for this machine (" + name
                        + " is not on the class path). Build Heddle on this machine, or set HEDDLE_DATABASE_URL"
                        + " to a PostgreSQL " + MAJOR + " server of your own");
            }
            unpack(packed, folder);
            return new Binaries(folder);
        } catch (IOException e) {
            throw new PostgresFault(
                    "Cannot unpack PostgreSQL into " + folder + ": " + e.getMessage()
                            + ". The folder must be writable and have 100 MB free",
                    e);
        }
    }

    Path program(String name) {
        return folder.resolve("bin").resolve(name);
    }

    /** The name of the archive for a platform, e.g. {@code postgres-linux-x86_64.txz}. */
    static String archive(String os, String arch) {
        String system = os.toLowerCase(Locale.ROOT);
        String family = system.startsWith("mac") ? "darwin" : system.startsWith("windows") ? "windows" : system;
        String machine = switch (arch) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            default -> arch;
        };
        return "postgres-" + family + "-" + machine + ".txz";
    }

    private static void unpack(InputStream packed, Path folder) throws IOException {
        Path draft = Folders.draft(folder);
        try {
            Files.setPosixFilePermissions(draft, permissions(0755));
            extract(packed, draft);
            Folders.publish(draft, folder);
        } catch (FileSystemException e) {
            Folders.delete(draft);
            // Another process may have unpacked the same programs meanwhile.
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    private static void extract(InputStream packed, Path target) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed, 1 << 16)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path file = target.resolve(entry.getName()).normalize();
                if (!file.startsWith(target)) {
                    throw new IOException("the archive names a file outside itself: " + entry.getName());
                }
                write(tar, entry, file);
            }
        }
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path file) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.createLink(file, file.getRoot().resolve(entry.getLinkName()));
        } else {
            Files.copy(tar, file);
            Files.setPosixFilePermissions(file, permissions(entry.getMode()));
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        StringBuilder text = new StringBuilder("rwxrwxrwx");
        for (int i = 0; i < text.length(); i++) {
            if ((mode & (0400 >> i)) == 0) {
                text.setCharAt(i, '-');
            }
        }
        return PosixFilePermissions.fromString(text.toString());
    }
}
