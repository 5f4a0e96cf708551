package heddle.data.property;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.kernel.problem.Fault;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TypeNamesTest {
    @ParameterizedTest
    @EnumSource(DataType.class)
    void knowsEveryType(DataType type) {
        assertThat(TypeNames.resolve(type.word(), false, ignored -> {})).hasValueSatisfying(named -> {
            assertThat(named.type()).isEqualTo(type);
            assertThat(named.format()).isNull();
            assertThat(named.options()).isEmpty();
        });
    }

    @ParameterizedTest
    @CsvSource({
        "select,ENUM,,{}",
        "multi_select,MULTI_ENUM,,{}",
        "tags,ARRAY,,{}",
        "float,NUMBER,,{}",
        "double,NUMBER,,{}",
        "int,INTEGER,,{}",
        "bigint,INTEGER,,{}",
        "bool,BOOLEAN,,{}",
        "timestamp,DATETIME,,{}",
        "long_text,TEXT,,{}",
        "textarea,TEXT,,{}",
        "html,RICH_TEXT,html,{}",
        "markdown,RICH_TEXT,markdown,{}",
        "relation,REFERENCE,,{}",
        "lookup,REFERENCE,,{}",
        "image,FILE,image,'{\"mime_types\":[\"image/*\"]}'",
        "location,GEO_POINT,,{}",
        "UUID,STRING,uuid,{}",
        "slug,STRING,slug,{}",
        "color,STRING,color,{}",
        "ip,STRING,ip,{}",
        "percent,NUMBER,percent,{}",
        "rating,INTEGER,rating,'{\"min\":0,\"max\":5}'",
        "duration,INTEGER,duration,{}"
    })
    void translatesAliases(String word, DataType type, String format, String options) {
        assertThat(TypeNames.resolve(word, false, ignored -> {})).hasValueSatisfying(named -> {
            assertThat(named.type()).isEqualTo(type);
            assertThat(named.format()).isEqualTo(format);
            assertThat(named.options()).isEqualTo(PropertyFixture.json(options));
        });
    }

    @Test
    void readsTagsWithWordsAsChoices() {
        assertThat(TypeNames.resolve("tags", true, ignored -> {}))
                .hasValueSatisfying(named -> assertThat(named.type()).isEqualTo(DataType.MULTI_ENUM));
    }

    @Test
    void listsTheTypesWhenTheWordIsUnknown() {
        List<Fault> faults = new ArrayList<>();
        assertThat(TypeNames.resolve("password", false, faults::add)).isEmpty();
        assertThat(faults).singleElement().satisfies(f -> {
            assertThat(f.field()).isEqualTo("data_type");
            for (DataType type : DataType.values()) {
                assertThat(f.message()).contains(type.word());
            }
        });
    }
}
