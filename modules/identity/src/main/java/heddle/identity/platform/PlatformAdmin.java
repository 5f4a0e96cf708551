package heddle.identity.platform;

import heddle.identity.account.Account;
import heddle.identity.account.Accounts;
import heddle.identity.account.Addresses;
import heddle.identity.credential.Credentials;
import heddle.identity.role.Role;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.config.Config;
import heddle.kernel.config.Sensitive;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides who is the platform's admin: whom the settings name, else whoever registers first. */
public final class PlatformAdmin {
    private static final Logger LOG = LoggerFactory.getLogger(PlatformAdmin.class);
    private static final String USER = "user";

    private final Db db;
    private final Accounts accounts;
    private final Credentials credentials;
    private final InstantSource time;
    private final @Nullable String email;
    private final @Nullable Sensitive password;
    private final PlatformAccountStore store = new PlatformAccountStore();

    public PlatformAdmin(
            Db db, Accounts accounts, Credentials credentials, InstantSource time, Config.Admin configured) {
        this.db = db;
        this.accounts = accounts;
        this.credentials = credentials;
        this.time = time;
        this.email = configured.email() == null
                ? null
                : Addresses.email(configured.email())
                        .orElseThrow(() -> new IllegalStateException("HEDDLE_ADMIN_EMAIL is no e-mail address"));
        this.password = configured.password();
    }

    /** Makes the account that the settings name, where they name a password too, and says which rule is in force. */
    public void start() {
        Caller system = Caller.system(Realm.PLATFORM, "settings");
        if (email == null) {
            if (!db.tx(system, store::any)) {
                LOG.warn("THE FIRST ACCOUNT that registers at /api/auth/register becomes the platform's admin."
                        + " Set HEDDLE_ADMIN_EMAIL to decide that yourself.");
            }
            return;
        }
        LOG.warn("The platform's admin is {} (HEDDLE_ADMIN_EMAIL); nobody else becomes admin by registering.", email);
        if (password != null) {
            String hash = credentials.hash(password.value());
            db.tx(system, tx -> {
                ensure(tx, system, email, hash);
                return true;
            });
        }
    }

    private void ensure(Tx tx, Caller system, String address, String hash) {
        // Two nodes that start at once make one account.
        store.lockFirst(tx);
        Account known = accounts.byEmail(tx, address).orElse(null);
        if (known == null) {
            Account drafted = accounts.blank(Realm.PLATFORM, Role.ADMIN)
                    .draft()
                    .email(address, time.instant())
                    .name(address.substring(0, address.indexOf('@')))
                    .passwordHash(hash)
                    .at(time.instant());
            accounts.add(tx, system, drafted);
        } else if (!known.role().equals(Role.ADMIN)) {
            Account raised = known.draft().role(Role.ADMIN).at(time.instant());
            accounts.save(tx, system, "user.updated", known, raised, List.of("role"));
        }
    }

    boolean anybody(Tx tx) {
        return store.any(tx);
    }

    /** The role of an account that is about to be added in this transaction. */
    String roleFor(Tx tx, String address) {
        if (email != null) {
            return address.equals(email) ? Role.ADMIN : USER;
        }
        if (store.any(tx)) {
            return USER;
        }
        store.lockFirst(tx);
        return store.any(tx) ? USER : Role.ADMIN;
    }
}
