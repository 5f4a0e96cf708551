package heddle.data.policy;

import heddle.data.filter.Condition;
import heddle.data.filter.Field;
import heddle.data.filter.Trace;
import heddle.data.property.Property;
import heddle.kernel.problem.Fault;
import java.util.ArrayList;
import java.util.List;

/** What an administrator should know about a condition that is allowed all the same. */
public final class PolicyAdvice {
    private PolicyAdvice() {}

    /** Warnings for the answer to a save or a simulation. */
    public static List<Fault> on(Condition condition) {
        List<Fault> out = new ArrayList<>();
        for (String variable : Trace.variables(condition)) {
            if (variable.startsWith("auth.user_metadata.")) {
                out.add(new Fault(
                        "condition_json",
                        "user_writable",
                        "{{" + variable + "}} can be changed by the account itself; use app_metadata for rights"));
            }
        }
        for (Field field : Trace.fields(condition)) {
            if (field instanceof Field.OfProperty(Property p) && !(p.indexed() || p.sortable() || p.unique())) {
                out.add(new Fault(
                        "condition_json",
                        "not_indexed",
                        "'" + p.name() + "' has no index; set is_indexed to keep reads fast"));
            }
        }
        return out;
    }
}
