package heddle.data.transfer;

import heddle.data.object.Bulk;
import heddle.kernel.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Turns rows as sent into rows to write, and tells which have no readable shape. */
final class RowReader {
    private final Columns columns;
    private final Cells cells;
    private final List<Bulk.Row> rows = new ArrayList<>();
    private final List<Bulk.RowFault> errors = new ArrayList<>();

    RowReader(Columns columns, Cells cells) {
        this.columns = columns;
        this.cells = cells;
    }

    List<Bulk.Row> rows() {
        return rows;
    }

    List<Bulk.RowFault> errors() {
        return errors;
    }

    RowReader read(Sheet sheet) {
        switch (sheet) {
            case Sheet.Table table -> {
                List<Columns.Target> targets =
                        table.header().stream().map(columns::ofHeader).toList();
                for (int i = 0; i < table.size(); i++) {
                    cells(i + 1, targets, table.rows().get(i));
                }
            }
            case Sheet.Trees trees -> {
                for (int i = 0; i < trees.size(); i++) {
                    tree(i + 1, trees.rows().get(i));
                }
            }
        }
        return this;
    }

    private void cells(int number, List<Columns.Target> targets, List<String> line) {
        if (line.size() != targets.size()) {
            errors.add(new Bulk.RowFault(
                    number,
                    "",
                    "column_mismatch",
                    "The row has " + line.size() + " cells and the header " + targets.size()));
            return;
        }
        ObjectNode properties = Json.object();
        String id = null;
        for (int i = 0; i < line.size(); i++) {
            String cell = line.get(i);
            switch (targets.get(i)) {
                case Columns.Target.Value(var property) -> {
                    JsonNode value = cells.read(property, cell);
                    if (value != null) {
                        properties.set(property.name(), value);
                    }
                }
                case Columns.Target.Id() -> id = cell.isBlank() ? null : cell.strip();
                case Columns.Target.Nothing() -> {}
                case Columns.Target.Unknown(var name) -> {
                    if (!cell.isEmpty()) {
                        properties.set(name, StringNode.valueOf(cell));
                    }
                }
            }
        }
        rows.add(new Bulk.Row(number, id, properties));
    }

    private void tree(int number, JsonNode row) {
        if (!(row instanceof ObjectNode object)) {
            errors.add(new Bulk.RowFault(number, "", "invalid_type", "A row must be an object"));
            return;
        }
        boolean exported = object.path("properties").isObject();
        ObjectNode given = exported ? (ObjectNode) object.path("properties") : object;
        ObjectNode properties = Json.object();
        String id = exported ? text(object.get("id")) : null;
        for (Map.Entry<String, JsonNode> member : given.properties()) {
            switch (columns.of(member.getKey())) {
                case Columns.Target.Value(var property) -> properties.set(property.name(), member.getValue());
                case Columns.Target.Id() -> id = text(member.getValue());
                case Columns.Target.Nothing() -> {}
                case Columns.Target.Unknown(var name) -> properties.set(name, member.getValue());
            }
        }
        rows.add(new Bulk.Row(number, id, properties));
    }

    private static @Nullable String text(@Nullable JsonNode id) {
        return id == null || id.isNull() ? null : id.asString("");
    }
}
