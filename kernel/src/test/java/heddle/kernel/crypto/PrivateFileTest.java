package heddle.kernel.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFileTest {
    @TempDir
    Path folder;

    @Test
    void makesTheFileForItsOwnerAloneAndReadsItAgain() throws IOException {
        Path file = folder.resolve("secret");

        assertThat(PrivateFile.readOrCreate(file, () -> "first")).isEqualTo("first");
        assertThat(PrivateFile.readOrCreate(file, () -> "second")).isEqualTo("first");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void leavesNoDraftBehind() throws IOException {
        PrivateFile.readOrCreate(folder.resolve("secret"), () -> "first");

        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("secret"));
        }
    }

    @Test
    void manyAtOnceReadOneText() throws Exception {
        Path file = folder.resolve("secret");
        Set<String> seen = new ConcurrentSkipListSet<>();
        List<Callable<Boolean>> readers = IntStream.range(0, 16)
                .<Callable<Boolean>>mapToObj(i -> () -> seen.add(PrivateFile.readOrCreate(file, () -> "text " + i)))
                .toList();

        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            for (Future<Boolean> done : threads.invokeAll(readers)) {
                done.get();
            }
        }

        assertThat(seen).hasSize(1);
    }
}
