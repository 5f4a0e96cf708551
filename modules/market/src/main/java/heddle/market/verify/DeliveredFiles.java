package heddle.market.verify;

import heddle.kernel.db.Tx;
import heddle.market.verify.Delivery.Attached;
import java.io.InputStream;
import java.util.Optional;

/** The uploads of the Market, as far as verification looks at them. */
public interface DeliveredFiles {
    /** An upload of an account; empty where it has none of that id. */
    Optional<Attached> find(Tx tx, String ownerId, String uploadId);

    /** A URL at which anybody who knows it reads an upload for ten minutes. */
    String link(String uploadId);

    /** The bytes of an upload, for the caller to close; empty when they are gone. */
    Optional<InputStream> open(Attached file);
}
