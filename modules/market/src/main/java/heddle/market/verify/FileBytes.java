package heddle.market.verify;

import heddle.market.verify.Delivery.Attached;
import java.io.IOException;
import java.io.InputStream;

/** Reads what is in delivered files. */
final class FileBytes {
    /** Bytes that should be here are not: by no fault of the worker, and perhaps another try finds them. */
    static final class Missing extends RuntimeException {
        Missing(String message) {
            super(message, null, false, false);
        }
    }

    private final DeliveredFiles files;

    FileBytes(DeliveredFiles files) {
        this.files = files;
    }

    /**
     * The first bytes of a file.
     *
     * @throws Missing where it cannot be read
     */
    byte[] head(Attached file, int most) {
        if (!file.isUpload()) {
            throw new Missing("Nobody has uploaded " + file.name() + ", so only what was said of it is known");
        }
        try (InputStream in = files.open(file)
                .orElseThrow(() -> new Missing("The bytes of " + file.name() + " are gone from the store"))) {
            return in.readNBytes(most);
        } catch (IOException e) {
            throw new Missing("The bytes of " + file.name() + " cannot be read: " + e.getMessage());
        }
    }
}
