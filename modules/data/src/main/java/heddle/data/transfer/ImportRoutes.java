package heddle.data.transfer;

import static heddle.kernel.access.Permission.OBJECTS_WRITE;

import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;

/** The import of the group Import / Export. */
public final class ImportRoutes {
    static final String GROUP = "Import / Export";

    private static final long MAX_BODY = 20 << 20;

    private final Imports imports;

    public ImportRoutes(Imports imports) {
        this.imports = imports;
    }

    public void declare(Routes routes) {
        routes.post("/v1/data/import", OBJECTS_WRITE)
                .group(GROUP)
                .summary("Import data")
                .takes(ImportJson.Ask.class)
                .consumes("multipart/form-data")
                .consumes("text/csv")
                .query("object_type_id", "string", "With a CSV body: the type; the other options likewise")
                .maxBody(MAX_BODY)
                .gives(200, ImportJson.Result.class)
                .to("Imports.run", this::run);
    }

    private Reply run(Request in) {
        return Reply.ok(imports.run(in.caller(), ImportBody.of(in)));
    }
}
