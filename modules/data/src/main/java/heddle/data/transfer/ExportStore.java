package heddle.data.transfer;

import static heddle.kernel.db.Times.instant;
import static heddle.kernel.db.Times.utc;

import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/** All SQL of exports. A file is kept in pieces, so that any node can give it and none must hold it whole. */
final class ExportStore {
    void insert(Tx tx, Export export) {
        tx.update("""
                        insert into data.exports (tenant_id, id, object_type_id, type_name, format, request, caller,
                            status, record_count, bytes, created_at, expires_at)
                        values (:tenant, :id, :type, :type_name, :format, :request::json, :caller::json,
                            :status, :records, :bytes, :created_at, :expires_at)
                        """)
                .bind("id", export.id())
                .bind("type", export.objectTypeId())
                .bind("type_name", export.typeName())
                .bind("format", export.format().word())
                .bind("request", Json.text(export.request()))
                .bind("caller", Json.text(export.caller()))
                .bind("status", export.status().word())
                .bind("records", export.recordCount())
                .bind("bytes", export.bytes())
                .bind("created_at", utc(export.createdAt()))
                .bind("expires_at", utc(export.expiresAt()))
                .execute();
    }

    Optional<Export> find(Tx tx, String id) {
        return tx.query("select * from data.exports where tenant_id = :tenant and id = :id")
                .bind("id", id)
                .map(ExportStore::export)
                .findOne();
    }

    /** Says that the file is complete, or that it never will be. */
    void settle(Tx tx, Export export, Export.Status status) {
        tx.update("""
                        update data.exports set status = :status, record_count = :records, bytes = :bytes
                        where tenant_id = :tenant and id = :id
                        """)
                .bind("id", export.id())
                .bind("status", status.word())
                .bind("records", export.recordCount())
                .bind("bytes", export.bytes())
                .execute();
    }

    void addChunk(Tx tx, String id, int position, byte[] body) {
        tx.update("""
                        insert into data.export_chunks (tenant_id, export_id, position, body)
                        values (:tenant, :id, :position, :body)
                        """)
                .bind("id", id)
                .bind("position", position)
                .bind("body", body)
                .execute();
    }

    Optional<byte[]> chunk(Tx tx, String id, int position) {
        return tx.query("""
                        select body from data.export_chunks
                        where tenant_id = :tenant and export_id = :id and position = :position
                        """)
                .bind("id", id)
                .bind("position", position)
                .mapTo(byte[].class)
                .findOne();
    }

    void clearChunks(Tx tx, String id) {
        tx.update("delete from data.export_chunks where tenant_id = :tenant and export_id = :id")
                .bind("id", id)
                .execute();
    }

    /** Drops files that are past their time, and after a while the memory of them. */
    void purge(Tx systemTx, Instant now, Duration remembered) {
        systemTx.update("""
                        delete from data.export_chunks c using data.exports e
                        where e.tenant_id = c.tenant_id and e.id = c.export_id and e.expires_at <= :now
                        """).bind("now", utc(now)).execute();
        systemTx.update("delete from data.exports where expires_at <= :before")
                .bind("before", utc(now.minus(remembered)))
                .execute();
    }

    void deleteOfType(Tx tx, String objectTypeId) {
        tx.update("""
                        delete from data.export_chunks c using data.exports e
                        where c.tenant_id = :tenant and e.tenant_id = :tenant and e.id = c.export_id
                            and e.object_type_id = :type
                        """).bind("type", objectTypeId).execute();
        tx.update("delete from data.exports where tenant_id = :tenant and object_type_id = :type")
                .bind("type", objectTypeId)
                .execute();
    }

    void deleteAll(Tx tx) {
        tx.update("delete from data.export_chunks where tenant_id = :tenant").execute();
        tx.update("delete from data.exports where tenant_id = :tenant").execute();
    }

    private static Export export(ResultSet row, StatementContext context) throws SQLException {
        return new Export(
                row.getString("id"),
                row.getString("object_type_id"),
                row.getString("type_name"),
                Export.Format.of(row.getString("format")).orElseThrow(),
                Json.mapper().readValue(row.getString("request"), Export.Request.class),
                Json.mapper().readValue(row.getString("caller"), Caller.class),
                Export.Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                row.getLong("record_count"),
                row.getLong("bytes"),
                instant(row, "created_at"));
    }
}
