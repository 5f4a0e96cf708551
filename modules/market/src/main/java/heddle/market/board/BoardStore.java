package heddle.market.board;

import static heddle.kernel.db.Times.instant;

import heddle.kernel.db.Tx;
import heddle.kernel.json.Json;
import heddle.market.list.PageCursor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** All SQL of the board: queued jobs only, never held ones. */
final class BoardStore {
    private static final int TEASER = 280;
    private static final String OPEN = """
             from market.jobs j join market.briefs b on b.realm = j.realm and b.id = j.id
            where j.realm = :tenant and j.status = 'queued'
            """;

    /** @param place where a list in its order goes on after it */
    record Row(
            String id,
            String senderId,
            String title,
            @Nullable String description,
            @Nullable String requirements,
            String prompt,
            List<String> tags,
            int priceCents,
            int feeCents,
            int timeLimitSeconds,
            int attempts,
            List<String> verifierKinds,
            Instant created,
            Instant expires,
            PageCursor place) {}

    /** One more than the limit where there are more. */
    List<Row> list(Tx tx, BoardQuery query) {
        Query statement = tx.query(sql(query));
        query.after()
                .ifPresent(c -> statement.bind("key", query.order().value(c)).bind("after", c.id()));
        return statement
                .bind("text", query.text())
                .bindArray("tags", String.class, query.tags())
                .bind("least", query.leastCents())
                .bind("most", query.mostCents())
                .bind("longest", query.mostSeconds())
                .bind("limit", query.limit() + 1)
                .map((row, c) -> row(row, query.order()))
                .list();
    }

    List<Row> of(Tx tx, List<String> ids) {
        return tx.query("select j.*, b.*, j.created_at as key" + OPEN + " and j.id = any(:ids)")
                .bindArray("ids", String.class, ids)
                .map((row, c) -> row(row, BoardOrder.NEWEST))
                .list();
    }

    private static String sql(BoardQuery query) {
        StringBuilder sql =
                new StringBuilder("select j.*, b.*, " + query.order().key() + " as key" + OPEN);
        if (query.text() != null) {
            sql.append(" and (position(lower(:text) in lower(b.title)) > 0")
                    .append(" or position(lower(:text) in lower(b.prompt)) > 0)");
        }
        if (!query.tags().isEmpty()) {
            sql.append(" and b.tags @> cast(:tags as text[])");
        }
        sql.append(" and j.price_cents between :least and :most and j.time_limit_seconds <= :longest");
        if (query.after().isPresent()) {
            sql.append(query.order().beyond());
        }
        return sql.append(" order by ")
                .append(query.order().orderBy())
                .append(" limit :limit")
                .toString();
    }

    private static Row row(ResultSet row, BoardOrder order) throws SQLException {
        String prompt = row.getString("prompt");
        boolean whole = row.getBoolean("public_prompt");
        String description = row.getString("description");
        return new Row(
                row.getString("id"),
                row.getString("sender_id"),
                row.getString("title"),
                description == null || whole ? description : teaser(description),
                row.getString("requirements"),
                whole ? prompt : teaser(prompt),
                List.of((String[]) row.getArray("tags").getArray()),
                row.getInt("price_cents"),
                row.getInt("fee_cents"),
                row.getInt("time_limit_seconds"),
                row.getInt("attempts"),
                kinds(Json.trusted(row.getString("plan"))),
                instant(row, "created_at"),
                instant(row, "due_at"),
                order.cursor(row));
    }

    private static String teaser(String text) {
        if (text.length() <= TEASER) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(TEASER - 2)) ? TEASER - 2 : TEASER - 1;
        return text.substring(0, end) + "…";
    }

    private static List<String> kinds(JsonNode plan) {
        JsonNode verifiers = plan.path("verifiers");
        return verifiers.isEmpty()
                ? List.of("llm")
                : StreamSupport.stream(verifiers.spliterator(), false)
                        .map(v -> v.path("kind").asString(""))
                        .distinct()
                        .toList();
    }
}
