package heddle.data.transfer;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The rows of an import as they came, before anybody knows what their columns mean. */
sealed interface Sheet {
    int MAX_ROWS = 10_000;

    int size();

    /** CSV: the names of the columns, and cells. */
    record Table(List<String> header, List<List<String>> rows) implements Sheet {
        @Override
        public int size() {
            return rows.size();
        }
    }

    /** JSON: what the array held. */
    record Trees(List<JsonNode> rows) implements Sheet {
        @Override
        public int size() {
            return rows.size();
        }
    }

    /**
     * Reads RFC 4180 with a header row; blank lines are passed over.
     *
     * @throws Problem 400 when it is no CSV, has no header, names a column twice, or has more than 10,000 rows
     */
    static Table csv(String text, char delimiter) {
        CsvReader.CsvReaderBuilder builder = CsvReader.builder()
                .fieldSeparator(delimiter)
                .allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE);
        List<List<String>> rows = new ArrayList<>();
        try (CsvReader<CsvRecord> reader = builder.ofCsvRecord(plain(text))) {
            for (CsvRecord line : reader) {
                if (rows.size() > MAX_ROWS) {
                    throw tooMany();
                }
                rows.add(line.getFields());
            }
        } catch (CsvParseException e) {
            String reason = e.getCause() == null ? "" : ": " + e.getCause().getMessage();
            throw Problem.invalid("data", "invalid_csv", "Send CSV as in RFC 4180: " + e.getMessage() + reason);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (rows.isEmpty()) {
            throw Problem.invalid("data", "required", "The first line must name the columns");
        }
        return new Table(header(rows.getFirst()), rows.subList(1, rows.size()));
    }

    private static List<String> header(List<String> cells) {
        List<String> header = cells.stream().map(String::strip).toList();
        Set<String> seen = new HashSet<>();
        for (String name : header) {
            if (!seen.add(name)) {
                throw Problem.invalid("data", "duplicate_value", "Two columns are called \"" + name + "\"");
            }
        }
        return header;
    }

    /**
     * An array of rows, or an object that holds one as {@code data}.
     *
     * @throws Problem 400 when it is neither, or has more than 10,000 rows
     */
    static Trees json(JsonNode node) {
        JsonNode array = node.isObject() ? node.path("data") : node;
        if (!array.isArray()) {
            throw Problem.invalid("data", "invalid_type", "Send an array of rows");
        }
        if (array.size() > MAX_ROWS) {
            throw tooMany();
        }
        return new Trees(array.valueStream().toList());
    }

    /** One JSON value per line. */
    static Trees ndjson(String text) {
        List<JsonNode> rows = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (!line.isBlank()) {
                if (rows.size() == MAX_ROWS) {
                    throw tooMany();
                }
                rows.add(Json.parse(line));
            }
        }
        return new Trees(rows);
    }

    /**
     * The text of a file, without a byte order mark.
     *
     * @throws Problem 400 when it is not UTF-8
     */
    static String text(byte[] file) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw Problem.invalid("data", "invalid_encoding", "Save the file as UTF-8");
        }
    }

    private static String plain(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static Problem tooMany() {
        return Problem.invalid("data", "too_many_items", "Send at most " + MAX_ROWS + " rows at a time");
    }
}
