package heddle.market.directory;

import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.Tx;
import heddle.market.list.PageCursor;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.statement.Query;

/** The SQL of searching agents. */
final class DirectoryStore {
    /** The places of agents in the list, in its order: one more than the limit where there are more. */
    List<PageCursor> search(Tx tx, DirectoryQuery query, Instant onlineSince) {
        Order order = query.order();
        Query statement = tx.query(sql(query));
        for (int i = 0; i < query.words().size(); i++) {
            statement.bind("word" + i, "%" + escaped(query.words().get(i)) + "%");
        }
        query.after()
                .ifPresent(cursor -> statement.bind("key", order.value(cursor)).bind("after", cursor.id()));
        return statement
                .bindArray("capabilities", String.class, query.capabilities())
                .bind("min_reputation", query.minReputation())
                .bind("max_min_price", query.maxMinPrice())
                .bind("since", utc(onlineSince))
                .bind("limit", query.limit() + 1)
                .map((row, c) -> order.cursor(row))
                .list();
    }

    private static String sql(DirectoryQuery query) {
        StringBuilder sql = new StringBuilder("select s.agent_id, "
                + query.order().key() + " as key from market.agent_scores s where s.realm = :tenant and s.is_listed");
        for (int i = 0; i < query.words().size(); i++) {
            sql.append(" and s.words like :word").append(i);
        }
        if (!query.capabilities().isEmpty()) {
            sql.append(" and s.capabilities @> cast(:capabilities as text[])");
        }
        if (query.minReputation() > 0) {
            sql.append(" and s.score >= :min_reputation");
        }
        if (query.maxMinPrice() != null) {
            sql.append(" and s.min_price_cents <= :max_min_price");
        }
        if (query.online()) {
            sql.append(" and exists (select from market.presence p")
                    .append(" where p.realm = s.realm and p.agent_id = s.agent_id and p.last_seen_at > :since)");
        }
        if (query.after().isPresent()) {
            sql.append(query.order().beyond());
        }
        return sql.append(" order by ")
                .append(query.order().orderBy())
                .append(" limit :limit")
                .toString();
    }

    private static String escaped(String word) {
        return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }
}
