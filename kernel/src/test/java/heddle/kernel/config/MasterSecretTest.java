package heddle.kernel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterSecretTest {
    @TempDir
    Path folder;

    @Test
    void isMadeOnceForTheOwnerAlone() throws IOException {
        Config config = Config.read(Map.of(), folder);

        byte[] first = MasterSecret.of(config);

        Path file = config.home().resolve("secret");
        assertThat(first).hasSize(43).isEqualTo(MasterSecret.of(config));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config.home())))
                .isEqualTo("rwx------");
    }

    @Test
    void isTheConfiguredOneWithoutTouchingTheHome() {
        String text = "a passphrase of more than thirty-two characters";
        Config config = Config.read(Map.of("HEDDLE_SECRET", text), folder);

        assertThat(MasterSecret.of(config)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        assertThat(config.home()).doesNotExist();
    }

    @Test
    void aDamagedFileIsNotReplaced() throws IOException {
        Config config = Config.read(Map.of(), folder);
        MasterSecret.of(config);
        Path file = config.home().resolve("secret");
        Files.writeString(file, "half of it");

        assertThatThrownBy(() -> MasterSecret.of(config))
                .isInstanceOf(ConfigFault.class)
                .hasMessageContaining("HEDDLE_SECRET")
                .hasMessageContaining(file.toString());
        assertThat(file).hasContent("half of it");
    }
}
