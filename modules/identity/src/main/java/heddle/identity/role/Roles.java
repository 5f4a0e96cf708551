package heddle.identity.role;

import heddle.contracts.Channels;
import heddle.identity.account.Account;
import heddle.identity.account.Accounts;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.delete.Dependency;
import heddle.kernel.delete.SecureDelete;
import heddle.kernel.event.Event;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import heddle.kernel.signal.Signals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What can be done with roles. Nobody gives what they do not have, and the last owner stays one. */
public final class Roles {
    private final Kernel kernel;
    private final RoleBook book;
    private final Accounts accounts;
    private final RoleStore store = new RoleStore();

    public Roles(Kernel kernel, RoleBook book, Accounts accounts) {
        this.kernel = kernel;
        this.book = book;
        this.accounts = accounts;
    }

    List<RoleJson.View> list(Caller caller) {
        return kernel.db().tx(caller, tx -> {
            List<Role> all = new ArrayList<>(Role.SYSTEM);
            all.addAll(store.list(tx));
            return all.stream()
                    .map(r -> RoleJson.view(r, store.count(tx, r), null))
                    .toList();
        });
    }

    RoleJson.View get(Caller caller, String id) {
        return kernel.db().tx(caller, tx -> shown(tx, caller, require(tx, id)));
    }

    RoleJson.View create(Caller caller, RoleJson.Create wanted) {
        return kernel.db().tx(caller, tx -> {
            Set<String> permissions = checked(caller, wanted.permissions() == null ? List.of() : wanted.permissions());
            Instant now = kernel.time().instant();
            Role role = new Role(
                    kernel.ids().next("role"),
                    wanted.name(),
                    wanted.description() == null ? "" : wanted.description(),
                    wanted.parentRoleId(),
                    permissions,
                    false,
                    now,
                    now);
            requireParent(tx, caller, role, store.lockAll(tx));
            if (Role.systemByName(role.name()).isPresent() || !store.insert(tx, role)) {
                throw nameTaken(role.name());
            }
            announce(tx, caller, "role.created", role);
            return RoleJson.view(role, 0, null);
        });
    }

    RoleJson.View update(Caller caller, String id, RoleJson.Update change) {
        return kernel.db().tx(caller, tx -> {
            List<Role> all = store.lockAll(tx);
            Role old = requireOwn(tx, id);
            String name = change.name().orKeep(old.name());
            String description = change.description().orKeep(old.description());
            Role fresh = new Role(
                    old.id(),
                    name == null ? old.name() : name,
                    description == null ? "" : description,
                    change.parentRoleId().orKeep(old.parentId()),
                    old.permissions(),
                    false,
                    old.createdAt(),
                    kernel.time().instant());
            requireParent(tx, caller, fresh, all);
            boolean taken = Role.systemByName(fresh.name()).isPresent()
                    || all.stream().anyMatch(r -> r.name().equals(fresh.name()) && !r.id().equals(id));
            if (taken) {
                throw nameTaken(fresh.name());
            }
            store.update(tx, fresh);
            if (!fresh.name().equals(old.name())) {
                accounts.renameRole(tx, old.name(), fresh.name());
            }
            announce(tx, caller, "role.updated", fresh);
            return RoleJson.view(fresh, store.count(tx, fresh), null);
        });
    }

    RoleJson.View permit(Caller caller, String id, List<String> permissions) {
        return kernel.db().tx(caller, tx -> {
            store.lockAll(tx);
            Role old = requireOwn(tx, id);
            Role fresh = new Role(
                    old.id(),
                    old.name(),
                    old.description(),
                    old.parentId(),
                    checked(caller, permissions),
                    false,
                    old.createdAt(),
                    kernel.time().instant());
            store.update(tx, fresh);
            announce(tx, caller, "role.updated", fresh);
            return RoleJson.view(fresh, store.count(tx, fresh), null);
        });
    }

    /** Deletes a role, behind the confirm token when somebody has it. */
    void delete(Caller caller, String id, SecureDelete.Ask ask) {
        kernel.deletes()
                .run(
                        caller,
                        new SecureDelete.Target("role", id),
                        ask,
                        tx -> dependencies(tx, requireOwn(tx, id)),
                        tx -> {
                            Role role = requireOwn(tx, id);
                            accounts.renameRole(tx, role.name(), Role.AUTHENTICATED);
                            store.delete(tx, role);
                            announce(tx, caller, "role.deleted", role);
                            return true;
                        });
    }

