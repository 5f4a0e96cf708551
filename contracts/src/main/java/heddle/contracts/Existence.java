package heddle.contracts;

import heddle.kernel.access.Caller;
import java.util.Set;

/** Tells which ids of another module's resource exist in the caller's tenant. */
@FunctionalInterface
public interface Existence {
    /** The subset of {@code ids} that exist. */
    Set<String> of(Caller caller, Set<String> ids);

    /** The door of a module that is not there: nothing exists. */
    static Existence none() {
        return (caller, ids) -> Set.of();
    }
}
