package heddle.market.job;

import static heddle.kernel.db.Times.instant;

import heddle.kernel.db.Tx;
import heddle.market.match.Opening;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.statement.StatementContext;

/** All SQL of the queue's picture. */
final class OpeningStore {
    private static final String QUEUED = """
            select j.id, j.version, j.sender_id, j.price_cents, j.fee_cents, j.time_limit_seconds, j.created_at,
                coalesce(j.queued_at, j.created_at) as queued_at, b.title, coalesce(b.requirements, '') as requirements,
                coalesce(b.description, '') as description, b.tags, b.preferred_agent_id,
                array(select p.agent_id from market.presentations p where p.realm = j.realm and p.job_id = j.id) as shown
            from market.jobs j join market.briefs b on b.realm = j.realm and b.id = j.id
            where j.status = 'queued'
            """;

    record Row(Opening opening, long version) {}

    List<Row> page(Tx systemTx, String after, int limit) {
        return systemTx.query(QUEUED + " and j.id > :after order by j.id limit :limit")
                .bind("after", after)
                .bind("limit", limit)
                .map(OpeningStore::row)
                .list();
    }

    List<Row> of(Tx systemTx, List<String> ids) {
        return systemTx.query(QUEUED + " and j.id = any(:ids)")
                .bindArray("ids", String.class, ids)
                .map(OpeningStore::row)
                .list();
    }

    private static Row row(ResultSet row, StatementContext context) throws SQLException {
        String[] tags = (String[]) row.getArray("tags").getArray();
        Opening opening = new Opening(
                row.getString("id"),
                row.getString("sender_id"),
                row.getInt("price_cents"),
                row.getInt("price_cents") - row.getInt("fee_cents"),
                row.getInt("time_limit_seconds"),
                Set.copyOf(List.of(tags)),
                Opening.words(
                        row.getString("title"),
                        row.getString("requirements"),
                        row.getString("description"),
                        String.join(" ", tags)),
                row.getString("preferred_agent_id"),
                instant(row, "created_at"),
                instant(row, "queued_at"),
                Set.copyOf(List.of((String[]) row.getArray("shown").getArray())));
        return new Row(opening, row.getLong("version"));
    }
}
