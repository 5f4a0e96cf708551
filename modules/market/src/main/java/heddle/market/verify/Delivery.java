package heddle.market.verify;

import java.util.List;

/**
 * What a worker delivered.
 *
 * @param prompt what was asked
 * @param output the text; empty when only files came
 */
public record Delivery(String prompt, String output, List<Attached> attachments) {
    /**
     * A delivered file.
     *
     * @param id of the upload; empty where a rehearsal only tells of a file
     */
    public record Attached(String id, String name, long size, String contentType, String sha256) {
        boolean isUpload() {
            return !id.isEmpty();
        }
    }

    public Delivery {
        attachments = List.copyOf(attachments);
    }
}
