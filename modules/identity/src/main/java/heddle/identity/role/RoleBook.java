package heddle.identity.role;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import heddle.contracts.Channels;
import heddle.contracts.RoleNames;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.signal.Signals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The roles of every tenant in memory, fresh on all nodes by signal: who has which permissions is asked per request. */
public final class RoleBook implements RoleNames {
    /**
     * What roles come to.
     *
     * @param roles names, the primary one first, those inherited from last
     */
    public record Granted(List<String> roles, Set<String> permissions) {}

    private record Page(Map<String, Role> byId, Map<String, Role> byName) {}

    private final Db db;
    private final RoleStore store = new RoleStore();
    private final Cache<String, Page> pages = Caffeine.newBuilder()
            .maximumSize(50_000)
            .expireAfterWrite(Duration.ofMinutes(10))
            .build();

    public RoleBook(Db db, Signals signals) {
        this.db = db;
        signals.on(Channels.REALMS, pages::invalidate, pages::invalidateAll);
    }

    /**
     * @param primary name of the account's own role
     * @param assigned ids of further ones
     */
    public Granted granted(String realm, String primary, Collection<String> assigned) {
        if (!Realm.isTenant(realm)) {
            return new Granted(List.of(primary), RealmRoles.permissions(realm, primary));
        }
        Page page = page(realm);
        Set<String> names = new LinkedHashSet<>();
        Set<String> inherited = new LinkedHashSet<>();
        Set<String> permissions = new TreeSet<>();
        names.add(primary);
        collect(page, page.byName().get(primary), inherited, permissions);
        for (String id : assigned) {
            Role role = page.byId().get(id);
            if (role != null) {
                names.add(role.name());
                collect(page, role, inherited, permissions);
            }
        }
        names.addAll(inherited);
        return new Granted(List.copyOf(names), Set.copyOf(permissions));
    }

    /** The permissions of a role with those it inherits. */
    Set<String> effective(String realm, Role role) {
        Set<String> permissions = new TreeSet<>();
        collect(page(realm), role, new LinkedHashSet<>(), permissions);
        return permissions;
    }

    /** Whether a tenant has a role of this name. */
    @Override
    public boolean exists(String tenantId, String name) {
        return page(tenantId).byName().containsKey(name);
    }

    /** Whether an account is an owner of its tenant, by its own role or by an assigned one. */
    public boolean isOwner(Tx tx, String accountId) {
        return store.holders(tx, Role.systemByName(Role.OWNER).orElseThrow()).contains(accountId);
    }

    /** Drops what this node holds of a realm; other nodes are told by signal. */
    void forget(String realm) {
        pages.invalidate(realm);
    }

    private static void collect(Page page, @Nullable Role from, Set<String> names, Set<String> permissions) {
        Role role = from;
        for (int depth = 0; role != null && depth <= Role.MAX_DEPTH; depth++) {
            permissions.addAll(role.permissions());
            if (depth > 0) {
                names.add(role.name());
            }
            role = role.parentId() == null ? null : page.byId().get(role.parentId());
        }
    }

    private Page page(String realm) {
        return pages.get(realm, id -> {
            List<Role> all = new ArrayList<>(Role.SYSTEM);
            all.addAll(db.tx(Caller.system(id, "roles"), store::list));
            Map<String, Role> byId = new HashMap<>();
            Map<String, Role> byName = new HashMap<>();
            for (Role role : all) {
                byId.put(role.id(), role);
                byName.put(role.name(), role);
            }
            return new Page(byId, byName);
        });
    }
}
