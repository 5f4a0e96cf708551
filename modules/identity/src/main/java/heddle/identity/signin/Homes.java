package heddle.identity.signin;

import heddle.contracts.TenantFacts;
import heddle.identity.account.Accounts;
import heddle.identity.tenant.TenantCache;
import heddle.kernel.db.Db;
import java.util.ArrayList;
import java.util.List;

/** Tells which tenants an address lives in, for people who do not remember. */
public final class Homes {
    private final Db db;
    private final Accounts accounts;
    private final TenantCache tenants;

    public Homes(Db db, Accounts accounts, TenantCache tenants) {
        this.db = db;
        this.accounts = accounts;
        this.tenants = tenants;
    }

    /** Active tenants that let themselves be found and know the address, 50 at most. */
    public List<TenantFacts.Facts> of(String email) {
        List<TenantFacts.Facts> out = new ArrayList<>();
        for (String id : db.systemTx("an address may live in several tenants", tx -> accounts.tenantsOf(tx, email))) {
            TenantFacts.Facts tenant = tenants.byId(id);
            if (tenant != null
                    && tenant.status().equals("active")
                    && tenants.rules(id).tenantLookup()) {
                out.add(tenant);
            }
        }
        return out;
    }
}
