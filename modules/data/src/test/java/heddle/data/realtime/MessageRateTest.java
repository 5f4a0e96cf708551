package heddle.data.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MessageRateTest {
    @Test
    void allowsAStartAndRefusesAFlood() {
        MessageRate rate = new MessageRate(true);
        int taken = 0;
        int refused = 0;
        MessageRate.Verdict verdict = rate.next();
        while (verdict != MessageRate.Verdict.FLOOD) {
            taken += verdict == MessageRate.Verdict.TAKEN ? 1 : 0;
            refused += verdict == MessageRate.Verdict.REFUSED ? 1 : 0;
            verdict = rate.next();
        }
        assertThat(taken).isBetween(101, 200);
        assertThat(refused).isPositive();
    }

    @Test
    void knowsNoLimitWhereThereIsNone() {
        MessageRate rate = new MessageRate(false);
        for (int i = 0; i < 10_000; i++) {
            assertThat(rate.next()).isEqualTo(MessageRate.Verdict.TAKEN);
        }
    }
}
