package heddle.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A small JSON file that only its owner may read (mode 0600), whole or not there at all. */
final class OwnFile {
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final Path file;

    OwnFile(Path file) {
        this.file = file;
    }

    /**
     * What is in it; empty when there is none.
     *
     * @throws Failure when others may read it, since what is in it is then known to them
     */
    Optional<ObjectNode> read() {
        try {
            if (knowsModes() && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
                throw Failure.usage(file + " can be read by others. Run: chmod 600 " + file);
            }
            JsonNode node = Json.parse(Files.readAllBytes(file));
            if (node instanceof ObjectNode object) {
                return Optional.of(object);
            }
            throw Failure.usage(file + " is not what a login wrote. Remove it and log in again");
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Failure.ofFile(file, "read", e);
        }
    }

    void write(ObjectNode content) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IllegalStateException(file + " has no folder");
        }
        try {
            makePrivate(folder);
            // Temporary files are made with mode 0600 where the file system knows modes.
            Path draft = Files.createTempFile(folder, "heddle", ".new");
            try {
                Files.writeString(draft, Json.pretty(content) + "\n");
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw Failure.ofFile(file, "written", e);
        }
    }

    boolean delete() {
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            throw Failure.ofFile(file, "removed", e);
        }
    }

    private void makePrivate(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        if (knowsModes()) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(folder);
        }
    }

    private boolean knowsModes() {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
