package heddle.kernel.postgres;

import heddle.kernel.crypto.PrivateFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Folders that appear whole or not at all: filled under a draft name, then renamed. */
final class Folders {
    private static final String DRAFT = ".draft-";

    private Folders() {}

    static Path open(Path folder) {
        try {
            return PrivateFile.openFolder(folder);
        } catch (IOException e) {
            throw new PostgresFault(
                    "Cannot make the folder " + folder.toAbsolutePath()
                            + "; give it to this user or set HEDDLE_HOME to another one",
                    e);
        }
    }

    /** An empty folder beside {@code target}, for {@link #publish}. */
    static Path draft(Path target) throws IOException {
        return Files.createTempDirectory(target.getParent(), target.getFileName() + DRAFT);
    }

    static void publish(Path draft, Path target) throws IOException {
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Deletes drafts of {@code target} that an interrupted run left. */
    static void sweep(Path target) throws IOException {
        try (DirectoryStream<Path> left =
                Files.newDirectoryStream(target.getParent(), target.getFileName() + DRAFT + "*")) {
            for (Path draft : left) {
                delete(draft);
            }
        }
    }

    static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path left, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(left);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
