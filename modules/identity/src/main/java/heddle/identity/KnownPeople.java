package heddle.identity;

import heddle.contracts.People;
import heddle.identity.account.Account;
import heddle.identity.account.Accounts;
import heddle.identity.account.Addresses;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The accounts of a tenant as other modules may know them. */
final class KnownPeople implements People {
    private final Db db;
    private final Accounts accounts;

    KnownPeople(Db db, Accounts accounts) {
        this.db = db;
        this.accounts = accounts;
    }

    @Override
    public Map<String, Person> byId(Caller caller, Collection<String> ids) {
        Map<String, Person> out = new HashMap<>();
        db.tx(caller, tx -> accounts.byIds(tx, ids)).forEach((id, account) -> out.put(id, person(account)));
        return out;
    }

    @Override
    public Map<String, Person> byEmail(Caller caller, Collection<String> emails) {
        Map<String, Person> out = new HashMap<>();
        db.tx(caller, tx -> {
            for (String email : emails) {
                Addresses.email(email)
                        .flatMap(address -> accounts.byEmail(tx, address))
                        .ifPresent(account -> out.put(email, person(account)));
            }
            return true;
        });
        return out;
    }

    private static Person person(Account account) {
        String name = account.userMetadata().path("name").asString("");
        return new Person(account.id(), name.isEmpty() ? account.label() : name, account.email());
    }
}
