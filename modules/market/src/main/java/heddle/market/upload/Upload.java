package heddle.market.upload;

import java.time.Instant;

/**
 * A file that somebody brought.
 *
 * @param id {@code upl_...}
 * @param name as its owner called it, without folders and control characters
 * @param contentType what its first bytes say it is, not what its owner says
 */
public record Upload(
        String id, String ownerId, String name, long size, String contentType, String sha256, Instant createdAt) {}
