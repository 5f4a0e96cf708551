package heddle.data.policy;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.data.filter.Condition;
import heddle.data.filter.Links;
import heddle.data.filter.Row;
import heddle.data.filter.Sample;
import heddle.data.type.Schema;
import heddle.kernel.access.Caller;
import heddle.kernel.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class PolicySetTest {
    private static final Row MINE = row("{\"status\":\"open\",\"owner\":\"usr_1\"}", "usr_1");
    private static final Row THEIRS = row("{\"status\":\"won\",\"owner\":\"usr_2\"}", "usr_2");
    private static final Row BARE = row("{}", null);
    private static final Links NOTHING = new Links() {
        @Override
        public boolean linked(String id, String type, Condition.Direction direction, @Nullable String other) {
            return false;
        }

        @Override
        public @Nullable Row referenced(Schema target, String id) {
            return null;
        }
    };

    private static Row row(String props, @Nullable String createdBy) {
        return new Row("obj_1", (ObjectNode) Json.parse(props), createdBy, Sample.NOW, Sample.NOW, 1, false);
    }

    private static Caller caller(Caller.Kind kind, String id, List<String> roles, Set<String> permissions) {
        Map<String, JsonNode> claims = Map.of("app_metadata", Json.parse("{\"team\":\"open\"}"));
        return new Caller(
                kind, Sample.TENANT, id, "", Set.of(), permissions, roles, claims, 0, "req_1", "10.0.0.1", "");
    }

    private static Caller user(String... roles) {
        return caller(Caller.Kind.USER, "usr_1", List.of(roles), Set.of());
    }

    private static Policy policy(Action action, @Nullable String role, String condition) {
        return policy(action, role, condition, Policy.Kind.PERMISSIVE, List.of());
    }

    private static Policy policy(
            Action action, @Nullable String role, String condition, Policy.Kind kind, List<String> hide) {
        return new Policy(
                "pol_1",
                Sample.CONTACTS,
                "p",
                action,
                role,
                (ObjectNode) Json.parse(condition),
                true,
                kind,
                false,
                hide,
                hide,
                null,
                Sample.NOW,
                Sample.NOW);
    }

    private static PolicySet set(Policy... policies) {
        return PolicySet.of(Sample.everything(), List.of(policies), RlsDefault.OWNER, Sample.types());
    }

    private static boolean allows(PolicySet set, Caller caller, Action action, Row row) {
        return set.allows(caller, action, row, Sample.NOW, NOTHING);
    }

    @Test
    void withoutPoliciesAnAccountHasItsOwnRowsOnly() {
        PolicySet none = set();

        assertThat(allows(none, user(), Action.SELECT, MINE)).isTrue();
        assertThat(allows(none, user(), Action.UPDATE, THEIRS)).isFalse();
        assertThat(allows(none, user(), Action.DELETE, BARE)).isFalse();
        assertThat(allows(none, user(), Action.INSERT, BARE)).isTrue();
        assertThat(none.predicate(user(), Action.SELECT, Sample.NOW, "p", "o").sql())
                .isEqualTo("(o.created_by = :p0)");
    }

    @ParameterizedTest
    @EnumSource(value = Action.class, names = "ALL", mode = EnumSource.Mode.EXCLUDE)
    void withoutPoliciesNobodyElseHasAnything(Action action) {
        for (Caller.Kind kind : List.of(Caller.Kind.NOBODY, Caller.Kind.PUBLISHABLE_KEY)) {
            Caller caller = caller(kind, "key_1", List.of(), Set.of());
            assertThat(set().predicate(caller, action, Sample.NOW, "p", "o").isFalse())
                    .isTrue();
        }
    }

    @Test
    void theDefaultCanBeOpenOrClosed() {
        PolicySet open = PolicySet.of(Sample.everything(), List.of(), RlsDefault.OPEN, Sample.types());
        PolicySet closed = PolicySet.of(Sample.everything(), List.of(), RlsDefault.DENY, Sample.types());

        assertThat(allows(open, user(), Action.SELECT, THEIRS)).isTrue();
        assertThat(allows(closed, user(), Action.SELECT, MINE)).isFalse();
        assertThat(allows(closed, user(), Action.INSERT, MINE)).isFalse();
    }

    @Test
    void secretKeysAndBypassingAccountsPass() {
        PolicySet closed = set(policy(Action.DELETE, "nobody", "{}"));

        assertThat(allows(closed, caller(Caller.Kind.API_KEY, "key_1", List.of(), Set.of()), Action.SELECT, BARE))
                .isTrue();
        Caller admin = caller(Caller.Kind.USER, "usr_9", List.of(), Set.of("policies:bypass"));
        assertThat(closed.unrestricted(admin)).isTrue();
        assertThat(closed.predicate(admin, Action.SELECT, Sample.NOW, "p", "o").isTrue())
                .isTrue();
        assertThat(allows(closed, user(), Action.SELECT, MINE)).isFalse();
    }

    @Test
    void onePermissivePolicyIsEnoughAndEveryRestrictiveOneIsNeeded() {
        PolicySet set = set(
                policy(Action.SELECT, null, "{\"owner\":\"{{auth.user_id}}\"}"),
                policy(Action.ALL, "sales", "{\"status\":{\"$in\":[\"open\",\"won\"]}}"),
                policy(Action.SELECT, null, "{\"status\":{\"$ne\":\"won\"}}", Policy.Kind.RESTRICTIVE, List.of()));

        assertThat(allows(set, user(), Action.SELECT, MINE)).isTrue();
        assertThat(allows(set, user(), Action.SELECT, THEIRS)).isFalse();
        assertThat(allows(set, user("sales"), Action.SELECT, THEIRS)).isFalse();
        assertThat(allows(set, user("sales"), Action.UPDATE, THEIRS)).isTrue();
        assertThat(allows(set, user(), Action.UPDATE, MINE)).isFalse();
        assertThat(allows(set, user("sales"), Action.SELECT, BARE)).isFalse();
    }

    @Test
    void restrictivePoliciesAloneAllowNothing() {
        PolicySet set = set(policy(Action.ALL, null, "{}", Policy.Kind.RESTRICTIVE, List.of()));

        assertThat(allows(set, user(), Action.SELECT, MINE)).isFalse();
    }

    @Test
    void aMissingVariableDeniesAlsoWhenNegated() {
        PolicySet set = set(
                policy(Action.SELECT, null, "{\"string\":{\"$ne\":\"{{auth.email}}\"}}"),
                policy(Action.SELECT, null, "{\"$not\":{\"owner\":\"{{auth.app_metadata.boss}}\"}}"));

        assertThat(allows(set, user(), Action.SELECT, MINE)).isFalse();
        assertThat(allows(set, user(), Action.SELECT, BARE)).isFalse();
    }

    @Test
    void variablesReadTheCaller() {
        PolicySet set = set(
                policy(Action.SELECT, null, "{\"status\":\"{{auth.app_metadata.team}}\"}"),
                policy(Action.SELECT, "anonymous", "{\"status\":\"won\"}"));
        Caller browser = caller(Caller.Kind.PUBLISHABLE_KEY, "key_1", List.of(), Set.of());

        assertThat(allows(set, user(), Action.SELECT, MINE)).isTrue();
        assertThat(allows(set, user(), Action.SELECT, THEIRS)).isFalse();
        assertThat(allows(set, browser, Action.SELECT, THEIRS)).isTrue();
    }

    @Test
    void aPolicyOnADeletedPropertyHoldsForNothing() {
        PolicySet permissive = set(policy(Action.ALL, null, "{\"deleted\":{\"$null\":true}}"));
        PolicySet restrictive = set(
                policy(Action.ALL, null, "{}"),
                policy(Action.ALL, null, "{\"deleted\":1}", Policy.Kind.RESTRICTIVE, List.of()));

        assertThat(allows(permissive, user(), Action.SELECT, MINE)).isFalse();
        assertThat(allows(restrictive, user(), Action.SELECT, MINE)).isFalse();
        assertThat(permissive.unreadable()).hasSize(1);
    }

    @Test
    void aBrokenPolicyStaysBrokenWhenItsPropertyComesBack() {
        Policy sound = policy(Action.ALL, null, "{}");
        Policy broken = new Policy(
                sound.id(),
                sound.objectTypeId(),
                "p",
                Action.ALL,
                null,
                sound.condition(),
                true,
                sound.kind(),
                true,
                List.of(),
                List.of(),
                null,
                Sample.NOW,
                Sample.NOW);

        assertThat(allows(set(sound), user(), Action.SELECT, MINE)).isTrue();
        assertThat(allows(set(broken), user(), Action.SELECT, MINE)).isFalse();
    }

    @Test
    void aPropertyIsHiddenOnlyWhereNoPolicyShowsIt() {
        PolicySet set = set(
                policy(
                        Action.SELECT,
                        null,
                        "{\"status\":{\"$in\":[\"open\",\"won\"]}}",
                        Policy.Kind.PERMISSIVE,
                        List.of("integer", "email")),
                policy(
                        Action.SELECT,
                        null,
                        "{\"owner\":\"{{auth.user_id}}\"}",
                        Policy.Kind.PERMISSIVE,
                        List.of("email")));

        FieldRules hidden = set.hidden(user(), Sample.NOW);

        assertThat(hidden.in(MINE, NOTHING)).containsExactly("email");
        assertThat(hidden.in(THEIRS, NOTHING)).containsExactlyInAnyOrder("integer", "email");
        assertThat(hidden.anywhere()).containsExactlyInAnyOrder("integer", "email");
        assertThat(set.readonly(user(), Sample.NOW).none()).isTrue();
        assertThat(set.hidden(caller(Caller.Kind.API_KEY, "key_1", List.of(), Set.of()), Sample.NOW)
                        .none())
                .isTrue();
    }

    @Test
    void aRestrictivePolicyHidesEverywhere() {
        PolicySet set = set(
                policy(Action.ALL, null, "{}"),
                policy(Action.SELECT, null, "{}", Policy.Kind.RESTRICTIVE, List.of("email")));

        assertThat(set.hidden(user(), Sample.NOW).in(MINE, NOTHING)).containsExactly("email");
    }
}
