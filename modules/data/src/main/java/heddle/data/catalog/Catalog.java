package heddle.data.catalog;

import heddle.data.filter.SchemaLookup;
import heddle.data.policy.Policy;
import heddle.data.policy.PolicySet;
import heddle.data.type.Schema;
import heddle.kernel.problem.Problem;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All object types of one tenant as they stood at one moment. */
public final class Catalog {
    /**
     * One object type with the policies that guard its objects.
     *
     * @param listed the same policies one by one, disabled ones included, in order of creation
     */
    public record Entry(Schema schema, PolicySet policies, List<Policy> listed) {}

    private final Map<String, Entry> byId = new LinkedHashMap<>();
    private final Map<String, Entry> byName = new HashMap<>();

    public Catalog(List<Entry> entries) {
        for (Entry entry : entries) {
            byId.put(entry.schema().type().id(), entry);
            byName.put(entry.schema().type().name(), entry);
        }
    }

    /** By {@code ot_...} id or by name; null when there is none. */
    public @Nullable Entry find(String idOrName) {
        Entry entry = byId.get(idOrName);
        return entry == null ? byName.get(idOrName) : entry;
    }

    /**
     * @throws Problem 404 when the tenant has no such type
     */
    public Entry require(String idOrName) {
        Entry entry = find(idOrName);
        if (entry == null) {
            throw Problem.notFound();
        }
        return entry;
    }

    /** Finds the schemas of the other types, so that conditions can follow references. */
    public SchemaLookup schemas() {
        return id -> {
            Entry entry = byId.get(id);
            return entry == null ? null : entry.schema();
        };
    }

    /** By name. */
    public Collection<Entry> entries() {
        return byId.values();
    }
}
