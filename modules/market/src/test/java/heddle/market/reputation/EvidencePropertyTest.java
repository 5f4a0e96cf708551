package heddle.market.reputation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Sums that take one attempt after the other are those of the whole history, in whatever order it arrives. */
class EvidencePropertyTest {
    private static final Instant BEGIN = Instant.parse("2024-01-01T00:00:00Z");
    private static final Instant NOW = BEGIN.plus(Duration.ofDays(800));

    record Tried(boolean pass, int cents, int repeats, int minute) {
        Instant at() {
            return BEGIN.plus(Duration.ofMinutes(minute));
        }

        double weight() {
            double days = Duration.between(at(), NOW).toMillis() / 86_400_000.0;
            return Math.sqrt(Math.min(cents, 5_000) / 500.0) * Math.pow(0.5, days / 90) / (1 + repeats);
        }
    }

    @Provide
    Arbitrary<List<Tried>> histories() {
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(100, 100_000),
                        Arbitraries.integers().between(0, 50),
                        Arbitraries.integers().between(0, 800 * 24 * 60))
                .as(Tried::new)
                .list()
                .ofMaxSize(40);
    }

    @Property(tries = 300)
    void addsUpInAnyOrder(@ForAll("histories") List<Tried> history) {
        Evidence sums = Evidence.none(BEGIN);
        for (Tried t : history) {
            sums = sums.plus(t.pass(), t.cents(), t.repeats(), t.at());
        }
        Evidence now = sums.at(NOW);
        assertThat(now.passed()).isCloseTo(sum(history, true), within(1e-9));
        assertThat(now.failed()).isCloseTo(sum(history, false), within(1e-9));
        assertThat(now.score()).isBetween(0.0, 100.0);
    }

    private static double sum(List<Tried> history, boolean pass) {
        return history.stream()
                .filter(t -> t.pass() == pass)
                .mapToDouble(Tried::weight)
                .sum();
    }
}
