package heddle.market.job;

import static heddle.kernel.db.Times.utc;

import heddle.market.list.PageCursor;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Which of a person's jobs are listed.
 *
 * @param role {@code sender receiver any}
 * @param statuses words; empty for all
 * @param text part of title or prompt
 * @param after the last job of the page before
 */
record JobFilter(
        String accountId,
        String role,
        Collection<String> statuses,
        @Nullable String text,
        @Nullable Instant since,
        @Nullable After after) {
    record After(Instant created, String id) {
        static After of(PageCursor cursor) {
            try {
                return new After(Instant.parse(cursor.key()), cursor.id());
            } catch (DateTimeParseException forged) {
                throw PageCursor.invalid();
            }
        }
    }

    String sql() {
        StringBuilder out = new StringBuilder(
                switch (role) {
                    case "receiver" -> " and j.receiver_id = :account";
                    case "any" -> " and (j.sender_id = :account or j.receiver_id = :account)";
                    default -> " and j.sender_id = :account";
                });
        if (!statuses.isEmpty()) {
            out.append(" and j.status = any(:statuses)");
        }
        if (text != null) {
            out.append(
                    " and (position(lower(:text) in lower(b.title)) > 0 or position(lower(:text) in lower(b.prompt)) > 0)");
        }
        if (since != null) {
            out.append(" and j.created_at >= :since");
        }
        if (after != null) {
            out.append(" and (j.created_at, j.id) < (:after_at, :after_id)");
        }
        return out.toString();
    }

    Query bind(Query query) {
        query.bind("account", accountId);
        if (!statuses.isEmpty()) {
            query.bindArray("statuses", String.class, List.copyOf(statuses));
        }
        if (text != null) {
            query.bind("text", text);
        }
        if (since != null) {
            query.bind("since", utc(since));
        }
        if (after != null) {
            query.bind("after_at", utc(after.created())).bind("after_id", after.id());
        }
        return query;
    }
}
