package heddle.data.policy;

import heddle.data.filter.Condition;
import heddle.data.filter.ConditionJson;
import heddle.data.filter.SchemaLookup;
import heddle.data.filter.Vocabulary;
import heddle.data.type.Schema;
import heddle.kernel.problem.Problem;

/** A policy with its condition read against today's schema; one that cannot be read holds for no object. */
record Rule(Policy policy, Condition condition, boolean readable) {

    static Rule of(Policy policy, Schema schema, SchemaLookup types) {
        if (policy.broken()) {
            return new Rule(policy, Condition.NEVER, false);
        }
        try {
            return new Rule(
                    policy,
                    ConditionJson.parse(policy.condition(), "condition_json", Vocabulary.policy(schema, types)),
                    true);
        } catch (Problem unreadable) {
            return new Rule(policy, Condition.NEVER, false);
        }
    }

    boolean speaksOf(Action asked, AuthContext auth) {
        return policy.action().covers(asked)
                && (policy.role() == null || auth.roles().contains(policy.role()));
    }

    boolean permissive() {
        return policy.kind() == Policy.Kind.PERMISSIVE;
    }
}
