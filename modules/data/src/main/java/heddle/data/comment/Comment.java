package heddle.data.comment;

import java.time.Instant;
import java.util.List;

/**
 * What somebody said under an object.
 *
 * @param mentions ids of the accounts that it names
 */
record Comment(
        String id,
        String objectTypeId,
        String objectId,
        String authorId,
        String body,
        List<String> mentions,
        boolean isEdited,
        Instant createdAt,
        Instant updatedAt) {

    Comment edited(String newBody, List<String> newMentions, Instant now) {
        return new Comment(id, objectTypeId, objectId, authorId, newBody, newMentions, true, createdAt, now);
    }
}
