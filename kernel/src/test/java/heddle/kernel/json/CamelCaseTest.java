package heddle.kernel.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import heddle.kernel.problem.Problem;
import jakarta.validation.constraints.Size;
import net.jqwik.api.Example;

class CamelCaseTest {
    @CamelCase
    record Camel(@Size(max = 3) String firstName) {}

    record Snake(@Size(max = 3) String firstName) {}

    @Example
    void isReadAndWrittenUnderTheNamesOfTheComponents() {
        assertThat(RecordReader.read(Json.parse("{\"firstName\":\"Ada\"}"), Camel.class))
                .isEqualTo(new Camel("Ada"));
        assertThat(Json.text(new Camel("Ada"))).isEqualTo("{\"firstName\":\"Ada\"}");
        assertThat(Json.text(new Snake("Ada"))).isEqualTo("{\"first_name\":\"Ada\"}");
    }

    @Example
    void namesItsFaultsLikewise() {
        Problem refused = catchThrowableOfType(
                Problem.class, () -> RecordReader.read(Json.parse("{\"firstName\":\"Augusta\"}"), Camel.class));

        assertThat(refused.faults().getFirst().field()).isEqualTo("firstName");
    }
}
