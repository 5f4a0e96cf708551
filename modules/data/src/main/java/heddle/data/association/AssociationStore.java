package heddle.data.association;

import static heddle.kernel.db.Times.instant;
import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.Tx;
import heddle.kernel.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** All SQL of associations. */
final class AssociationStore {
    private static final String COLUMNS = """
            a.id, a.from_type_id, a.from_id, a.association_type, a.to_type_id, a.to_id, a.meta, a.created_by,
            a.created_at, a.updated_at
            """;

    record Put(Association association, boolean created) {}

    /** One at a time per label and source, so that two callers cannot both take the last place. */
    void lockSource(Tx tx, String fromId, String associationType, String toId) {
        tx.query("""
                        select 1 from (select pg_advisory_xact_lock(hashtextextended(:tenant || key, 0))
                        from unnest(array[:from, :to]) as key order by key) locked
                        """)
                .bind("from", fromId + " " + associationType)
                .bind("to", associationType + " " + toId)
                .mapTo(Integer.class)
                .list();
    }

    Put put(Tx tx, Association wanted) {
        return tx.query("""
                        insert into data.associations as a (tenant_id, id, association_type, from_type_id, from_id,
                            to_type_id, to_id, meta, created_by, created_at, updated_at)
                        values (:tenant, :id, :type, :from_type, :from, :to_type, :to, :meta::jsonb, :by, :at, :at)
                        on conflict (tenant_id, from_id, association_type, to_id)
                            do update set meta = excluded.meta, updated_at = excluded.updated_at
                        returning %s, a.id = :id as created
                        """.formatted(COLUMNS))
                .bind("id", wanted.id())
                .bind("type", wanted.associationType())
                .bind("from_type", wanted.fromType())
                .bind("from", wanted.fromId())
                .bind("to_type", wanted.toType())
                .bind("to", wanted.toId())
                .bind("meta", wanted.meta() == null ? null : wanted.meta().toString())
                .bind("by", wanted.createdBy())
                .bind("at", utc(Instant.parse(wanted.createdAt())))
                .map((row, c) -> new Put(association(row, c), row.getBoolean("created")))
                .one();
    }

    Optional<Association> delete(Tx tx, String fromId, String associationType, String toId) {
        return tx.query("""
                        delete from data.associations a
                        where tenant_id = :tenant and from_id = :from and association_type = :type and to_id = :to
                        returning %s
                        """.formatted(COLUMNS))
                .bind("from", fromId)
                .bind("type", associationType)
                .bind("to", toId)
                .map(AssociationStore::association)
                .findOne();
    }

    /** Links with this label that start at one object, or that end at one. */
    List<Association> of(Tx tx, String associationType, @Nullable String fromId, @Nullable String toId) {
        String end = fromId == null ? "to_id = :id" : "from_id = :id";
        return tx.query("select " + COLUMNS
                        + " from data.associations a where tenant_id = :tenant and association_type = :type and " + end
                        + " order by created_at, id limit 1000")
                .bind("type", associationType)
                .bind("id", fromId == null ? toId : fromId)
                .map(AssociationStore::association)
                .list();
    }

    /**
     * The links of an object, newest first.
     *
     * @param beforeId links older than this one, or empty for the newest
     */
    List<Association> page(
            Tx tx, String objectId, Direction direction, @Nullable String type, String beforeId, int limit) {
        return tx.query("select " + COLUMNS + " from data.associations a where tenant_id = :tenant and "
                        + ends(direction)
                        + (type == null ? "" : " and association_type = :type")
                        + (beforeId.isEmpty() ? "" : " and id < :before")
                        + " order by id desc limit :limit")
                .bind("id", objectId)
                .bind("type", type)
                .bind("before", beforeId)
                .bind("limit", limit)
                .map(AssociationStore::association)
                .list();
    }

    long count(Tx tx, String objectId, Direction direction, @Nullable String type) {
        return tx.query("select count(*) from data.associations a where tenant_id = :tenant and " + ends(direction)
                        + (type == null ? "" : " and association_type = :type"))
                .bind("id", objectId)
                .bind("type", type)
                .mapTo(Long.class)
                .one();
    }

    void deleteOfType(Tx tx, String objectTypeId) {
        tx.update(
                        "delete from data.associations where tenant_id = :tenant and (from_type_id = :id or to_type_id = :id)")
                .bind("id", objectTypeId)
                .execute();
    }

    void deleteAll(Tx tx) {
        tx.update("delete from data.associations where tenant_id = :tenant").execute();
        tx.update("delete from data.counters where tenant_id = :tenant").execute();
    }

    private static String ends(Direction direction) {
        return switch (direction) {
            case OUTGOING -> "from_id = :id";
            case INCOMING -> "to_id = :id";
            case BOTH -> "(from_id = :id or to_id = :id)";
        };
    }

    private static Association association(ResultSet row, StatementContext context) throws SQLException {
        String meta = row.getString("meta");
        return new Association(
                row.getString("id"),
                row.getString("from_type_id"),
                row.getString("from_id"),
                row.getString("association_type"),
                row.getString("to_type_id"),
                row.getString("to_id"),
                meta == null ? null : (ObjectNode) Json.trusted(meta),
                row.getString("created_by"),
                text(row, "created_at"),
                text(row, "updated_at"));
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return heddle.kernel.json.InstantText.of(instant(row, column));
    }
}