    private List<Dependency> dependencies(Tx tx, Role role) {
        List<Dependency> out = new ArrayList<>();
        long users = store.count(tx, role);
        if (users > 0) {
            out.add(new Dependency("user_roles", users, "users with this role"));
        }
        long children = store.list(tx).stream()
                .filter(r -> role.id().equals(r.parentId()))
                .count();
        if (children > 0) {
            out.add(new Dependency("child_roles", children, "roles that inherit from it"));
        }
        return out;
    }

    void assign(Caller caller, String accountId, String roleId) {
        kernel.db().tx(caller, tx -> {
            Role role = require(tx, roleId);
            requireHeld(caller, book.effective(caller.tenantId(), role));
            Account account = accounts.lock(tx, accountId);
            if (store.assign(tx, account.id(), role.id(), kernel.time().instant())) {
                tell(tx, caller, account, role, "assigned");
            }
            return true;
        });
    }

    void remove(Caller caller, String roleId, String accountId) {
        kernel.db().tx(caller, tx -> {
            Role role = require(tx, roleId);
            requireHeld(caller, book.effective(caller.tenantId(), role));
            Account account = accounts.lock(tx, accountId);
            if (role.name().equals(Role.OWNER)) {
                requireAnotherOwner(tx, account.id());
            }
            if (!store.remove(tx, account.id(), role.id())) {
                throw Problem.notFound();
            }
            tell(tx, caller, account, role, "removed");
            return true;
        });
    }

    /** The roles of an account, its primary one first. */
    List<RoleJson.View> of(Caller caller, String accountId) {
        return kernel.db().tx(caller, tx -> {
            Account account = accounts.require(tx, accountId);
            List<Role> all = new ArrayList<>();
            byName(tx, account.role()).ifPresent(all::add);
            store.assigned(tx, Set.of(accountId)).getOrDefault(accountId, List.of()).stream()
                    .flatMap(id -> find(tx, id).stream())
                    .filter(r -> !r.name().equals(account.role()))
                    .forEach(all::add);
            return all.stream()
                    .map(r -> RoleJson.view(r, store.count(tx, r), null))
                    .toList();
        });
    }

    /** The names of all roles of some accounts, the primary one first. */
    public Map<String, List<String>> names(Tx tx, String realm, List<Account> some) {
        Map<String, List<String>> assigned =
                store.assigned(tx, some.stream().map(Account::id).collect(Collectors.toSet()));
        return some.stream()
                .collect(Collectors.toMap(
                        Account::id,
                        a -> book.granted(realm, a.role(), assigned.getOrDefault(a.id(), List.of()))
                                .roles()));
    }

    /**
     * A role name that the caller may give to somebody.
     *
     * @throws Problem 400 when there is none, 403 when it has more than the caller
     */
    public String requireGrantable(Tx tx, Caller caller, String name) {
        Role role =
                byName(tx, name).orElseThrow(() -> Problem.invalid("role", "not_in_enum", "There is no role " + name));
        requireHeld(caller, book.effective(caller.tenantId(), role));
        return name;
    }

    /**
     * Role names that the caller may let somebody else give away. Whoever names a role that is not there yet must be able
     * to give everything, since nobody knows what it will permit.
     *
     * @throws Problem 403 when one has more than the caller
     */
    public void requireMappable(Tx tx, Caller caller, Collection<String> names) {
        for (String name : names) {
            requireHeld(
                    caller,
                    byName(tx, name)
                            .map(role -> book.effective(caller.tenantId(), role))
                            .orElse(Set.of("*")));
        }
    }

    /**
     * @throws Problem 409 when no other active owner is there
     */
    public void requireAnotherOwner(Tx tx, String accountId) {
        Role owner = Role.systemByName(Role.OWNER).orElseThrow();
        Set<String> holders = store.holders(tx, owner);
        boolean holds = holders.contains(accountId);
        boolean another =
                accounts.byIds(tx, holders).values().stream().anyMatch(a -> !a.id().equals(accountId) && a.active());
        if (holds && !another) {
            throw Problem.conflict("INVALID_STATE", "This is the last owner; make somebody else one first");
        }
    }

