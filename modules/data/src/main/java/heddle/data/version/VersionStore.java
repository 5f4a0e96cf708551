package heddle.data.version;

import static heddle.kernel.db.Times.instant;

import heddle.kernel.db.Tx;
import heddle.kernel.json.InstantText;
import heddle.kernel.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads versions out of the event log. */
final class VersionStore {
    private static final Map<String, String> OPERATIONS = Map.of(
            "object.created", "create",
            "object.updated", "update",
            "object.deleted", "delete",
            "object.restored", "restore");

    private static final String SELECT = """
            select type, version, before, after, changed, actor_id, at, request_id from kernel.events
            where tenant_id = :tenant and resource_id = :id and resource_type = 'object' and version is not null
            """;

    /** A move to the trash keeps the version of what it moved, so the newest event of each version speaks for it. */
    List<Version> before(Tx tx, String objectId, int below, int limit) {
        return tx.query(SELECT + " and version < :below order by seq desc limit :limit")
                .bind("id", objectId)
                .bind("below", below)
                .bind("limit", limit)
                .map(VersionStore::version)
                .list();
    }

    Optional<Version> at(Tx tx, String objectId, int version) {
        return tx.query(SELECT + " and version = :version order by seq limit 1")
                .bind("id", objectId)
                .bind("version", version)
                .map(VersionStore::version)
                .findOne();
    }

    private static Version version(ResultSet row, StatementContext context) throws SQLException {
        JsonNode after = Json.trusted(row.getString("after"));
        String before = row.getString("before");
        return new Version(
                row.getInt("version"),
                OPERATIONS.getOrDefault(row.getString("type"), "update"),
                after.path("properties") instanceof ObjectNode properties ? properties : Json.object(),
                List.of((String[]) row.getArray("changed").getArray()),
                before == null ? Json.object() : Json.trusted(before).path("properties"),
                row.getString("actor_id"),
                InstantText.of(instant(row, "at")),
                row.getString("request_id"));
    }
}
