package heddle.data.policy;

import heddle.data.filter.Binder;
import heddle.data.filter.Bindings;
import heddle.data.filter.Bound;
import heddle.data.filter.Condition;
import heddle.data.filter.ConditionEval;
import heddle.data.filter.ConditionSql;
import heddle.data.filter.Field;
import heddle.data.filter.Links;
import heddle.data.filter.Operand;
import heddle.data.filter.Operator;
import heddle.data.filter.ReferenceGuard;
import heddle.data.filter.Row;
import heddle.data.filter.SchemaLookup;
import heddle.data.filter.SqlPredicate;
import heddle.data.filter.SystemField;
import heddle.data.filter.Truth;
import heddle.data.type.Schema;
import heddle.kernel.access.Caller;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.StringNode;

/**
 * The policies of one object type, ready to answer for any caller. Immutable; make a new one when a policy or the
 * schema changes.
 *
 * <p>A row is allowed when one applicable permissive policy and every applicable restrictive policy holds. Nothing is
 * allowed where no permissive policy applies. Callers who are not policed pass everywhere.
 */
public final class PolicySet {
    private final List<Rule> rules;
    private final RlsDefault fallback;

    private PolicySet(List<Rule> rules, RlsDefault fallback) {
        this.rules = rules;
        this.fallback = fallback;
    }

    /**
     * Reads the policies of a type.
     *
     * @param policies in any order; disabled ones are left out
     * @param fallback what holds when none of them is enabled
     */
    public static PolicySet of(Schema schema, List<Policy> policies, RlsDefault fallback, SchemaLookup types) {
        List<Rule> rules = policies.stream()
                .filter(Policy::enabled)
                .map(p -> Rule.of(p, schema, types))
                .toList();
        return new PolicySet(rules, fallback);
    }

    /** Whether every object is open to the caller, so that no predicate is needed. */
    public boolean unrestricted(Caller caller) {
        return !caller.policed();
    }

    /**
     * The predicate over the object table; {@code true} for callers who are not policed.
     *
     * @param prefix begins the name of every bound value
     * @param alias of the object table in the statement
     */
    public SqlPredicate predicate(Caller caller, Action action, Instant now, String prefix, String alias) {
        return ConditionSql.of(decision(caller, action, now), ReferenceGuard.OPEN, prefix, alias);
    }

    /** Whether the caller may do this to a row: the new row for an insert, both the old and the new for an update. */
    public boolean allows(Caller caller, Action action, Row row, Instant now, Links links) {
        return ConditionEval.of(decision(caller, action, now), row, links) == Truth.TRUE;
    }

    /** What the policies come to for a caller; the same value may be judged over many rows. */
    public Bound decision(Caller caller, Action action, Instant now) {
        if (unrestricted(caller)) {
            return Bound.TRUE;
        }
        AuthContext auth = AuthContext.of(caller);
        if (rules.isEmpty()) {
            return fallback(action, auth, now);
        }
        Bindings bindings = auth.bindings(now);
        List<Rule> applicable =
                rules.stream().filter(r -> r.speaksOf(action, auth)).toList();
        Bound permitted = Bound.any(applicable.stream()
                .filter(Rule::permissive)
                .map(r -> Binder.bind(r.condition(), bindings))
                .toList());
        Bound kept = Bound.all(applicable.stream()
                .filter(r -> !r.permissive())
                .map(r -> Binder.bind(r.condition(), bindings))
                .toList());
        return Bound.all(List.of(permitted, kept));
    }

    /** The field rules of the select policies for a caller. */
    public FieldRules hidden(Caller caller, Instant now) {
        return fieldRules(caller, Action.SELECT, now);
    }

    /** The field rules of the update policies for a caller. */
    public FieldRules readonly(Caller caller, Instant now) {
        return fieldRules(caller, Action.UPDATE, now);
    }

    /** Enabled policies whose condition no longer fits the schema. */
    public List<Policy> unreadable() {
        return rules.stream().filter(r -> !r.readable()).map(Rule::policy).toList();
    }

    private FieldRules fieldRules(Caller caller, Action action, Instant now) {
        if (unrestricted(caller)) {
            return FieldRules.NONE;
        }
        AuthContext auth = AuthContext.of(caller);
        Bindings bindings = auth.bindings(now);
        return FieldRules.of(
                rules.stream().filter(r -> r.speaksOf(action, auth)).toList(), bindings, action == Action.SELECT);
    }

    private Bound fallback(Action action, AuthContext auth, Instant now) {
        return switch (fallback) {
            case OPEN -> Bound.TRUE;
            case DENY -> Bound.FALSE;
            case OWNER -> owned(action, auth.userId(), auth.bindings(now));
        };
    }

    private static Bound owned(Action action, @Nullable String userId, Bindings bindings) {
        if (userId == null) {
            return Bound.FALSE;
        }
        if (action == Action.INSERT) {
            return Bound.TRUE;
        }
        Condition mine = new Condition.Compare(
                new Field.OfSystem(SystemField.CREATED_BY),
                Operator.EQ,
                new Operand.Literal(StringNode.valueOf(userId)),
                "created_by");
        return Binder.bind(mine, bindings);
    }
}