    public void forget(Tx tx, String accountId) {
        store.removeAll(tx, accountId);
    }

    /** Nobody gives away a permission that they lack; keys with the scope for roles lack none. */
    private static void requireHeld(Caller caller, Set<String> permissions) {
        if (caller.kind() != Caller.Kind.USER || caller.permissions().contains("*")) {
            return;
        }
        List<String> missing = permissions.stream()
                .filter(p -> !caller.permissions().contains(p))
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
            throw Problem.forbidden("SCOPE_ESCALATION", "You cannot give permissions that you do not have: " + missing);
        }
    }

    private static Set<String> checked(Caller caller, List<String> permissions) {
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < permissions.size(); i++) {
            if (!Role.CATALOGUE.contains(permissions.get(i))) {
                faults.add(new Fault(
                        "permissions[" + i + "]", "not_in_enum", "Use one of " + new TreeSet<>(Role.CATALOGUE)));
            }
        }
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        Set<String> set = Set.copyOf(new TreeSet<>(permissions));
        requireHeld(caller, set);
        return set;
    }

    /** The parent exists, is no descendant, and the line to the top is short. */
    private void requireParent(Tx tx, Caller caller, Role role, List<Role> all) {
        Map<String, Role> byId = all.stream().collect(Collectors.toMap(Role::id, Function.identity()));
        Set<String> line = new java.util.HashSet<>(Set.of(role.id()));
        String next = role.parentId();
        while (next != null) {
            Role parent = Optional.ofNullable(byId.get(next))
                    .or(() -> Role.systemById(String.valueOf(role.parentId())))
                    .orElseThrow(() -> Problem.invalid("parent_role_id", "not_found", "There is no such role"));
            if (!line.add(parent.id())) {
                throw Problem.invalid("parent_role_id", "invalid_format", "A role cannot inherit from itself");
            }
            if (line.size() > Role.MAX_DEPTH) {
                throw Problem.invalid(
                        "parent_role_id", "out_of_range", "Roles inherit over at most " + Role.MAX_DEPTH + " levels");
            }
            next = parent.parentId();
        }
        if (role.parentId() != null) {
            requireHeld(caller, book.effective(caller.tenantId(), require(tx, role.parentId())));
        }
    }

    private RoleJson.View shown(Tx tx, Caller caller, Role role) {
        return RoleJson.view(role, store.count(tx, role), book.effective(caller.tenantId(), role));
    }

    private Role require(Tx tx, String id) {
        return find(tx, id).orElseThrow(Problem::notFound);
    }

    private Role requireOwn(Tx tx, String id) {
        if (Role.systemById(id).isPresent()) {
            throw Problem.conflict("INVALID_STATE", "A system role cannot be changed; make one that inherits from it");
        }
        return store.byId(tx, id).orElseThrow(Problem::notFound);
    }

    private Optional<Role> find(Tx tx, String id) {
        return Role.systemById(id).or(() -> store.byId(tx, id));
    }

    private Optional<Role> byName(Tx tx, String name) {
        return Role.systemByName(name)
                .or(() -> store.list(tx).stream()
                        .filter(r -> r.name().equals(name))
                        .findFirst());
    }

    private static Problem nameTaken(String name) {
        return Problem.conflict("DUPLICATE_VALUE", "There is a role " + name + " already");
    }

    private void tell(Tx tx, Caller caller, Account account, Role role, String what) {
        tx.record(Event.of(
                kernel.ids().next("evt"),
                caller,
                "user.role_" + what,
                account.id(),
                Json.text(Map.of("role_id", role.id(), "role", role.name())),
                kernel.time().instant()));
        accounts.changed(tx, account.id());
    }

    private void announce(Tx tx, Caller caller, String type, Role role) {
        tx.record(Event.of(
                kernel.ids().next("evt"),
                caller,
                type,
                role.id(),
                Json.text(RoleJson.view(role, 0, null)),
                kernel.time().instant()));
        Signals.send(tx, Channels.REALMS, caller.tenantId());
        tx.afterCommit(() -> book.forget(caller.tenantId()));
    }
}
