package heddle.identity.role;

import static heddle.kernel.db.Times.instant;
import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.StatementContext;

/** All SQL of roles and of who has them. */
final class RoleStore {
    List<Role> list(Tx tx) {
        return tx.query("select * from identity.roles where realm = :tenant order by name")
                .map(RoleStore::role)
                .list();
    }

    /** Locks a tenant's own roles, so that two changes cannot close a circle of parents together. */
    List<Role> lockAll(Tx tx) {
        return tx.query("select * from identity.roles where realm = :tenant order by id for update")
                .map(RoleStore::role)
                .list();
    }

    Optional<Role> byId(Tx tx, String id) {
        return tx.query("select * from identity.roles where realm = :tenant and id = :id")
                .bind("id", id)
                .map(RoleStore::role)
                .findOne();
    }

    boolean insert(Tx tx, Role role) {
        return tx.update("""
                                insert into identity.roles (realm, id, name, description, parent_role_id, permissions,
                                    created_at, updated_at)
                                values (:tenant, :id, :name, :description, :parent, :permissions, :created, :created)
                                on conflict do nothing
                                """)
                        .bind("id", role.id())
                        .bind("name", role.name())
                        .bind("description", role.description())
                        .bind("parent", role.parentId())
                        .bindArray("permissions", String.class, role.permissions())
                        .bind("created", utc(role.createdAt()))
                        .execute()
                == 1;
    }

    void update(Tx tx, Role role) {
        tx.update("""
                        update identity.roles set name = :name, description = :description, parent_role_id = :parent,
                            permissions = :permissions, updated_at = :updated
                        where realm = :tenant and id = :id
                        """)
                .bind("id", role.id())
                .bind("name", role.name())
                .bind("description", role.description())
                .bind("parent", role.parentId())
                .bindArray("permissions", String.class, role.permissions())
                .bind("updated", utc(role.updatedAt()))
                .execute();
    }

    /** Deletes a role; its children get its own parent, its holders lose it. */
    void delete(Tx tx, Role role) {
        tx.update("update identity.roles set parent_role_id = :parent where realm = :tenant and parent_role_id = :id")
                .bind("id", role.id())
                .bind("parent", role.parentId())
                .execute();
        tx.update("delete from identity.account_roles where realm = :tenant and role_id = :id")
                .bind("id", role.id())
                .execute();
        tx.update("delete from identity.roles where realm = :tenant and id = :id")
                .bind("id", role.id())
                .execute();
    }

    /** The ids of assigned roles by account. */
    Map<String, List<String>> assigned(Tx tx, Set<String> accounts) {
        record Pair(String account, String role) {}
        return tx
                .query("""
                        select account_id, role_id from identity.account_roles
                        where realm = :tenant and account_id = any(:accounts) order by created_at, role_id
                        """)
                .bindArray("accounts", String.class, accounts)
                .map((row, c) -> new Pair(row.getString(1), row.getString(2)))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Pair::account, Collectors.mapping(Pair::role, Collectors.toList())));
    }

    boolean assign(Tx tx, String accountId, String roleId, Instant now) {
        return tx.update("""
                                insert into identity.account_roles (realm, account_id, role_id, created_at)
                                values (:tenant, :account, :role, :now) on conflict do nothing
                                """)
                        .bind("account", accountId)
                        .bind("role", roleId)
                        .bind("now", utc(now))
                        .execute()
                == 1;
    }

    boolean remove(Tx tx, String accountId, String roleId) {
        return tx.update("""
                                delete from identity.account_roles
                                where realm = :tenant and account_id = :account and role_id = :role
                                """).bind("account", accountId).bind("role", roleId).execute() == 1;
    }

    void removeAll(Tx tx, String accountId) {
        tx.update("delete from identity.account_roles where realm = :tenant and account_id = :account")
                .bind("account", accountId)
                .execute();
    }

    /** Accounts that have a role, assigned or as their primary one. */
    Set<String> holders(Tx tx, Role role) {
        return Set.copyOf(tx.query("""
                        select account_id from identity.account_roles where realm = :tenant and role_id = :id
                        union select id from identity.accounts where realm = :tenant and role = :name
                        """)
                .bind("id", role.id())
                .bind("name", role.name())
                .mapTo(String.class)
                .list());
    }

    long count(Tx tx, Role role) {
        return tx.query("""
                        select count(*) from (
                            select account_id from identity.account_roles where realm = :tenant and role_id = :id
                            union select id from identity.accounts where realm = :tenant and role = :name) holders
                        """)
                .bind("id", role.id())
                .bind("name", role.name())
                .mapTo(Long.class)
                .one();
    }

    private static Role role(ResultSet row, StatementContext context) throws SQLException {
        return new Role(
                row.getString("id"),
                row.getString("name"),
                row.getString("description"),
                row.getString("parent_role_id"),
                Set.of((String[]) row.getArray("permissions").getArray()),
                false,
                instant(row, "created_at"),
                instant(row, "updated_at"));
    }
}
