package heddle.identity.settings;

import heddle.kernel.problem.Fault;
import java.util.List;

/** Looks at settings before they are saved, for the part of this module that will have to live with them. */
@FunctionalInterface
public interface ConfigCheck {
    /**
     * @param faults to add to
     */
    void check(AuthConfig config, List<Fault> faults);
}
