package heddle.data.policies;

import heddle.contracts.RoleNames;
import heddle.data.catalog.Catalog;
import heddle.data.catalog.Catalogs;
import heddle.data.filter.ConditionJson;
import heddle.data.filter.SchemaLookup;
import heddle.data.filter.Vocabulary;
import heddle.data.policy.Action;
import heddle.data.policy.Policy;
import heddle.data.policy.PolicyAdvice;
import heddle.data.type.Schema;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.event.Event;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What can be done with the policies of an object type. */
final class Policies {
    /**
     * @param warnings what is allowed but should be known
     */
    record Advised(Policy policy, List<Fault> warnings) {}

    private final Kernel kernel;
    private final Catalogs catalogs;
    private final RoleNames roles;
    private final PolicyStore store = new PolicyStore();

    Policies(Kernel kernel, Catalogs catalogs, RoleNames roles) {
        this.roles = roles;
        this.kernel = kernel;
        this.catalogs = catalogs;
    }

    /** In order of creation. */
    List<Advised> list(Caller caller, String type) {
        Catalog catalog = catalogs.of(caller);
        Catalog.Entry entry = catalog.require(type);
        return entry.listed().stream()
                .map(p -> advised(p, entry.schema(), catalog.schemas()))
                .toList();
    }

    Advised create(Caller caller, String type, PolicyJson.Create in) {
        return kernel.db().tx(caller, tx -> {
            Catalog catalog = catalogs.lock(tx, caller.tenantId());
            Catalog.Entry entry = catalog.require(type);
            PolicyRules rules = new PolicyRules(
                    entry.schema(), catalog.schemas(), name -> roles.exists(caller.tenantId(), name));
            Policy policy = rules.define(
                    in, kernel.ids().next("pol"), caller, kernel.time().instant());
            rules.throwFaults(policy, entry.listed());
            store.insert(tx, policy);
            announce(tx, caller, "policy.created", policy, null);
            return advised(policy, entry.schema(), catalog.schemas());
        });
    }

    Advised update(Caller caller, String type, String id, PolicyJson.Update in) {
        return kernel.db().tx(caller, tx -> {
            Catalog catalog = catalogs.lock(tx, caller.tenantId());
            Catalog.Entry entry = catalog.require(type);
            Policy old = find(entry, id);
            PolicyRules rules = new PolicyRules(
                    entry.schema(), catalog.schemas(), name -> roles.exists(caller.tenantId(), name));
            Policy fresh = rules.amend(old, in, kernel.time().instant());
            rules.throwFaults(
                    fresh,
                    entry.listed().stream().filter(p -> !p.id().equals(id)).toList());
            if (changed(old, fresh).isEmpty()) {
                return advised(old, entry.schema(), catalog.schemas());
            }
            store.update(tx, fresh);
            announce(tx, caller, "policy.updated", fresh, old);
            return advised(fresh, entry.schema(), catalog.schemas());
        });
    }

    void delete(Caller caller, String type, String id) {
        kernel.db().tx(caller, tx -> {
            Policy old = find(catalogs.lock(tx, caller.tenantId()).require(type), id);
            Instant now = kernel.time().instant();
            store.delete(tx, id);
            tx.record(Event.of(kernel.ids().next("evt"), caller, "policy.deleted", id, null, now)
                    .inType(old.objectTypeId())
                    .before(PolicyJson.fact(old), List.of()));
            catalogs.changed(tx, caller.tenantId());
            return true;
        });
    }

    private void announce(Tx tx, Caller caller, String type, Policy fresh, @Nullable Policy old) {
        Event event = Event.of(
                        kernel.ids().next("evt"),
                        caller,
                        type,
                        fresh.id(),
                        PolicyJson.fact(fresh),
                        kernel.time().instant())
                .inType(fresh.objectTypeId());
        tx.record(old == null ? event : event.before(PolicyJson.fact(old), changed(old, fresh)));
        catalogs.changed(tx, caller.tenantId());
    }

    private static Policy find(Catalog.Entry entry, String id) {
        return entry.listed().stream()
                .filter(p -> p.id().equals(id))
                .findFirst()
                .orElseThrow(Problem::notFound);
    }

    private static Advised advised(Policy policy, Schema schema, SchemaLookup types) {
        if (policy.broken()) {
            return new Advised(
                    policy,
                    List.of(new Fault(
                            "condition_json",
                            "broken",
                            "The condition named what is gone, so it holds for no object; send a new condition_json")));
        }
        List<Fault> out = new ArrayList<>(PolicyAdvice.on(
                ConditionJson.parse(policy.condition(), "condition_json", Vocabulary.policy(schema, types))));
        unused(policy, Action.SELECT, policy.hide(), "hide", out);
        unused(policy, Action.UPDATE, policy.readonly(), "readonly", out);
        return new Advised(policy, out);
    }

    private static void unused(Policy policy, Action useful, List<String> names, String list, List<Fault> out) {
        if (!names.isEmpty() && policy.action() != useful && policy.action() != Action.ALL) {
            out.add(new Fault(
                    "fields." + list, "no_effect", "This list counts in policies for " + useful.word() + " and all"));
        }
    }

    private static List<String> changed(Policy old, Policy fresh) {
        List<String> out = new ArrayList<>();
        add(out, "name", old.name(), fresh.name());
        add(out, "action", old.action(), fresh.action());
        add(out, "role", old.role(), fresh.role());
        add(out, "condition_json", old.condition(), fresh.condition());
        add(out, "enabled", old.enabled(), fresh.enabled());
        add(out, "mode", old.kind(), fresh.kind());
        add(out, "status", old.broken(), fresh.broken());
        add(out, "fields", List.of(old.hide(), old.readonly()), List.of(fresh.hide(), fresh.readonly()));
        return List.copyOf(out);
    }

    private static void add(List<String> out, String name, @Nullable Object old, @Nullable Object fresh) {
        if (!Objects.equals(old, fresh)) {
            out.add(name);
        }
    }
}
