package heddle.kernel.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class BatchAppenderTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final LoggerContext context = new LoggerContext();
    private final BatchAppender appender = new BatchAppender(out);
    private final Logger logger = context.getLogger("test");

    BatchAppenderTest() {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%msg%n");
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        logger.addAppender(appender);
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void writesEveryLineOnceAndInOrder() {
        IntStream.range(0, 5_000).forEach(i -> logger.info("line {}", i));
        Awaitility.await().until(() -> lines().size() == 5_000);
        assertThat(lines())
                .isEqualTo(IntStream.range(0, 5_000).mapToObj(i -> "line " + i).toList());
    }

    @Test
    void writesWhatIsLeftWhenItStops() {
        logger.info("last words");
        appender.stop();
        assertThat(lines()).containsExactly("last words");
    }

    @Test
    void dropsWhatDoesNotFit() {
        String large = "x".repeat(BatchAppender.MAX_BYTES - 10);
        logger.info(large);
        logger.info("does not fit either");
        appender.stop();
        assertThat(out.size()).isBetween(1, BatchAppender.MAX_BYTES);
        assertThat(lines()).doesNotContain("does not fit either");
    }
}
