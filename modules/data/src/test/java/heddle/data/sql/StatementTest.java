package heddle.data.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import heddle.kernel.problem.Problem;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StatementTest {
    static Stream<Arguments> spellings() {
        return Stream.of(
                arguments("select ? , ?", 2, "select ? , ?", "[0, 1]"),
                arguments("select $2, $1, $2", 2, "select ?, ?, ?", "[1, 0, 1]"),
                arguments("select '?', \"?\" /* ? */, ? -- ?", 1, "select '?', \"?\" , ?", "[0]"),
                arguments("select tags ? $1", 1, "select tags ?? ?", "[0]"),
                arguments("select tags ?? ?", 1, "select tags ?? ?", "[0]"),
                arguments("select tags ?| ?", 1, "select tags ??| ?", "[0]"),
                arguments("select tags ??| ?", 1, "select tags ??| ?", "[0]"),
                arguments("select tags @? ?", 1, "select tags @?? ?", "[0]"),
                arguments("select ?||'x'", 1, "select ?||'x'", "[0]"));
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void spellsValuesAsJdbcDoes(String sql, int given, String jdbc, String values) {
        Statement statement = Statement.of(sql, given);
        assertThat(statement.text()).isEqualTo(jdbc);
        assertThat(statement.values()).hasToString(values);
    }

    @Test
    void countsValues() {
        assertThatThrownBy(() -> Statement.of("select ?", 0)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> Statement.of("select $1", 2)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> Statement.of("select $0", 0)).isInstanceOf(Problem.class);
    }

    @Test
    void findsPositionsAgain() {
        String sql = "select /* far */ ?, ? from x where\n  nope = 1";
        Statement statement = Statement.of(sql, 2);
        String there = "select $1, $2 from x where\nnope = 1";
        assertThat(statement.position(there.indexOf("nope") + 1)).isEqualTo(sql.indexOf("nope") + 1);
        assertThat(statement.position(there.indexOf("$2") + 1)).isEqualTo(sql.indexOf(", ?") + 3);
    }

    @Test
    void seesWhereOnlyNullIsAsked() {
        assertThat(Statement.of("select ? is null or a = ?", 2).nullTests()).hasToString("{0}");
    }
}
