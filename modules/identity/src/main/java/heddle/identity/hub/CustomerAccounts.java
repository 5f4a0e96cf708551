package heddle.identity.hub;

import heddle.contracts.Customers;
import heddle.identity.account.Account;
import heddle.identity.account.Accounts;
import heddle.identity.account.Addresses;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.db.Db;
import heddle.kernel.id.Ids;
import heddle.kernel.problem.Problem;
import java.time.InstantSource;

/** Customers as accounts. They are made by a sale or by staff, and choose their password by a link in their mail. */
final class CustomerAccounts implements Customers {
    private static final String ROLE = "CUSTOMER";
    private static final int MAX_NAME = 120;

    private final Db db;
    private final Accounts accounts;
    private final HubPasswords passwords;
    private final Ids ids;
    private final InstantSource time;

    CustomerAccounts(Db db, Accounts accounts, HubPasswords passwords, Ids ids, InstantSource time) {
        this.db = db;
        this.accounts = accounts;
        this.passwords = passwords;
        this.ids = ids;
        this.time = time;
    }

    @Override
    public String create(Caller by, New wanted) {
        String email = Addresses.email(wanted.email())
                .orElseThrow(() -> Problem.invalid(
                        "email", "invalid_format", "email must be an e-mail address such as ada@example.com"));
        String name = wanted.name().strip();
        if (name.length() > MAX_NAME) {
            throw Problem.invalid("name", "too_long", "name must have at most " + MAX_NAME + " characters");
        }
        Caller realm = by.in(Realm.CUSTOMER);
        return db.tx(realm, tx -> {
            Account drafted = accounts.blank(Realm.CUSTOMER, ids.uuid(), ROLE)
                    .draft()
                    .email(email, null)
                    .name(name)
                    .at(time.instant());
            Account account = accounts.add(tx, realm, drafted);
            if (wanted.invite()) {
                passwords.mailFirst(tx, account, email);
            }
            return account.id();
        });
    }

    @Override
    public void invite(Caller by, String customerId) {
        db.tx(by.in(Realm.CUSTOMER), tx -> {
            Account account = accounts.lock(tx, customerId);
            String email = account.email();
            if (email == null || account.passwordHash() != null) {
                throw Problem.conflict(
                        "INVALID_STATE", "This customer has a password; a reset link is for them to ask");
            }
            passwords.mailFirst(tx, account, email);
            return true;
        });
    }
}
