package heddle.data.object;

import heddle.data.type.ObjectType;
import heddle.kernel.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How objects stand on the wire. Written byte by byte: ids and times need no escaping, and the properties are JSON
 * already.
 */
public final class ObjectJson {
    private ObjectJson() {}

    /** The shape of an object, for the published contract. */
    public record View(
            String id,
            String objectTypeId,
            String tenantId,
            ObjectNode properties,
            String createdAt,
            String updatedAt,
            String createdBy,
            int version,
            boolean isDeleted) {}

    record Trashed(
            String id,
            String objectTypeId,
            String tenantId,
            ObjectNode properties,
            String createdAt,
            String updatedAt,
            String createdBy,
            int version,
            boolean isDeleted,
            String deletedAt,
            String deletedBy) {}

    record Page(
            List<View> results,
            @Nullable String nextCursor,
            @Nullable Long total,
            @Nullable Boolean totalIsEstimate) {}

    record TrashPage(List<Trashed> results, @Nullable String nextCursor, long total) {}

    record Deleted(String id, boolean deleted) {}

    record BatchCreated(int created, List<@Nullable String> ids) {}

    record BatchError(int index, String code, String message) {}

    record BatchPartial(int created, List<@Nullable String> ids, List<BatchError> errors) {}

    record Updated(String objectId, int version) {}

    record BatchDeleted(int deleted, List<String> ids) {}

    /** One object as its type shows it. */
    public static byte[] of(ObjectType type, ObjectRow row) {
        Out out = new Out(row.props().length + 320);
        write(out, type, row, row.props());
        return out.toByteArray();
    }

    /** One object as text, as the event log keeps it. */
    static String text(ObjectType type, ObjectRow row) {
        return new String(of(type, row), StandardCharsets.UTF_8);
    }

    static byte[] page(ObjectType type, List<ObjectRow> rows, @Nullable String nextCursor, @Nullable Total total) {
        Out out = new Out(256 + rows.size() * 512);
        out.ascii("{\"results\":");
        array(out, type, rows);
        out.ascii(",\"next_cursor\":");
        if (nextCursor == null) {
            out.ascii("null");
        } else {
            out.ascii("\"").ascii(nextCursor).ascii("\"");
        }
        if (total != null) {
            out.ascii(",\"total\":").ascii(Long.toString(total.count()));
            if (total.estimate()) {
                out.ascii(",\"total_is_estimate\":true");
            }
        }
        out.ascii("}");
        return out.toByteArray();
    }

    static byte[] list(ObjectType type, List<ObjectRow> rows) {
        Out out = new Out(64 + rows.size() * 512);
        array(out, type, rows);
        return out.toByteArray();
    }

    private static void array(Out out, ObjectType type, List<ObjectRow> rows) {
        out.ascii("[");
        for (int i = 0; i < rows.size(); i++) {
            if (i > 0) {
                out.ascii(",");
            }
            write(out, type, rows.get(i), rows.get(i).props());
        }
        out.ascii("]");
    }

    private static void write(Out out, ObjectType type, ObjectRow row, byte[] props) {
        out.ascii("{\"id\":\"").ascii(row.id());
        out.ascii("\",\"object_type_id\":\"").ascii(type.id());
        out.ascii("\",\"tenant_id\":\"").ascii(type.tenantId());
        out.ascii("\",\"properties\":").bytes(props);
        out.ascii(",\"created_at\":\"").ascii(row.createdAt());
        out.ascii("\",\"updated_at\":\"").ascii(row.updatedAt());
        out.ascii("\",\"created_by\":\"").ascii(row.createdBy());
        out.ascii("\",\"version\":").ascii(Integer.toString(row.version()));
        out.ascii(",\"is_deleted\":").ascii(row.deleted() ? "true" : "false");
        if (row.deletedAt() != null) {
            out.ascii(",\"deleted_at\":\"").ascii(row.deletedAt());
            out.ascii("\",\"deleted_by\":\"").ascii(String.valueOf(row.deletedBy()));
            out.ascii("\"");
        }
        out.ascii("}");
    }

    /** What changed, as the event log keeps it: the old values of the changed properties, null where there was none. */
    static String before(ObjectNode old, List<String> changed) {
        ObjectNode was = Json.object();
        for (String name : changed) {
            JsonNode value = old.get(name);
            was.set(name, value == null ? Json.mapper().nullNode() : value);
        }
        ObjectNode out = Json.object();
        out.set("properties", was);
        return out.toString();
    }

    /**
     * @param count of rows
     * @param estimate whether the planner guessed it
     */
    record Total(long count, boolean estimate) {}

    private static final class Out extends ByteArrayOutputStream {
        Out(int size) {
            super(size);
        }

        @SuppressWarnings("deprecation")
        Out ascii(String text) {
            int length = text.length();
            byte[] bytes = new byte[length];
            text.getBytes(0, length, bytes, 0);
            write(bytes, 0, length);
            return this;
        }

        Out bytes(byte[] bytes) {
            write(bytes, 0, bytes.length);
            return this;
        }
    }
}
