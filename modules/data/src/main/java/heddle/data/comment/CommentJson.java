package heddle.data.comment;

import heddle.contracts.People;
import heddle.kernel.json.Json;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Wire records of comments. */
final class CommentJson {
    private CommentJson() {}

    record Write(@NotNull @Size(min = 1, max = 10_000) String body) {}

    record Author(String id, @Nullable String name, @Nullable String email) {}

    record View(
            String id,
            String objectTypeId,
            String objectId,
            String authorId,
            Author author,
            String body,
            List<String> mentions,
            boolean isEdited,
            Instant createdAt,
            Instant updatedAt) {}

    record Page(List<View> results, @Nullable String nextCursor, long total) {}

    record Deleted(boolean deleted) {}

    static View view(Comment c, Map<String, People.Person> people) {
        People.Person person = people.get(c.authorId());
        return new View(
                c.id(),
                c.objectTypeId(),
                c.objectId(),
                c.authorId(),
                new Author(c.authorId(), person == null ? null : person.name(), person == null ? null : person.email()),
                c.body(),
                c.mentions(),
                c.isEdited(),
                c.createdAt(),
                c.updatedAt());
    }

    static String fact(Comment comment) {
        return Json.text(comment);
    }
}
