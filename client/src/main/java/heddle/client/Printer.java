package heddle.client;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** What a command tells: sentences for people, or the server's JSON for programs. Nothing reaches a terminal unfiltered. */
final class Printer {
    private static final int WIDE = 60;

    private final Surroundings around;
    private final boolean json;

    Printer(Surroundings around, boolean json) {
        this.around = around;
        this.json = json;
    }

    boolean json() {
        return json;
    }

    /** One line for people; programs read the JSON instead. */
    void say(String line) {
        if (!json) {
            around.out().println(Plain.line(line));
        }
    }

    /** What somebody wrote, in as many lines as it has. */
    void text(String text) {
        if (!json) {
            around.out().println(Plain.of(text));
        }
    }

    /** The answer itself, for programs. */
    void data(JsonNode answer) {
        if (json) {
            around.out().println(ascii(Json.pretty(answer)));
        }
    }

    /** One line of a stream, for programs. */
    void event(JsonNode event) {
        if (json) {
            around.out().println(ascii(new String(Json.bytes(event), StandardCharsets.UTF_8)));
        }
    }

    /** One line beside the answer, which must not stand in its way. */
    void note(String line) {
        around.err().println(Plain.line(line));
    }

    /** JSON escapes every control character but the last one of ASCII, which can only stand in a string. */
    private static String ascii(String json) {
        return json.replace("\u007f", "\\u007f");
    }

    void failure(Failure failure) {
        if (json) {
            around.err()
                    .println(ascii(Json.pretty(
                            Json.object().put("error", failure.text()).put("code", failure.code()))));
        } else {
            around.err().println("heddle: " + Plain.of(failure.text()) + " (" + Plain.of(failure.code()) + ")");
        }
    }

    /** Rows under headings, each column as wide as its widest cell, the last one cut. */
    void table(List<String> headings, List<List<String>> rows) {
        if (json) {
            return;
        }
        int[] widths = headings.stream().mapToInt(String::length).toArray();
        List<List<String>> cells = rows.stream()
                .map(row -> row.stream().map(cell -> Plain.line(cell, WIDE)).toList())
                .toList();
        for (List<String> row : cells) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        around.out().println(row(headings, widths));
        cells.forEach(row -> around.out().println(row(row, widths)));
    }

    private static String row(List<String> cells, int[] widths) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            out.append(cell);
            if (i < cells.size() - 1) {
                out.append(" ".repeat(widths[i] - cell.length() + 2));
            }
        }
        return out.toString().stripTrailing();
    }

    static String dollars(long cents) {
        return String.format(
                Locale.ROOT, "%s$%d.%02d", cents < 0 ? "-" : "", Math.abs(cents) / 100, Math.abs(cents) % 100);
    }
}
