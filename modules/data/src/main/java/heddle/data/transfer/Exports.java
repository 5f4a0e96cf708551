package heddle.data.transfer;

import heddle.data.filter.Condition;
import heddle.data.filter.Filters;
import heddle.data.object.Guard;
import heddle.data.object.ObjectRow;
import heddle.data.object.Objects;
import heddle.data.object.Scan;
import heddle.data.property.Values;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.event.Event;
import heddle.kernel.id.Ids;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import heddle.kernel.work.WorkItem;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.MissingNode;

/** Files made of the objects that a caller may see, and given to whoever may have them. */
public final class Exports {
    private static final String PREFIX = "exp";
    private static final String TASK = "data.export";
    private static final String PURGE = "data.purge_exports";

    /** How long a caller who comes too late is told so. */
    private static final Duration REMEMBERED = Duration.ofDays(7);

    private final Kernel kernel;
    private final Objects objects;
    private final Cells cells;
    private final ExportStore store = new ExportStore();

    public Exports(Kernel kernel, Objects objects, Values values) {
        this.kernel = kernel;
        this.objects = objects;
        this.cells = new Cells(values);
    }

    /** Registers the writing of large files and the dropping of old ones. */
    public void register() {
        kernel.work().task(TASK, this::build);
        kernel.work()
                .every(
                        PURGE,
                        Duration.ofMinutes(10),
                        () -> kernel.db().systemTx("exports of all tenants expire alike", tx -> {
                            store.purge(tx, kernel.time().instant(), REMEMBERED);
                            return true;
                        }));
    }

    /**
     * Writes a file, or queues it when it is large.
     *
     * @throws Problem 404 when there is no such type, 400 export_too_large or what else is wrong
     */
    Export start(Caller caller, ExportJson.Ask ask) {
        Guard guard = objects.guard(caller, ask.objectTypeId());
        Export.Format format = format(ask, guard);
        Export.Request request =
                new Export.Request(ask.filter(), ask.fields(), Boolean.TRUE.equals(ask.includeDeleted()));
        Scan scan = scan(guard, request);
        return kernel.db().tx(caller, tx -> {
            long count = scan.count(tx);
            requireAffordable(count);
            Export export = new Export(
                    kernel.ids().next(PREFIX),
                    guard.schema().type().id(),
                    guard.schema().type().name(),
                    format,
                    request,
                    caller,
                    Export.Status.PENDING,
                    count,
                    0,
                    kernel.time().instant());
            store.insert(tx, export);
            if (count <= Export.AT_ONCE) {
                return finish(
                        tx, write(tx, export, guard, scan, (n, piece) -> store.addChunk(tx, export.id(), n, piece)));
            }
            tx.enqueue(new WorkItem(TASK, export.id(), caller.tenantId(), ""), export.createdAt());
            tx.afterCommit(kernel.work()::wake);
            return export;
        });
    }

    /**
     * A file that is complete.
     *
     * @throws Problem 404 when it is not the caller's to have, 409 while it is being written, 410 when its time is over
     */
    Export ready(Caller caller, String id) {
        Export export = Ids.isId(PREFIX, id)
                ? kernel.db().tx(caller, tx -> store.find(tx, id)).orElseThrow(Problem::notFound)
                : null;
        if (export == null || (caller.policed() && !export.caller().id().equals(caller.id()))) {
            throw Problem.notFound();
        }
        if (!kernel.time().instant().isBefore(export.expiresAt())) {
            throw Problem.of(410, "GONE", "This export has expired; start a new one");
        }
        return switch (export.status()) {
            case READY -> export;
            case PENDING ->
                throw Problem.conflict("NOT_READY", "This export is being written; try again soon")
                        .header("Retry-After", "2");
            case FAILED -> throw Problem.conflict("INVALID_STATE", "This export could not be written; start a new one");
        };
    }

