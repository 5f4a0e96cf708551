package heddle.data.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunksTest {
    @Test
    void thePiecesAreTheFile() throws IOException {
        Random random = new Random(7);
        List<byte[]> pieces = new ArrayList<>();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        Chunks out = new Chunks((position, piece) -> {
            assertThat(position).isEqualTo(pieces.size());
            pieces.add(piece);
        });
        try (out) {
            for (int i = 0; i < 40; i++) {
                byte[] bytes = new byte[random.nextInt(200_000)];
                random.nextBytes(bytes);
                out.write(bytes);
                file.write(bytes);
            }
        }
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            assertThat(piece.length).isLessThanOrEqualTo(Chunks.SIZE);
            joined.write(piece);
        }
        assertThat(joined.toByteArray()).isEqualTo(file.toByteArray());
        assertThat(out.total()).isEqualTo(file.size());
    }

    @Test
    void anEmptyFileHasNoPieces() {
        Chunks out = new Chunks((position, piece) -> {
            throw new AssertionError("a piece of nothing");
        });
        out.close();
        assertThat(out.total()).isZero();
    }
}
