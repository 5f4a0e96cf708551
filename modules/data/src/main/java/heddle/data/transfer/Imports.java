package heddle.data.transfer;

import heddle.data.catalog.Catalog;
import heddle.data.catalog.Catalogs;
import heddle.data.object.Bulk;
import heddle.data.object.Guard;
import heddle.data.property.PropertyJson;
import heddle.data.property.Values;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Permission;
import heddle.kernel.db.Tx;
import heddle.kernel.event.Event;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows made objects, and objects changed by rows. */
public final class Imports {
    /** Makes a property of a type. */
    @FunctionalInterface
    public interface Properties {
        void create(Caller caller, String objectTypeId, PropertyJson.Create property);
    }

    /** Carries the outcome of a transaction that is to leave nothing behind. */
    private static final class Undone extends RuntimeException {
        private final transient Tally tally;

        Undone(Tally tally) {
            super(null, null, false, false);
            this.tally = tally;
        }
    }

    private final Kernel kernel;
    private final Catalogs catalogs;
    private final Bulk bulk;
    private final Cells cells;
    private final Properties properties;

    public Imports(Kernel kernel, Catalogs catalogs, Values values, Bulk bulk, Properties properties) {
        this.kernel = kernel;
        this.catalogs = catalogs;
        this.bulk = bulk;
        this.cells = new Cells(values);
        this.properties = properties;
    }

    /**
     * Imports the rows. Without {@code on_error: abort} each chunk is a transaction of its own, so what was kept before
     * a crash stays kept.
     *
     * @throws Problem 404 when there is no such type, 400 when the options do not fit
     */
    ImportJson.Result run(Caller caller, ImportBody body) {
        Guard guard = guard(catalogs.of(caller), caller, body.ask().objectTypeId());
        Plan plan = Plan.of(body.ask(), guard.schema(), body.sheet());
        if (plan.createProperties() && !caller.may(Permission.SCHEMA_MANAGE)) {
            throw Problem.forbidden("INSUFFICIENT_SCOPE", "create_properties needs the permission schema")
                    .with("required", List.of(Permission.SCHEMA_MANAGE.label()));
        }
        String id = kernel.ids().next("imp");
        Tally tally = plan.whole() || plan.dryRun()
                ? whole(caller, guard, plan, body.sheet())
                : chunks(caller, guard, plan, body.sheet());
        if (!plan.dryRun()) {
            kernel.db().tx(caller, tx -> announce(tx, guard, id, body.sheet(), tally));
        }
        return tally.result(id, body.sheet().size(), plan.dryRun());
    }

    private Guard guard(Catalog catalog, Caller caller, String type) {
        return new Guard(catalog, catalog.require(type), caller, kernel.time().instant());
    }

    private Tally chunks(Caller caller, Guard guard, Plan plan, Sheet sheet) {
        Ready ready = kernel.db().tx(caller, tx -> ready(tx, guard, plan, sheet));
        Tally tally = new Tally(ready.rows().errors());
        Bulk.Run run = bulk.begin(ready.guard(), plan.way());
        run.requirePlaces(ready.rows().rows().size());
        for (List<Bulk.Row> chunk : ready.chunks()) {
            try {
                tally.add(kernel.db().tx(caller, tx -> tx.attempt(() -> run.write(tx, chunk))));
            } catch (Problem refused) {
                throw refused.status() == 402 ? tally.toldIn(refused) : refused;
            }
        }
        return tally;
    }

    /** A trial does everything and undoes it, so that it meets what the real import would meet. */
    private Tally whole(Caller caller, Guard guard, Plan plan, Sheet sheet) {
        try {
            return kernel.db()
                    .tx(
                            caller,
                            tx -> tx.attempt(() -> {
                                Ready ready = ready(tx, guard, plan, sheet);
                                Tally tally = new Tally(ready.rows().errors());
                                Bulk.Run run = bulk.begin(ready.guard(), plan.way());
                                ready.chunks().forEach(chunk -> tally.add(run.write(tx, chunk)));
                                if (plan.dryRun() || tally.failed() > 0) {
                                    throw new Undone(tally);
                                }
                                return tally;
                            }));
        } catch (Undone undone) {
            return plan.whole() && undone.tally.failed() > 0 ? undone.tally.nothingKept() : undone.tally;
        }
    }

    private record Ready(Guard guard, RowReader rows) {
        List<List<Bulk.Row>> chunks() {
            List<Bulk.Row> all = rows.rows();
            return java.util.stream.IntStream.iterate(0, i -> i < all.size(), i -> i + Bulk.CHUNK)
                    .mapToObj(i -> all.subList(i, Math.min(all.size(), i + Bulk.CHUNK)))
                    .toList();
        }
    }

    /** Makes the properties that are missing and reads the rows by what the type then looks like. */
    private Ready ready(Tx tx, Guard guard, Plan plan, Sheet sheet) {
        Map<String, @Nullable String> mapping = plan.mapping();
        Guard grown = guard;
        if (plan.createProperties()) {
            mapping = new HashMap<>(mapping);
            for (Guess.Column made : Guess.of(sheet, new Columns(guard.schema(), mapping))) {
                properties.create(guard.caller(), guard.schema().type().id(), made.property());
                mapping.put(made.column(), made.property().name());
            }
            // Past the cache, which may not hold what is not committed.
            Catalog fresh = catalogs.read(tx, guard.caller().tenantId());
            grown = guard(fresh, guard.caller(), guard.schema().type().id());
        }
        return new Ready(grown, new RowReader(new Columns(grown.schema(), mapping), cells).read(sheet));
    }

    private boolean announce(Tx tx, Guard guard, String id, Sheet sheet, Tally tally) {
        Instant now = kernel.time().instant();
        String typeId = guard.schema().type().id();
        ImportJson.Fact fact = tally.fact(id, typeId, sheet.size());
        tx.record(Event.of(kernel.ids().next("evt"), guard.caller(), "import.completed", id, Json.text(fact), now)
                .inType(typeId));
        return true;
    }
}
