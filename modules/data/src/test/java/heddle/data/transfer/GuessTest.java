package heddle.data.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.data.type.ObjectType;
import heddle.data.type.Schema;
import heddle.kernel.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GuessTest {
    private static final Schema EMPTY = Schema.of(
            new ObjectType(
                    "ot_01jd2v6h8m0123456789abcdef",
                    "tn_01jd2v6h8m0123456789abcdef",
                    "x",
                    "X",
                    null,
                    null,
                    Json.object(),
                    Instant.EPOCH,
                    Instant.EPOCH),
            List.of());

    private static List<String> guessed(Sheet sheet) {
        return Guess.of(sheet, new Columns(EMPTY, Map.of())).stream()
                .map(c -> c.property().name() + ":" + c.property().dataType())
                .toList();
    }

    @Test
    void choosesTheNarrowestTypeThatFitsAllCells() {
        Sheet sheet = Sheet.csv("""
                a,b,c,d,e,f,g,h
                1,1,1.5,true,2026-01-01,2026-01-01T00:00:00Z,,01
                -2,x,2,FALSE,2026-02-30,2026-01-01 00:00+01:00,,2
                """, ',');
        assertThat(guessed(sheet))
                .containsExactly(
                        "a:integer",
                        "b:string",
                        "c:number",
                        "d:boolean",
                        "e:date",
                        "f:datetime",
                        "g:string",
                        "h:string");
    }

    @Test
    void longCellsAreTexts() {
        assertThat(guessed(Sheet.csv("a\n" + "x".repeat(1_001) + "\n", ','))).containsExactly("a:text");
    }

    @Test
    void trustsTheTypesOfJson() {
        Sheet sheet = Sheet.json(Json.parse("""
                [{"a":1,"b":1,"c":true,"d":["x"],"e":{"x":1},"f":"1","id":"y","version":3},
                 {"properties":{"b":1.5,"f":"2","g":null}}]
                """));
        assertThat(guessed(sheet))
                .containsExactly("a:integer", "b:number", "c:boolean", "d:array", "e:json", "f:string", "g:string");
    }

    @Test
    void makesNamesOfHeaders() {
        assertThat(guessed(Sheet.csv("GICS Sector,gics-sector,2nd,Größe,!!,Version,camelCase\n", ',')))
                .containsExactly(
                        "gics_sector:string",
                        "gics_sector_2:string",
                        "nd:string",
                        "gr_e:string",
                        "column:string",
                        "version_value:string",
                        "camelCase:string");
    }
}
