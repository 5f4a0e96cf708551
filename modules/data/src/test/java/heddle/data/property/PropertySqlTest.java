package heddle.data.property;

import static heddle.data.property.PropertyFixture.flags;
import static heddle.data.property.PropertyFixture.property;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PropertySqlTest {
    private static final String NAME = "p_01jd2v6h8m0123456789abcdef";

    @ParameterizedTest
    @EnumSource(DataType.class)
    void neverHoldsAPlaceholderAndUsesTheReferenceGiven(DataType type) {
        Property p = property(type);
        String sql = PropertySql.expression(p, "o.props") + PropertySql.sortExpression(p, "o.props");
        assertThat(sql)
                .doesNotContain("?", "::")
                .contains("o.props->")
                .startsWith("(")
                .endsWith(")");
        assertThat(sql.replace("o.props", "")).doesNotContain("props");
    }

    @Test
    void guardsEveryCast() {
        assertThat(PropertySql.expression(property(DataType.INTEGER), "props"))
                .isEqualTo("(case when jsonb_typeof(props->'x') = 'number' then cast((props->>'x') as numeric) end)");
        assertThat(PropertySql.expression(property(DataType.BOOLEAN), "props"))
                .isEqualTo("(case when jsonb_typeof(props->'x') = 'boolean' then cast((props->>'x') as boolean) end)");
        assertThat(PropertySql.expression(property(DataType.STRING), "props"))
                .isEqualTo("(case when jsonb_typeof(props->'x') = 'string' then (props->>'x') end collate \"C\")");
    }

    @Test
    void readsListsOfIdsAsLists() {
        Property p = property(DataType.REFERENCE, "{\"multiple\":true}");
        assertThat(PropertySql.expression(p, "props")).contains("'array'");
        assertThat(PropertySql.sqlType(p)).isEqualTo("jsonb");
        assertThat(PropertySql.indexDdl(flags(p, true, false, false), "t_1.o_1"))
                .singleElement()
                .asString()
                .contains("using gin")
                .contains("jsonb_path_ops");
    }

    @Test
    void sortsEnumsByTheirOrderAndQuotesThem() {
        Property p = PropertyFixture.choice(DataType.ENUM, "new", "it's");
        assertThat(PropertySql.sortExpression(p, "props")).contains("array['new', 'it''s']");
        Property ordered = property(DataType.ENUM, "x", "{\"order\":[\"b\",\"a\"]}", List.of("a", "b"));
        assertThat(PropertySql.sortExpression(ordered, "props")).contains("array['b', 'a']");
    }

    @Test
    void buildsNoIndexUnasked() {
        for (DataType type : DataType.values()) {
            assertThat(PropertySql.indexDdl(property(type), "t_1.o_1")).isEmpty();
        }
    }

    @Test
    void uniquenessCoversLiveRowsWithAValue() {
        Property p = flags(property(DataType.EMAIL), true, false, true);
        assertThat(PropertySql.indexDdl(p, "t_1.o_1"))
                .containsExactly("create unique index " + NAME
                        + "_u on t_1.o_1 (%s) where not is_deleted and %1$s is not null"
                                .formatted(PropertySql.expression(p, "props")));
    }

    @Test
    void sortIndexEndsWithTheTieBreak() {
        Property p = flags(property(DataType.DATE), true, true, false);
        assertThat(PropertyIndex.of(p, "t_1.o_1")).singleElement().satisfies(index -> {
            assertThat(index.name()).isEqualTo(NAME + "_s");
            assertThat(index.create()).endsWith(", id) where not is_deleted");
            assertThat(index.createConcurrently()).startsWith("create index concurrently " + NAME);
        });
    }

    @Test
    void foldsOnlyWhenAsked() {
        Property p = property(DataType.STRING, "{\"case_insensitive\":true}");
        assertThat(PropertySql.expression(p, "props")).contains("lower(");
        assertThat(PropertySql.viewColumn(p)).doesNotContain("lower(");
        assertThat(PropertySql.caseInsensitive(property(DataType.STRING))).isFalse();
        assertThat(PropertySql.fold("\u0130A\u03A3")).isEqualTo("ia\u03C3");
    }

    @Test
    void viewShowsBothPartsOfMoney() {
        String column = PropertySql.viewColumn(property(DataType.CURRENCY));
        assertThat(column).contains(" as \"x\", ").endsWith(" as \"x.currency\"");
    }

    @Test
    void quotesWhatComesFromOutside() {
        assertThat(PropertySql.quote("a'b")).isEqualTo("'a''b'");
        assertThat(PropertySql.identifier("a\"b")).isEqualTo("\"a\"\"b\"");
    }
}
