package heddle.data.transfer;

import heddle.kernel.http.Multipart;
import heddle.kernel.http.Request;
import heddle.kernel.json.Json;
import heddle.kernel.json.RecordReader;
import heddle.kernel.problem.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** The three ways to send rows, brought to one: a JSON body, a form with a file, a CSV body. */
record ImportBody(ImportJson.Ask ask, Sheet sheet) {
    private static final Set<String> FLAGS = Set.of("dry_run", "create_properties", "silent");
    private static final Set<String> FORMATS = Set.of("json", "csv", "ndjson");

    static ImportBody of(Request in) {
        return switch (in.contentType()) {
            case "multipart/form-data" -> form(in.parts());
            case "text/csv" -> {
                ObjectNode options = Json.object();
                in.queries().forEach((name, values) -> option(options, name, values.getFirst()));
                yield text(options.put("format", "csv"), "csv", Sheet.text(in.raw()));
            }
            default -> body(in.object());
        };
    }

    private static ImportBody body(ObjectNode body) {
        JsonNode data = body.path("data");
        if (data.isMissingNode() || data.isNull()) {
            RecordReader.read(body, ImportJson.Ask.class);
            throw Problem.invalid("data", "required", "Send an array of rows, or the text of a CSV file");
        }
        if (data.isString()) {
            return text(body, "csv", data.stringValue());
        }
        ImportJson.Ask ask = RecordReader.read(body, ImportJson.Ask.class);
        if (!format(ask, "json").equals("json")) {
            throw Problem.invalid("data", "invalid_type", "data must be text in this format");
        }
        return new ImportBody(ask, Sheet.json(data));
    }

    private static ImportBody form(List<Multipart.Part> parts) {
        ObjectNode options = Json.object();
        Multipart.Part file = null;
        for (Multipart.Part part : parts) {
            if (part.filename() != null || part.name().equals("file")) {
                if (file != null) {
                    throw Problem.invalid("file", "too_many_items", "Send one file at a time");
                }
                file = part;
            } else {
                option(options, part.name(), part.text());
            }
        }
        if (file != null) {
            return text(options, preset(file), Sheet.text(file.body()));
        }
        JsonNode data = options.path("data");
        if (!data.isString()) {
            throw Problem.invalid("file", "required", "Send the file as the part file");
        }
        return text(options, "csv", data.stringValue());
    }

    /** What a file seems to be, when nobody says. */
    private static String preset(Multipart.Part file) {
        String name = String.valueOf(file.filename()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".ndjson") || name.endsWith(".jsonl")) {
            return "ndjson";
        }
        return name.endsWith(".json") || file.contentType().equals("application/json") ? "json" : "csv";
    }

    private static ImportBody text(ObjectNode options, String preset, String text) {
        options.remove("data");
        ImportJson.Ask ask = RecordReader.read(options, ImportJson.Ask.class);
        Sheet sheet = switch (format(ask, preset)) {
            case "json" -> Sheet.json(Json.parse(text));
            case "ndjson" -> Sheet.ndjson(text);
            default -> Sheet.csv(text, delimiter(ask.delimiter()));
        };
        return new ImportBody(ask, sheet);
    }

    private static String format(ImportJson.Ask ask, String preset) {
        String format = ask.format() == null || ask.format().isEmpty() ? preset : ask.format();
        if (!FORMATS.contains(format)) {
            throw Problem.invalid("format", "not_in_enum", "format must be json, csv or ndjson");
        }
        return format;
    }

    private static char delimiter(@Nullable String word) {
        if (word == null || word.isEmpty()) {
            return ',';
        }
        if (word.equals("tab") || word.equals("\\t")) {
            return '\t';
        }
        if (word.length() > 1 || "\"\r\n".contains(word)) {
            throw Problem.invalid("delimiter", "invalid_format", "delimiter must be one character such as ; or tab");
        }
        return word.charAt(0);
    }

    /** A field of a form or a query parameter as the JSON member that it stands for. */
    private static void option(ObjectNode options, String name, String text) {
        if (FLAGS.contains(name)
                && Map.of("true", true, "1", true, "false", false, "0", false).containsKey(text)) {
            options.put(name, text.equals("true") || text.equals("1"));
        } else if (name.equals("mapping")) {
            options.set(name, Json.parse(text));
        } else {
            options.set(name, StringNode.valueOf(text));
        }
    }
}
