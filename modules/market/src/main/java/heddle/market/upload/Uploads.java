package heddle.market.upload;

import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.blob.Blob;
import heddle.kernel.blob.Blobs;
import heddle.kernel.db.Tx;
import heddle.kernel.http.Multipart;
import heddle.kernel.problem.Problem;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What can be done with files: bring one, read one. */
public final class Uploads {
    static final int LARGEST = 10 * 1024 * 1024;
    /** All files of an account together; what is attached to jobs counts as long as the job's row names it. */
    private static final long OF_ACCOUNT = 2L << 30;

    private static final Duration SWEEP = Duration.ofHours(6);

    private final Kernel kernel;
    private final Blobs blobs;
    private final UploadLinks links;
    private final UploadStore store = new UploadStore();

    /**
     * @param origin of our own pages, which begins every link
     */
    public Uploads(Kernel kernel, Blobs blobs, Supplier<String> origin) {
        this.kernel = kernel;
        this.blobs = blobs;
        this.links = new UploadLinks(kernel.secrets(), kernel.time(), origin);
    }

    /** The bytes are on the disk; the row about them is yet to be written. */
    record Brought(Upload upload) {}

    /**
     * Writes the one file of a form down, outside every transaction.
     *
     * @throws Problem 400, or 413 when it is larger than 10 MB
     */
    Brought bring(Caller caller, List<Multipart.Part> form) {
        String owner = account(caller);
        List<Multipart.Part> files =
                form.stream().filter(p -> p.filename() != null).toList();
        if (files.size() != 1) {
            throw Problem.invalid("file", "required", "Send one file in a form of multipart/form-data");
        }
        Multipart.Part file = files.getFirst();
        byte[] bytes = file.body();
        if (bytes.length == 0) {
            throw Problem.invalid("file", "required", "The file is empty");
        }
        if (bytes.length > LARGEST) {
            throw Problem.tooLarge(
                    "FILE_TOO_LARGE", "A file may have " + LARGEST + " bytes, this one has " + bytes.length);
        }
        long kept = kernel.db().tx(caller, tx -> store.bytes(tx, owner));
        if (kept + bytes.length > OF_ACCOUNT) {
            throw Problem.tooLarge("STORAGE_FULL", "Your files fill the " + OF_ACCOUNT + " bytes that an account has");
        }
        Blob blob = blobs.put(bytes);
        return new Brought(new Upload(
                kernel.ids().next("upl"),
                owner,
                FileNames.clean(file.filename()),
                blob.size(),
                FileKinds.of(bytes, file.contentType()),
                blob.sha256(),
                kernel.time().instant()));
    }

    /** Makes what was brought a file of its owner. */
    Upload keep(Caller caller, Brought brought) {
        kernel.db().tx(caller, tx -> {
            store.insert(tx, brought.upload());
            return true;
        });
        return brought.upload();
    }

    /** @throws Problem 404 alike for a file that is not there and one that is not for this caller */
    Upload read(@Nullable Caller caller, String id, @Nullable String expires, @Nullable String signature) {
        Caller realm = caller == null ? Caller.system(Realm.PLATFORM, "signed link") : caller;
        boolean linked = links.holds(id, expires, signature);
        String account = caller == null ? null : caller.userId();
        return kernel.db()
                .tx(
                        realm,
                        tx -> store.find(tx, id)
                                .filter(u -> linked
                                        || (account != null
                                                && (u.ownerId().equals(account) || store.handedTo(tx, account, id)))))
                .orElseThrow(Problem::notFound);
    }

    InputStream bytes(Upload upload) {
        return blobs.open(upload.sha256()).orElseThrow(Problem::notFound);
    }

    /** A file that its owner attaches to something. */
    public Optional<Upload> find(Tx tx, String ownerId, String id) {
        return store.find(tx, id).filter(u -> u.ownerId().equals(ownerId));
    }

    /** A link that holds for ten minutes. */
    public String link(String id) {
        return links.to(id);
    }

    public void work() {
        kernel.work().every("market.uploads_sweep", SWEEP, this::sweep);
    }

    /** Files on the disk grow old by the machine's clock, whatever ours says. */
    private void sweep() {
        blobs.sweep(
                InstantSource.system().instant(),
                names -> kernel.db().systemTx("blobs of all realms share a folder", tx -> store.wanted(tx, names)));
    }

    private static String account(Caller caller) {
        String id = caller.userId();
        if (id == null) {
            throw Problem.forbidden("FORBIDDEN", "Only a person's session or key can bring files");
        }
        return id;
    }
}
