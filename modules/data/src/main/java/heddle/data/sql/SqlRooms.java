package heddle.data.sql;

import heddle.contracts.TenantRooms;
import heddle.data.catalog.Catalogs;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.crypto.CannotOpenException;
import heddle.kernel.crypto.Tokens;
import heddle.kernel.db.SqlProblems;
import heddle.kernel.db.Tx;
import heddle.kernel.problem.Problem;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The database role of each tenant and its schema of views, made when first asked for. A change of a tenant's
 * definitions marks the views stale in its own transaction; the next query on any node finds the mark and renews what
 * differs before it runs.
 */
public final class SqlRooms implements TenantRooms {
    private static final int PASSWORD_LENGTH = 40;

    private final Kernel kernel;
    private final Catalogs catalogs;
    private final SqlAccessStore store = new SqlAccessStore();

    public SqlRooms(Kernel kernel, Catalogs catalogs) {
        this.kernel = kernel;
        this.catalogs = catalogs;
        catalogs.onChange(tx -> store.stale(tx, true));
    }

    /** A login whose views are those of this moment. */
    Login login(String tenantId) {
        Caller system = Caller.system(tenantId, "SQL");
        Optional<SqlAccess> known = kernel.db().tx(system, store::find);
        Login login = known.map(this::opened).orElse(null);
        if (login != null && !known.get().stale()) {
            return login;
        }
        return kernel.db().tx(system, tx -> renewed(tx, tenantId, login));
    }

    /** The same after the database refused it: the role is made again, e.g. after a restore into another server. */
    Login repaired(String tenantId) {
        return kernel.db().tx(Caller.system(tenantId, "SQL"), tx -> renewed(tx, tenantId, null));
    }

    /** Under the lock of the tenant's definitions, so that no change comes between reading them and clearing the mark. */
    private Login renewed(Tx tx, String tenantId, @Nullable Login known) {
        Map<String, String> wanted = ViewTexts.of(catalogs.lock(tx, tenantId), tenantId);
        Login login = known == null ? made(tx, tenantId) : known;
        Map<String, String> present = store.views(tx);
        present.forEach((name, mark) -> {
            String text = wanted.get(name);
            if (text == null || !mark.equals(Tokens.sha256Hex(text))) {
                store.dropView(tx, login.role(), name);
            }
        });
        wanted.forEach((name, text) -> {
            String mark = Tokens.sha256Hex(text);
            if (!mark.equals(present.get(name))) {
                store.createView(tx, login.role(), name, text, mark);
            }
        });
        store.stale(tx, false);
        return login;
    }

    private Login made(Tx tx, String tenantId) {
        String role = SqlAccessStore.role(tenantId);
        String password = Tokens.base62(PASSWORD_LENGTH);
        try {
            store.makeRole(tx, role, password);
        } catch (RuntimeException e) {
            if (SqlProblems.state(e).equals("42501")) {
                throw Problem.unavailable(
                        "PROVIDER_NOT_CONFIGURED",
                        "SQL needs a database user that may create roles; grant it CREATEROLE");
            }
            throw e;
        }
        String sealed = kernel.secrets().seal(SqlAccess.PURPOSE, password);
        store.insert(
                tx, new SqlAccess(tenantId, role, sealed, true), kernel.time().instant());
        return new Login(tenantId, role, password);
    }

    /** Null when the password was sealed under another secret. */
    private @Nullable Login opened(SqlAccess access) {
        try {
            String password = kernel.secrets().openText(SqlAccess.PURPOSE, access.password());
            return new Login(access.tenantId(), access.role(), password);
        } catch (CannotOpenException e) {
            return null;
        }
    }

    @Override
    public void clear(Tx tx, String tenantId) {
        if (store.find(tx).isPresent()) {
            store.dropRole(tx, SqlAccessStore.role(tenantId));
        }
    }
}
