package heddle.data.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.data.property.DataType;
import heddle.data.property.PropertyFixture;
import heddle.data.property.Values;
import heddle.kernel.json.Json;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

class CellsTest {
    private static final Cells CELLS = new Cells(new Values());

    @Property
    void everyTextComesBackAndNoneIsAFormula(@ForAll("texts") String text) {
        String cell = Cells.guard(text);
        assertThat(Cells.bare(cell)).isEqualTo(text);
        assertThat(cell).isNotEmpty();
        assertThat("=+-@\t\r").doesNotContain(cell.substring(0, 1));
    }

    @Property
    void everyStringComesBackThroughACell(@ForAll("texts") String text) {
        for (DataType type : List.of(DataType.STRING, DataType.TEXT, DataType.RICH_TEXT)) {
            var property = PropertyFixture.property(type);
            JsonNode value = StringNode.valueOf(text);
            assertThat(CELLS.read(property, CELLS.write(property, value))).isEqualTo(value);
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("'=+-@\t\r\n ab,;\"").ofMaxLength(8);
    }

    @Example
    void emptyListsAndJsonTextsComeBack() {
        for (String json : List.of("[]", "[\"\"]", "[\"-1\"]", "[\"a;b\",\" \"]")) {
            var array = PropertyFixture.property(DataType.ARRAY);
            JsonNode value = Json.parse(json);
            assertThat(CELLS.read(array, CELLS.write(array, value))).isEqualTo(value);
        }
        var any = PropertyFixture.property(DataType.JSON);
        assertThat(CELLS.read(any, CELLS.write(any, Json.parse("-5")))).isEqualTo(Json.parse("-5"));
        assertThat(CELLS.write(any, Json.parse("-5"))).isEqualTo("'-5");
    }

    @Example
    void numbersStayNumbersInASpreadsheet() {
        assertThat(CELLS.write(PropertyFixture.property(DataType.INTEGER), Json.parse("-5")))
                .isEqualTo("-5");
        assertThat(CELLS.write(PropertyFixture.property(DataType.DECIMAL), Json.parse("\"-1.50\"")))
                .isEqualTo("-1.50");
        assertThat(CELLS.write(PropertyFixture.property(DataType.INTEGER), Json.parse("\"-left over\"")))
                .isEqualTo("'-left over");
    }

    @Example
    void anEmptyCellIsNoValue() {
        for (DataType type : DataType.values()) {
            assertThat(CELLS.read(PropertyFixture.property(type), "")).isNull();
            assertThat(CELLS.write(PropertyFixture.property(type), null)).isEmpty();
        }
        assertThat(CELLS.read(PropertyFixture.property(DataType.INTEGER), "  ")).isNull();
    }
}
