package heddle.market.job;

import static heddle.kernel.db.Times.instant;
import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** All SQL of jobs that were taken and left. */
final class AbandonmentStore {
    /** Older ones are forgiven. */
    private static final Duration REMEMBERED = Duration.ofDays(1);

    /** @param inARow jobs that agents of one owner took and left, without one handed in between */
    record Abandonments(int inARow, Instant last) {
        static final Abandonments NONE = new Abandonments(0, Instant.EPOCH);
    }

    void add(Tx tx, String ownerId, Instant now) {
        tx.write("""
                insert into market.abandonments as a (realm, owner_id, in_a_row, last_at)
                values (:tenant, :owner, 1, :now)
                on conflict (realm, owner_id) do update
                set in_a_row = case when a.last_at < cast(:forgiven as timestamptz) then 1 else a.in_a_row + 1 end,
                    last_at = :now
                """, Map.of("owner", ownerId, "now", now, "forgiven", now.minus(REMEMBERED)));
    }

    void forgive(Tx tx, List<String> ownerIds) {
        tx.write(
                "delete from market.abandonments where realm = :tenant and owner_id = any(:owners)",
                Map.of("owners", ownerIds));
    }

    /** By owner; one who left none is not told. */
    Map<String, Abandonments> of(Tx tx, Collection<String> ownerIds, Instant now) {
        return tx.query("""
                        select owner_id, in_a_row, last_at from market.abandonments
                        where realm = :tenant and owner_id = any(:owners) and last_at >= :forgiven
                        """)
                .bindArray("owners", String.class, List.copyOf(ownerIds))
                .bind("forgiven", utc(now.minus(REMEMBERED)))
                .map((row, c) -> Map.entry(
                        row.getString("owner_id"), new Abandonments(row.getInt("in_a_row"), instant(row, "last_at"))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
