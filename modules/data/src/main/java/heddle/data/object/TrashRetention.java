package heddle.data.object;

import heddle.contracts.Governance;
import heddle.data.catalog.Catalog;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.json.InstantText;
import java.time.Duration;
import java.util.List;

/** Empties the trash of what has lain there longer than the tenant's rules keep it. */
public final class TrashRetention {
    private static final Duration PAUSE = Duration.ofHours(1);

    private final Kernel kernel;
    private final Objects objects;
    private final Purges purges;
    private final Governance governance;
    private final PurgeStore store = new PurgeStore();

    public TrashRetention(Kernel kernel, Objects objects, Governance governance) {
        this.kernel = kernel;
        this.objects = objects;
        this.purges = new Purges(objects);
        this.governance = governance;
    }

    public void work() {
        kernel.work().every("trash-retention", PAUSE, this::run);
    }

    private void run() {
        List<String> tenants = kernel.db().systemTx("the trash of every tenant is emptied", store::tenants);
        for (String tenant : tenants) {
            Caller caller = Caller.system(tenant, "trash retention");
            Duration kept = Duration.ofDays(governance.trashDays(tenant));
            String before = InstantText.of(kernel.time().instant().minus(kept));
            Catalog catalog = objects.catalogs().of(tenant);
            for (Catalog.Entry entry : catalog.entries()) {
                Guard guard = new Guard(catalog, entry, caller, kernel.time().instant());
                int gone;
                do {
                    gone = purges.purgeOld(guard, before);
                } while (gone > 0);
            }
        }
    }
}
