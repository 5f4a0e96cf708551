package heddle.identity.mfa;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecoveryCodesTest {
    @ParameterizedTest
    @CsvSource({"k7m2p-q9x4w, k7m2pq9x4w", "K7M2PQ9X4W, k7m2pq9x4w", "'  k7m2p q9x4w ', k7m2pq9x4w", "oiL0-1, 01101"})
    void readsCodesAsPeopleTypeThem(String typed, String meant) {
        assertThat(RecoveryCodes.normal(typed)).isEqualTo(meant);
    }
}
