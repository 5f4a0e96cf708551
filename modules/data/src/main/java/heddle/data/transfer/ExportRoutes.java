package heddle.data.transfer;

import static heddle.kernel.access.Permission.DATA_EXPORT;

import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;

/** The exports of the group Import / Export. */
public final class ExportRoutes {
    private final Exports exports;

    public ExportRoutes(Exports exports) {
        this.exports = exports;
    }

    public void declare(Routes routes) {
        routes.post("/v1/data/export", DATA_EXPORT)
                .group(ImportRoutes.GROUP)
                .summary("Start data export")
                .takes(ExportJson.Ask.class)
                .gives(200, ExportJson.View.class)
                .to("Exports.start", this::start);
        routes.get("/v1/data/export/{export_id}", DATA_EXPORT)
                .group(ImportRoutes.GROUP)
                .summary("Download export")
                .produces("application/octet-stream")
                .to("Exports.download", this::download);
    }

    private Reply start(Request in) {
        return Reply.ok(ExportJson.of(exports.start(in.caller(), in.body(ExportJson.Ask.class))));
    }

    private Reply download(Request in) {
        Export export = exports.ready(in.caller(), in.path("export_id"));
        return Reply.stream(export.format().mediaType(), out -> exports.copy(in.caller(), export, out))
                .header("Content-Disposition", "attachment; filename=\"" + export.fileName() + "\"")
                .header("Content-Length", Long.toString(export.bytes()));
    }
}
