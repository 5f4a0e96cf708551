package heddle.data.object;

import heddle.data.catalog.Catalog;
import heddle.data.filter.ReferenceGuard;
import heddle.data.filter.SchemaLookup;
import heddle.data.filter.SqlPredicate;
import heddle.data.filter.Vocabulary;
import heddle.data.policy.Action;
import heddle.data.policy.FieldRules;
import heddle.data.policy.PolicySet;
import heddle.data.type.Schema;
import heddle.kernel.access.Caller;
import java.time.Instant;
import java.util.Set;

/**
 * What one caller may do with the objects of one type at one moment. Everything that shows objects asks here: get, list,
 * batch, trash, associations, versions, export, reports, SQL views, realtime.
 */
public final class Guard {
    private final Catalog catalog;
    private final Catalog.Entry entry;
    private final Caller caller;
    private final Instant now;

    public Guard(Catalog catalog, Catalog.Entry entry, Caller caller, Instant now) {
        this.catalog = catalog;
        this.entry = entry;
        this.caller = caller;
        this.now = now;
    }

    public Schema schema() {
        return entry.schema();
    }

    public Caller caller() {
        return caller;
    }

    public Instant now() {
        return now;
    }

    public PolicySet policies() {
        return entry.policies();
    }

    /** The predicate for an action over the object table under the alias {@code o}. */
    public SqlPredicate may(Action action) {
        String prefix = action.word().substring(0, 1) + "p";
        return entry.policies().predicate(caller, action, now, prefix, "o");
    }

    public SqlPredicate visible() {
        return may(Action.SELECT);
    }

    /** The properties that are withheld from the caller in some row. */
    public FieldRules hidden() {
        return entry.policies().hidden(caller, now);
    }

    public FieldRules readonly() {
        return entry.policies().readonly(caller, now);
    }

    /** What the caller's filters and sorts may name. */
    public Vocabulary words() {
        Set<String> mine = hidden().anywhere();
        return Vocabulary.user(
                schema(),
                types(),
                (target, name) -> target.type().id().equals(schema().type().id())
                        ? mine.contains(name)
                        : hiddenOf(target).contains(name));
    }

    /** Keeps a filter over a reference from asking about objects that the caller may not see. */
    public ReferenceGuard references() {
        return (target, prefix, alias) -> {
            Catalog.Entry other = catalog.find(target.type().id());
            return other == null
                    ? SqlPredicate.FALSE
                    : other.policies().predicate(caller, Action.SELECT, now, prefix, alias);
        };
    }

    public SchemaLookup types() {
        return id -> {
            Catalog.Entry other = catalog.find(id);
            return other == null ? null : other.schema();
        };
    }

    /** The same caller before another type of the tenant; null when there is no such type. */
    public @org.jspecify.annotations.Nullable Guard of(String idOrName) {
        Catalog.Entry other = catalog.find(idOrName);
        return other == null ? null : new Guard(catalog, other, caller, now);
    }

    private Set<String> hiddenOf(Schema target) {
        Catalog.Entry other = catalog.find(target.type().id());
        return other == null ? Set.of() : other.policies().hidden(caller, now).anywhere();
    }
}
