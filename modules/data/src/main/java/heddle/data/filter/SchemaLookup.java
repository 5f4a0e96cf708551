package heddle.data.filter;

import heddle.data.type.Schema;
import org.jspecify.annotations.Nullable;

/** Finds the schema of another object type of the same tenant, so that a condition can follow a reference. */
@FunctionalInterface
public interface SchemaLookup {

    /** The schema, or null when there is no such type. */
    @Nullable
    Schema byId(String objectTypeId);
}
