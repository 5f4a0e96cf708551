package heddle.data.object;

import heddle.data.filter.Row;
import heddle.kernel.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object as stored. The properties stay the bytes that the database sent until somebody has to look inside: most
 * reads pass them on.
 */
public final class ObjectRow {
    static final String COLUMNS =
            "id, props, version, is_deleted, created_at, updated_at, created_by, deleted_at, deleted_by";

    private static final int DATE_LENGTH = 10;
    private static final int SECONDS_LENGTH = 19;

    private final String id;
    private final byte[] props;
    private final int version;
    private final boolean deleted;
    private final String createdAt;
    private final String updatedAt;
    private final String createdBy;
    private final @Nullable String deletedAt;
    private final @Nullable String deletedBy;

    ObjectRow(
            String id,
            byte[] props,
            int version,
            boolean deleted,
            String createdAt,
            String updatedAt,
            String createdBy,
            @Nullable String deletedAt,
            @Nullable String deletedBy) {
        this.id = id;
        this.props = props;
        this.version = version;
        this.deleted = deleted;
        this.createdAt = createdAt;
        this.updatedAt = updatedAt;
        this.createdBy = createdBy;
        this.deletedAt = deletedAt;
        this.deletedBy = deletedBy;
    }

    /** Reads {@link #COLUMNS} in their order. */
    static ObjectRow of(ResultSet row) throws SQLException {
        String deletedAt = row.getString(8);
        return new ObjectRow(
                row.getString(1),
                row.getBytes(2),
                row.getInt(3),
                row.getBoolean(4),
                rfc3339(row.getString(5)),
                rfc3339(row.getString(6)),
                row.getString(7),
                deletedAt == null ? null : rfc3339(deletedAt),
                row.getString(9));
    }

    /** PostgreSQL's text of a UTC timestamp as RFC 3339 with milliseconds, without parsing it. */
    static String rfc3339(String text) {
        StringBuilder out = new StringBuilder(24).append(text, 0, DATE_LENGTH).append('T');
        int zone = text.indexOf('+', SECONDS_LENGTH);
        int end = zone < 0 ? text.length() : zone;
        out.append(text, DATE_LENGTH + 1, SECONDS_LENGTH).append('.');
        for (int i = 0; i < 3; i++) {
            int at = SECONDS_LENGTH + 1 + i;
            out.append(at < end ? text.charAt(at) : '0');
        }
        return out.append('Z').toString();
    }

    public String id() {
        return id;
    }

    byte[] props() {
        return props;
    }

    public int version() {
        return version;
    }

    public boolean deleted() {
        return deleted;
    }

    public String createdAt() {
        return createdAt;
    }

    public String updatedAt() {
        return updatedAt;
    }

    public String createdBy() {
        return createdBy;
    }

    @Nullable
    String deletedAt() {
        return deletedAt;
    }

    @Nullable
    String deletedBy() {
        return deletedBy;
    }

    /** The properties, parsed anew at each call so that the caller may change them. */
    public ObjectNode tree() {
        return (ObjectNode) Json.mapper().readTree(props);
    }

    /** The object as conditions see it. */
    public Row row() {
        return new Row(id, tree(), createdBy, Instant.parse(createdAt), Instant.parse(updatedAt), version, deleted);
    }

    ObjectRow with(ObjectNode newProps, int newVersion, String newUpdatedAt) {
        return new ObjectRow(
                id,
                Json.bytes(newProps),
                newVersion,
                deleted,
                createdAt,
                newUpdatedAt,
                createdBy,
                deletedAt,
                deletedBy);
    }

    ObjectRow trashed(String at, String by) {
        return new ObjectRow(id, props, version, true, createdAt, at, createdBy, at, by);
    }

    ObjectRow restored(int newVersion, String at) {
        return new ObjectRow(id, props, newVersion, false, createdAt, at, createdBy, null, null);
    }
}
