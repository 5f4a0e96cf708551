package heddle.identity.hub;

import heddle.identity.account.Account;
import heddle.identity.account.Accounts;
import heddle.identity.account.Addresses;
import heddle.identity.credential.Credentials;
import heddle.identity.role.StaffRole;
import heddle.identity.session.Sessions;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.id.Ids;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How somebody becomes staff: the one owner who sets the Hub up, and whoever was invited. */
final class Newcomers {
    private final Db db;
    private final Accounts accounts;
    private final Credentials credentials;
    private final Invitations invitations;
    private final HubSignIn signIn;
    private final SetupToken setupToken;
    private final Ids ids;
    private final InstantSource time;
    private final StaffStore store = new StaffStore();

    Newcomers(
            Db db,
            Accounts accounts,
            Credentials credentials,
            Invitations invitations,
            HubSignIn signIn,
            SetupToken setupToken,
            Ids ids,
            InstantSource time) {
        this.db = db;
        this.accounts = accounts;
        this.credentials = credentials;
        this.invitations = invitations;
        this.signIn = signIn;
        this.setupToken = setupToken;
        this.ids = ids;
        this.time = time;
    }

    /**
     * Makes the first owner, once for ever.
     *
     * @throws Problem 409 when there is staff already, 403 without the token where one is asked for
     */
    HubSignIn.In setUp(Caller from, HubJson.Setup wanted) {
        Caller realm = from.in(Realm.STAFF);
        List<Fault> faults = new ArrayList<>();
        String email = Addresses.email(wanted.email()).orElse(null);
        if (email == null) {
            faults.add(new Fault("email", "invalid_format", "email must be an e-mail address such as ada@example.com"));
        }
        faults.addAll(credentials.faults(Realm.STAFF, "password", wanted.password(), email));
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        requireNoStaff(db.tx(realm, store::any));
        setupToken.require(wanted.setupToken());
        String hash = credentials.hash(wanted.password());
        return db.tx(realm, tx -> {
            store.lockSetup(tx);
            requireNoStaff(store.any(tx));
            Account owner =
                    drafted(StaffRole.OWNER.name(), String.valueOf(email), wanted.name(), hash, wanted.organization());
            return added(tx, realm, owner);
        });
    }

    private static void requireNoStaff(boolean any) {
        if (any) {
            throw Problem.conflict("CONFLICT", "This Hub is set up already; ask its owner for an invitation");
        }
    }

    /**
     * @throws Problem 404 when nobody was invited with this token, 409 when it can be used no longer
     */
    HubSignIn.In accept(Caller from, HubJson.Accept wanted) {
        Caller realm = from.in(Realm.STAFF);
        Invitation shown = invitations.find(realm, wanted.token());
        List<Fault> faults = credentials.faults(Realm.STAFF, "password", wanted.password(), shown.email());
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        String hash = credentials.hash(wanted.password());
        return db.tx(realm, tx -> {
            Invitation taken = invitations.take(tx, wanted.token());
            return added(tx, realm, drafted(taken.role().name(), taken.email(), wanted.name(), hash, null));
        });
    }

    private Account drafted(String role, String email, String name, String hash, @Nullable String organization) {
        Account blank = accounts.blank(Realm.STAFF, ids.uuid(), role);
        if (organization != null) {
            blank.appMetadata().put("organization", organization.strip());
        }
        // Whoever opened the mail, or runs the machine, has shown that the address is theirs.
        return blank.draft()
                .email(email, time.instant())
                .name(name.strip())
                .passwordHash(hash)
                .at(time.instant());
    }

    private HubSignIn.In added(Tx tx, Caller realm, Account account) {
        accounts.add(tx, Sessions.actor(realm, account), account);
        return signIn.admit(tx, realm, account);
    }
}