    /** Gives the pieces of a file in turn. */
    void copy(Caller caller, Export export, OutputStream out) throws IOException {
        long left = export.bytes();
        for (int n = 0; left > 0; n++) {
            int position = n;
            byte[] piece = kernel.db()
                    .tx(caller, tx -> store.chunk(tx, export.id(), position))
                    .orElseThrow(
                            () -> new IOException("Export " + export.id() + " ended before its piece " + position));
            out.write(piece);
            left -= piece.length;
        }
    }

    private static Export.Format format(ExportJson.Ask ask, Guard guard) {
        List<Fault> faults = new ArrayList<>();
        Export.Format format =
                Export.Format.of(ask.format() == null ? "json" : ask.format()).orElse(null);
        if (format == null) {
            faults.add(new Fault("format", "not_in_enum", "format must be json, csv or ndjson"));
        }
        List<String> fields = ask.fields() == null ? List.of() : ask.fields();
        for (int i = 0; i < fields.size(); i++) {
            if (guard.schema().property(fields.get(i)) == null) {
                String name = guard.schema().type().name();
                faults.add(new Fault("fields[" + i + "]", "unknown_property", name + " has no such property"));
            }
        }
        if (format == null || !faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        return format;
    }

    private Scan scan(Guard guard, Export.Request request) {
        Condition filter = Filters.parse(
                request.filter() == null ? MissingNode.getInstance() : request.filter(), "filter", guard.words());
        return new Scan(objects, guard, filter, request.includeDeleted());
    }

    private static void requireAffordable(long count) {
        if (count > Export.MAX_RECORDS) {
            throw Problem.invalid(
                            "",
                            "export_too_large",
                            count + " objects match; an export holds at most " + Export.MAX_RECORDS + ", so filter")
                    .with("count", count);
        }
    }

    /** Writes a large file. Pieces of a try that died are dropped first. */
    private void build(WorkItem item) {
        Caller heddle = Caller.system(item.tenantId(), "export");
        Export export = kernel.db()
                .tx(heddle, tx -> {
                    store.clearChunks(tx, item.id());
                    return store.find(tx, item.id());
                })
                .filter(e -> e.status() == Export.Status.PENDING)
                .orElse(null);
        if (export == null) {
            return;
        }
        Caller caller = export.caller();
        try {
            Guard guard = objects.guard(caller, export.objectTypeId());
            Scan scan = scan(guard, export.request());
            Export done = kernel.db()
                    .snapshot(
                            caller,
                            tx -> write(
                                    tx,
                                    export,
                                    guard,
                                    scan,
                                    (n, piece) -> kernel.db().apart(caller, t -> {
                                        store.addChunk(t, export.id(), n, piece);
                                        return true;
                                    })));
            kernel.db().tx(caller, tx -> finish(tx, done));
        } catch (Problem gone) {
            kernel.db().tx(caller, tx -> {
                store.clearChunks(tx, export.id());
                store.settle(tx, export, Export.Status.FAILED);
                return true;
            });
        }
    }

    private Export write(Tx tx, Export export, Guard guard, Scan scan, Chunks.Sink sink) {
        @Nullable List<String> fields = export.request().fields();
        Set<String> shown = fields == null ? null : new LinkedHashSet<>(fields);
        Chunks out = new Chunks(sink);
        long records;
        try (out) {
            ExportWriter file = ExportWriter.open(export.format(), guard.schema(), fields, cells, out);
            scan.each(tx, shown, row -> add(file, row));
            file.finish();
            records = file.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return export.finished(records, out.total());
    }

    private static void add(ExportWriter file, ObjectRow row) {
        try {
            file.add(row);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Export finish(Tx tx, Export export) {
        store.settle(tx, export, Export.Status.READY);
        Instant now = kernel.time().instant();
        String fact = Json.text(new ExportJson.Fact(
                export.id(),
                export.objectTypeId(),
                export.format().word(),
                export.recordCount(),
                export.bytes(),
                export.request().includeDeleted()));
        for (String type : List.of("data.exported", "export.completed")) {
            tx.record(Event.of(kernel.ids().next("evt"), export.caller(), type, export.id(), fact, now)
                    .inType(export.objectTypeId()));
        }
        return export;
    }
}
