package heddle.kernel.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Example;

class IdsTest {
    private final Ids ids = new Ids(InstantSource.system());

    @Example
    void aUuidIsOfVersionSevenAndSortsByAge() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            made.add(ids.uuid());
        }

        assertThat(made).isSorted().doesNotHaveDuplicates();
        assertThat(UUID.fromString(made.getFirst()).version()).isEqualTo(7);
        assertThat(UUID.fromString(made.getFirst()).variant()).isEqualTo(2);
    }

    @Example
    void aUuidIsKnownWithAPrefixAndWithoutDashes() {
        String uuid = ids.uuid();

        assertThat(Ids.asUuid(uuid)).contains(uuid);
        assertThat(Ids.asUuid("cust_" + uuid)).contains(uuid);
        assertThat(Ids.asUuid("cust_" + uuid.replace("-", ""))).contains(uuid);
        assertThat(Ids.asUuid(uuid.substring(1))).isEmpty();
        assertThat(Ids.asUuid("' or 1=1")).isEmpty();
    }
}
