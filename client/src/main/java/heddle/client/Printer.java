package heddle.client;

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

    /** One sentence for people; programs read the JSON instead. */
    void say(String text) {
        if (!json) {
            around.out().println(Plain.of(text));
        }
    }

    /** The answer itself, for programs. */
    void data(JsonNode answer) {
        if (json) {
            around.out().println(Json.pretty(answer));
        }
    }

    /** One line of a stream, for programs. */
    void event(JsonNode event) {
        if (json) {
            around.out().println(new String(Json.bytes(event), java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    /** Something beside the answer, which must not stand in its way. */
    void note(String text) {
        around.err().println(Plain.of(text));
    }

    void failure(Failure failure) {
        if (json) {
            around.err()
                    .println(Json.pretty(
                            Json.object().put("error", failure.text()).put("code", failure.code())));
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
