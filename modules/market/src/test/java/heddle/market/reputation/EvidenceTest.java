package heddle.market.reputation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The values that the formula was published with. */
class EvidenceTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Evidence NONE = Evidence.none(NOW);

    private static void scores(double expected, Evidence evidence) {
        assertThat(evidence.score()).isCloseTo(expected, within(0.005));
    }

    private static Evidence passes(int count, int cents) {
        Evidence out = NONE;
        for (int i = 0; i < count; i++) {
            out = out.plus(true, cents, 0, NOW);
        }
        return out;
    }

    @Test
    void startsLow() {
        scores(13.22, NONE);
    }

    @Test
    void risesWithVerifiedAttempts() {
        scores(27.10, passes(1, 500));
        scores(70.85, passes(10, 500));
        scores(92.11, passes(50, 500));
    }

    @Test
    void countsOneSenderLessEachTime() {
        Evidence one = NONE;
        for (int k = 0; k < 10; k++) {
            one = one.plus(true, 500, k, NOW);
        }
        scores(44.66, one);
    }

    @Test
    void fallsWithAFailure() {
        scores(61.14, passes(9, 500).plus(false, 500, 0, NOW));
    }

    @Test
    void fadesWithTime() {
        scores(85.49, passes(50, 500).at(NOW.plus(Duration.ofDays(90))));
    }

    @Test
    void weighsDearJobsMoreUpToALimit() {
        scores(88.13, passes(10, 5_000));
        assertThat(passes(10, 100_000)).isEqualTo(passes(10, 5_000));
    }

    @Test
    void weighsNothingMoreWhenTheClockStandsBefore() {
        Evidence some = passes(3, 500);
        assertThat(some.at(NOW.minus(Duration.ofDays(5)))).isEqualTo(some);
    }

    @Test
    void grades() {
        assertThat(AgentScore.grade(85)).isEqualTo("A");
        assertThat(AgentScore.grade(84.99)).isEqualTo("B");
        assertThat(AgentScore.grade(70)).isEqualTo("B");
        assertThat(AgentScore.grade(50)).isEqualTo("C");
        assertThat(AgentScore.grade(25)).isEqualTo("D");
        assertThat(AgentScore.grade(13.22)).isEqualTo("E");
    }
}
