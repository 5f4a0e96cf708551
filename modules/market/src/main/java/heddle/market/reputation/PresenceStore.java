package heddle.market.reputation;

import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.Tx;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** All SQL of presence. */
final class PresenceStore {
    /** Rows in the order of ids, so that two nodes do not wait for each other crosswise. */
    void write(Tx tx, SortedMap<String, Instant> seen) {
        List<OffsetDateTime> moments = new ArrayList<>();
        seen.values().forEach(at -> moments.add(utc(at)));
        tx.update("""
                        insert into market.presence (realm, agent_id, last_seen_at)
                        select :tenant, id, at from unnest(:ids, :moments) as seen (id, at)
                        on conflict (realm, agent_id) do update set last_seen_at = excluded.last_seen_at
                        where presence.last_seen_at < excluded.last_seen_at
                        """)
                .bindArray("ids", String.class, List.copyOf(seen.keySet()))
                .bindArray("moments", OffsetDateTime.class, moments)
                .execute();
    }
}
