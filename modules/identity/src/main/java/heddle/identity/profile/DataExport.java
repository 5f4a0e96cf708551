package heddle.identity.profile;

import heddle.contracts.PersonalData;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.event.Event;
import heddle.kernel.http.RateLimits;
import heddle.kernel.json.InstantText;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Everything that Heddle keeps of a person, for that person. */
public final class DataExport {
    private static final Duration ONCE_IN = Duration.ofHours(1);

    private final Kernel kernel;
    private final Profiles profiles;
    private final List<PersonalData> holders;
    private final RateLimits limits;

    public DataExport(Kernel kernel, Profiles profiles, List<PersonalData> holders, RateLimits limits) {
        this.kernel = kernel;
        this.profiles = profiles;
        this.holders = List.copyOf(holders);
        this.limits = limits;
    }

    /**
     * @throws heddle.kernel.problem.Problem 429 within an hour of the last export
     */
    Map<String, Object> of(Caller caller) {
        limits.take("gdpr_export", caller.id(), 1, ONCE_IN);
        Instant now = kernel.time().instant();
        Map<String, Object> out = new LinkedHashMap<>();
        out.put(
                "_meta",
                Map.of(
                        "user_id", caller.id(),
                        "tenant_id", caller.tenantId(),
                        "export_type", "user_data_export",
                        "exported_at", InstantText.of(now)));
        kernel.db().tx(caller, tx -> {
            out.putAll(profiles.own(tx, caller));
            tx.record(Event.of(kernel.ids().next("evt"), caller, "user.exported", caller.id(), null, now));
            return true;
        });
        holders.forEach(holder -> out.putAll(holder.of(caller)));
        return out;
    }
}
