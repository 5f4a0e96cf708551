package heddle.contracts;

import heddle.kernel.access.Caller;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Knows the accounts of a tenant, for modules that show or address people. */
public interface People {
    /** @param name what others call the person */
    record Person(String id, String name, @Nullable String email) {}

    /** Those of the ids that exist in the caller's tenant. */
    Map<String, Person> byId(Caller caller, Collection<String> ids);

    /** Those of the addresses that have an account in the caller's tenant, by address. */
    Map<String, Person> byEmail(Caller caller, Collection<String> emails);
}
