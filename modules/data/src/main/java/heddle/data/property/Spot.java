package heddle.data.property;

import heddle.kernel.problem.Fault;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Where in a request a value stands, and who hears what is wrong with it. */
record Spot(String path, Consumer<Fault> faults) {
    /** Reports a fault; the null says that there is no stored form. */
    @Nullable
    JsonNode refuse(String code, String message) {
        faults.accept(new Fault(path, code, message));
        return null;
    }

    Spot item(int index) {
        return new Spot(path + "[" + index + "]", faults);
    }

    Spot member(String name) {
        return new Spot(path.isEmpty() ? name : path + "." + name, faults);
    }
}
