package heddle.data.event;

import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.event.Event;
import heddle.kernel.event.RecordedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What can be done with custom events. */
final class Events {
    private static final int MAX_TYPES = 500;

    private final Kernel kernel;

    Events(Kernel kernel) {
        this.kernel = kernel;
    }

    record Page(List<RecordedEvent> events, LogQuery.Total total) {}

    /** Records the events and returns their ids. */
    List<String> track(Caller caller, List<TrackRules.Checked> wanted) {
        Instant now = kernel.time().instant();
        List<Event> events = new ArrayList<>(wanted.size());
        for (TrackRules.Checked one : wanted) {
            String id = kernel.ids().next("evt");
            events.add(Event.of(id, caller, EventTypes.CUSTOM + one.type(), id, one.data(), now));
        }
        return kernel.db().tx(caller, tx -> {
            tx.record(events);
            return events.stream().map(Event::id).toList();
        });
    }

    Page list(Caller caller, LogQuery query, int limit, int offset) {
        return kernel.db().tx(caller, tx -> new Page(query.page(tx, limit, offset), query.total(tx)));
    }

    /** The names of built-in events and of those that the tenant has tracked. */
    List<String> types(Caller caller) {
        List<String> out = new ArrayList<>(EventTypes.BUILT_IN);
        out.addAll(kernel.db().tx(caller, Events::tracked));
        return out;
    }

    /** Jumps from name to name along the index instead of reading every event. */
    private static List<String> tracked(Tx tx) {
        return tx.query("""
                        with recursive names(type) as (
                            (select type from kernel.events where tenant_id = :tenant and resource_type = 'custom'
                             order by type limit 1)
                            union all
                            select (select e.type from kernel.events e where e.tenant_id = :tenant
                                        and e.resource_type = 'custom' and e.type > n.type order by e.type limit 1)
                            from names n where n.type is not null
                        )
                        select type from names where type is not null limit :limit
                        """).bind("limit", MAX_TYPES).mapTo(String.class).list();
    }
}
