package heddle.identity.account;

import heddle.contracts.TenantRooms;
import heddle.kernel.db.Tx;
import heddle.kernel.delete.Dependency;
import java.util.List;

/** What this module keeps of a tenant's people comes and goes with the tenant. */
public final class AccountRooms implements TenantRooms {
    /** Every table that is keyed by realm; those of sessions before those of accounts. */
    private static final List<String> TABLES = List.of(
            "refresh_tokens",
            "sessions",
            "proofs",
            "notifications",
            "notification_preferences",
            "locks",
            "factors",
            "recovery_codes",
            "passkeys",
            "account_roles",
            "roles",
            "auth_configs",
            "saml_keys",
            "identities",
            "accounts");

    private final AccountStore store = new AccountStore();

    @Override
    public List<Dependency> contents(Tx tx, String tenantId) {
        long users = store.count(tx, null, null);
        return users == 0 ? List.of() : List.of(new Dependency("users", users, "users"));
    }

    @Override
    public void clear(Tx tx, String tenantId) {
        TABLES.forEach(table -> store.clear(tx, table));
    }
}
