package heddle.kernel.crypto;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Supplier;

/** A small file with a secret in it (mode 0600), and the folder for such (mode 0700). */
public final class PrivateFile {
    private PrivateFile() {}

    /**
     * The text of the file, white space around it removed; a missing file is made of {@code first}.
     *
     * <p>Whole or not at all, also after a crash, and two processes that come at once read the same text.
     */
    public static String readOrCreate(Path file, Supplier<String> first) throws IOException {
        if (!Files.exists(file)) {
            create(file, first.get());
        }
        return Files.readString(file).strip();
    }

    /** Makes the folder with mode 0700 unless it is there, and says where it really is. */
    public static Path openFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return folder.toRealPath();
    }

    private static void create(Path file, String text) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        // Temporary files are made with mode 0600 where the file system knows modes.
        Path draft = Files.createTempFile(folder, "." + file.getFileName(), ".new");
        try {
            Files.writeString(draft, text + "\n");
            publish(draft, file);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static void publish(Path draft, Path file) throws IOException {
        try {
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            // Another process was first: its text holds.
        } catch (UnsupportedOperationException | FileSystemException e) {
            // No hard links here: the rename is as whole, but of two first starts the later one would win.
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
