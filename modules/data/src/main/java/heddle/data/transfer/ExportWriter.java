package heddle.data.transfer;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import heddle.data.object.ObjectJson;
import heddle.data.object.ObjectRow;
import heddle.data.property.Property;
import heddle.data.type.ObjectType;
import heddle.data.type.Schema;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Writes objects into a file, one after the other. */
abstract sealed class ExportWriter {
    private long count;

    /**
     * @param fields the properties in the order to write them; null for all with the object's own facts
     */
    static ExportWriter open(
            Export.Format format, Schema schema, @Nullable List<String> fields, Cells cells, OutputStream out)
            throws IOException {
        return switch (format) {
            case JSON -> new Json(schema.type(), out);
            case NDJSON -> new Lines(schema.type(), out);
            case CSV -> new Csv(schema, fields, cells, out);
        };
    }

    final void add(ObjectRow row) throws IOException {
        write(row, count++);
    }

    final long count() {
        return count;
    }

    abstract void write(ObjectRow row, long position) throws IOException;

    /** Ends the file without closing what it is written to. */
    abstract void finish() throws IOException;

    /** One array of objects, each on a line. */
    private static final class Json extends ExportWriter {
        private final ObjectType type;
        private final OutputStream out;

        Json(ObjectType type, OutputStream out) {
            this.type = type;
            this.out = out;
        }

        @Override
        void write(ObjectRow row, long position) throws IOException {
            out.write(ascii(position == 0 ? "[\n" : ",\n"));
            out.write(ObjectJson.of(type, row));
        }

        @Override
        void finish() throws IOException {
            out.write(ascii(count() == 0 ? "[]\n" : "\n]\n"));
        }

        private static byte[] ascii(String text) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** One object per line. */
    private static final class Lines extends ExportWriter {
        private final ObjectType type;
        private final OutputStream out;

        Lines(ObjectType type, OutputStream out) {
            this.type = type;
            this.out = out;
        }

        @Override
        void write(ObjectRow row, long position) throws IOException {
            out.write(ObjectJson.of(type, row));
            out.write('\n');
        }

        @Override
        void finish() {
            // Every line is complete as it is written.
        }
    }

    /** RFC 4180 with a header row. An import takes the file as it is. */
    private static final class Csv extends ExportWriter {
        private static final List<String> FACTS =
                List.of("created_at", "updated_at", "created_by", "version", "is_deleted");

        private final List<Property> properties;
        private final boolean facts;
        private final Cells cells;
        private final CsvWriter out;

        Csv(Schema schema, @Nullable List<String> fields, Cells cells, OutputStream out) {
            this.properties = schema.properties().values().stream()
                    .filter(p -> fields == null || fields.contains(p.name()))
                    .toList();
            this.facts = fields == null;
            this.cells = cells;
            this.out = CsvWriter.builder()
                    .lineDelimiter(LineDelimiter.CRLF)
                    .build(new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8)));
            List<String> header = new ArrayList<>(List.of("id"));
            properties.forEach(p -> header.add(p.name()));
            if (facts) {
                header.addAll(FACTS);
            }
            this.out.writeRecord(header);
        }

        @Override
        void write(ObjectRow row, long position) {
            ObjectNode props = row.tree();
            List<String> line = new ArrayList<>(properties.size() + 1 + FACTS.size());
            line.add(row.id());
            properties.forEach(p -> line.add(cells.write(p, props.get(p.name()))));
            if (facts) {
                line.add(row.createdAt());
                line.add(row.updatedAt());
                line.add(row.createdBy());
                line.add(Integer.toString(row.version()));
                line.add(Boolean.toString(row.deleted()));
            }
            out.writeRecord(line);
        }

        @Override
        void finish() throws IOException {
            out.flush();
        }
    }
}
