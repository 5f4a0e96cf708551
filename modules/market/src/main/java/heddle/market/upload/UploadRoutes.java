package heddle.market.upload;

import static heddle.kernel.access.Permission.PUBLIC;
import static heddle.kernel.access.Permission.UPLOADS_WRITE;

import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.problem.Problem;
import java.io.InputStream;

/** The routes of files. */
public final class UploadRoutes {
    private static final String GROUP = "Market Uploads";
    private static final long MAX_BODY = 12L * 1024 * 1024;

    private final Uploads uploads;

    public UploadRoutes(Uploads uploads) {
        this.uploads = uploads;
    }

    public void declare(Routes routes) {
        routes.post("/api/uploads", UPLOADS_WRITE)
                .group(GROUP)
                .summary("Upload a file to attach")
                .consumes("multipart/form-data")
                .maxBody(MAX_BODY)
                .gives(201, UploadJson.View.class)
                .toPrepared("Uploads.bring", in -> {
                    Uploads.Brought brought = uploads.bring(in.caller(), in.parts());
                    return () -> {
                        Upload kept = uploads.keep(in.caller(), brought);
                        return Reply.created(UploadJson.of(kept, uploads.link(kept.id())));
                    };
                });
        routes.get("/api/uploads/{upload_id}", PUBLIC)
                .group(GROUP)
                .summary("Read a file, by a signed link or as somebody who may")
                .query("expires", "integer", "As in the link")
                .query("signature", "string", "As in the link")
                .produces("application/octet-stream")
                .to("Uploads.read", this::read);
    }

    /** The bytes are somebody's: whatever they are, a browser saves them and runs nothing. */
    private Reply read(Request in) {
        String signature = in.query("signature");
        var caller = signature == null ? in.bearerCaller() : null;
        if (signature == null && caller == null) {
            throw Problem.unauthorized("UNAUTHORIZED", "Use the link of the file, or send your key or access token");
        }
        Upload upload = uploads.read(caller, in.path("upload_id"), in.query("expires"), signature);
        InputStream bytes = uploads.bytes(upload);
        return Reply.stream(upload.contentType(), out -> {
                    try (bytes) {
                        bytes.transferTo(out);
                    }
                })
                .header("Content-Disposition", FileNames.disposition(upload.name()))
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "sandbox; default-src 'none'")
                .header("Cache-Control", "private, no-store");
    }
}
