package heddle.kernel.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinariesTest {
    @TempDir
    Path folder;

    @Test
    void unpacksProgramsThatCanRunAndLeavesNoDraft() throws Exception {
        Binaries binaries = Binaries.in(folder);

        assertThat(binaries.program("postgres")).isExecutable();
        assertThat(binaries.folder().resolve("share/postgresql/postgresql.conf.sample"))
                .isRegularFile();
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(binaries.folder());
        }
    }

    @Test
    void trustsAFolderThatIsThere() throws Exception {
        Path there = Files.createDirectory(folder.resolve("postgres-" + Binaries.VERSION));

        assertThat(Binaries.in(folder).folder()).isEqualTo(there);
        assertThat(there).isEmptyDirectory();
    }

    @Test
    void theVersionIsThatOfTheArtifactOnTheClassPath() {
        String name = Binaries.archive(System.getProperty("os.name"), System.getProperty("os.arch"));
        URL archive = Binaries.class.getResource("/" + name);

        assertThat(archive).isNotNull();
        assertThat(archive.toString()).contains("-" + Binaries.VERSION + ".jar!");
        assertThat(Binaries.VERSION).startsWith(Binaries.MAJOR + ".");
    }

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, postgres-linux-x86_64.txz",
        "Linux, aarch64, postgres-linux-arm_64.txz",
        "Mac OS X, aarch64, postgres-darwin-arm_64.txz",
        "Mac OS X, x86_64, postgres-darwin-x86_64.txz",
        "Linux, riscv64, postgres-linux-riscv64.txz",
    })
    void knowsTheArchiveOfAPlatform(String os, String arch, String name) {
        assertThat(Binaries.archive(os, arch)).isEqualTo(name);
    }

    @Test
    void saysWhatToDoWhereTheProgramsAreNotCarried() {
        String os = System.getProperty("os.name");
        System.setProperty("os.name", "Plan 9");
        try {
            assertThatThrownBy(() -> Binaries.in(folder))
                    .isInstanceOf(PostgresFault.class)
                    .hasMessageContaining("postgres-plan 9-")
                    .hasMessageContaining("HEDDLE_DATABASE_URL");
        } finally {
            System.setProperty("os.name", os);
        }
    }
}
