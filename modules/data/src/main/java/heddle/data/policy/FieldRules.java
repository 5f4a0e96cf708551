package heddle.data.policy;

import heddle.data.filter.Binder;
import heddle.data.filter.Bindings;
import heddle.data.filter.Bound;
import heddle.data.filter.ConditionEval;
import heddle.data.filter.Links;
import heddle.data.filter.Row;
import heddle.data.filter.Truth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which properties policies withhold from a caller: hidden ones for reading, read-only ones for changing.
 *
 * <p>A permissive policy grants every property it does not name, so a property is withheld in a row only when every
 * permissive policy that lets the row through names it. A restrictive policy withholds what it names everywhere.
 */
public final class FieldRules {
    static final FieldRules NONE = new FieldRules(List.of(), Set.of(), Set.of());

    private final List<Grant> grants;
    private final Set<String> always;
    private final Set<String> anywhere;

    private FieldRules(List<Grant> grants, Set<String> always, Set<String> anywhere) {
        this.grants = grants;
        this.always = always;
        this.anywhere = anywhere;
    }

    static FieldRules of(List<Rule> applicable, Bindings bindings, boolean reading) {
        List<Grant> grants = new ArrayList<>();
        Set<String> always = new HashSet<>();
        Set<String> anywhere = new HashSet<>();
        for (Rule rule : applicable) {
            Set<String> named =
                    Set.copyOf(reading ? rule.policy().hide() : rule.policy().readonly());
            anywhere.addAll(named);
            if (rule.permissive()) {
                grants.add(new Grant(Binder.bind(rule.condition(), bindings), named));
            } else {
                always.addAll(named);
            }
        }
        return anywhere.isEmpty() ? NONE : new FieldRules(grants, Set.copyOf(always), Set.copyOf(anywhere));
    }

    /** Whether nothing is withheld in any row, so that rows need not be looked at. */
    public boolean none() {
        return anywhere.isEmpty();
    }

    /** What is withheld in some row: such a property may not be filtered, sorted, searched or aggregated. */
    public Set<String> anywhere() {
        return anywhere;
    }

    /** What is withheld in this row. */
    public Set<String> in(Row row, Links links) {
        if (none()) {
            return Set.of();
        }
        Set<String> common = new HashSet<>(anywhere);
        for (Grant grant : grants) {
            if (ConditionEval.of(grant.condition(), row, links) == Truth.TRUE) {
                common.retainAll(grant.withheld());
            }
        }
        common.addAll(always);
        return common;
    }

    private record Grant(Bound condition, Set<String> withheld) {}
}
