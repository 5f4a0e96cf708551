package heddle.identity.account;

import heddle.contracts.Channels;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.event.Event;
import heddle.kernel.id.Ids;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import heddle.kernel.signal.Signals;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of every realm, for the parts of this module that act on them. Each method joins the caller's
 * transaction, whose tenant is the realm.
 */
public final class Accounts {
    /** From here to the limit new accounts are counted one after the other; more than one node writes at once. */
    private static final int NARROW = 200;

    private final AccountStore store = new AccountStore();
    private final Ids ids;
    private final InstantSource time;
    private final ToLongFunction<String> included;
    private final List<Consumer<String>> watchers = new CopyOnWriteArrayList<>();

    /**
     * @param included accounts that a realm's plan includes; negative for any number
     */
    public Accounts(Ids ids, InstantSource time, ToLongFunction<String> included) {
        this.ids = ids;
        this.time = time;
        this.included = included;
    }

    public Optional<Account> byId(Tx tx, String id) {
        return store.byId(tx, id);
    }

    public Account require(Tx tx, String id) {
        return store.byId(tx, id).orElseThrow(Problem::notFound);
    }

    /** The account, kept from changing until the transaction ends. */
    public Account lock(Tx tx, String id) {
        return store.lock(tx, id).orElseThrow(Problem::notFound);
    }

    /**
     * @param email normalised
     */
    public Optional<Account> byEmail(Tx tx, String email) {
        return store.byEmail(tx, email);
    }

    /**
     * @param phone in E.164
     */
    public Optional<Account> byPhone(Tx tx, String phone) {
        return store.byPhone(tx, phone);
    }

    public Optional<Account> byIdentity(Tx tx, String provider, String providerId) {
        return store.byIdentity(tx, provider, providerId);
    }

    public Map<String, Account> byIds(Tx tx, Collection<String> wanted) {
        return store.byIds(tx, wanted).stream().collect(Collectors.toMap(Account::id, a -> a));
    }

    /** Tenants in which somebody has this address, 50 at most. */
    public List<String> tenantsOf(Tx systemTx, String email) {
        return store.tenantsOf(systemTx, email);
    }

    /** A new account without addresses or password, to be drafted further before {@link #add}. */
    public Account blank(String realm, String role) {
        return blank(realm, ids.next(Account.idPrefix(realm)), role);
    }

    /** The same with an id given, for realms whose ids are made elsewhere. */
    public Account blank(String realm, String id, String role) {
        Instant now = time.instant();
        return new Account(
                realm,
                id,
                null,
                null,
                null,
                null,
                null,
                null,
                "",
                null,
                role,
                Account.ACTIVE,
                null,
                false,
                "free",
                Json.object(),
                Json.object(),
                now,
                now,
                null);
    }

    /**
     * Stores a new account and records {@code user.created}.
     *
     * @throws Problem 409 EMAIL_EXISTS or PHONE_EXISTS when the address belongs to somebody else, 402 QUOTA_EXCEEDED when
     *     the plan has no place for another account
     */
    public Account add(Tx tx, Caller actor, Account account) {
        long most = included.applyAsLong(account.realm());
        boolean narrow = most >= 0 && store.countUpTo(tx, most - NARROW) >= most - NARROW;
        if (narrow) {
            // Whoever comes next waits until this account is there to be counted.
            store.lockPlaces(tx);
        }
        if (!store.insert(tx, account)) {
            throw taken(tx, account);
        }
        if (narrow && store.countUpTo(tx, most + 1) > most) {
            throw full(most);
        }
        announce(tx, actor, "user.created", account, null, List.of());
        return account;
    }

    /**
     * Refuses where the plan has no place for another account, before anything is done that tells who has one already.
     *
     * @throws Problem 402 QUOTA_EXCEEDED
     */
    public void requirePlace(Tx tx, String realm) {
        if (!hasPlace(tx, realm)) {
            throw full(included.applyAsLong(realm));
        }
    }

    /** Whether the plan has a place for another account. */
    public boolean hasPlace(Tx tx, String realm) {
        long most = included.applyAsLong(realm);
        return most < 0 || store.countUpTo(tx, most) < most;
    }

    private static Problem full(long most) {
        return Problem.of(
                        402, "QUOTA_EXCEEDED", "The plan includes " + most + " users; delete some or take another plan")
                .with("limit", most)
                .with("used", most);
    }

    /**
     * Writes a changed account and records a fact of it; live sessions see the change at once, on every node.
     *
     * @param type e.g. {@code user.updated}
     * @param changed names of the changed members
     * @throws Problem 409 EMAIL_EXISTS or PHONE_EXISTS
     */
    public Account save(Tx tx, Caller actor, String type, Account before, Account after, List<String> changed) {
        try {
            tx.attempt(() -> {
                store.update(tx, after);
                return true;
            });
        } catch (RuntimeException e) {
            if (heddle.kernel.db.SqlProblems.state(e).equals("23505")) {
                throw taken(tx, after);
            }
            throw e;
        }
        announce(tx, actor, type, after, before, changed);
        return after;
    }

    /** Notes a sign-in; {@code rehashed} replaces the stored hash when its parameters are no longer ours. */
    public void signedIn(Tx tx, Account account, @Nullable String rehashed) {
        store.signedIn(tx, account.id(), time.instant(), rehashed);
    }

    public void remove(Tx tx, Caller actor, Account account) {
        store.delete(tx, account.id());
        announce(tx, actor, "user.deleted", account, account, List.of());
    }

    public List<Account> list(Tx tx, @Nullable String search, @Nullable String role, int limit, int offset) {
        return store.list(tx, search, role, limit, offset);
    }

    public long count(Tx tx, @Nullable String search, @Nullable String role) {
        return store.count(tx, search, role);
    }

    public List<Identity> identities(Tx tx, Collection<String> accounts) {
        return store.identities(tx, accounts);
    }

    /** Ties a name at a provider to an account; false when it is tied to another already. */
    public boolean link(Tx tx, Identity identity) {
        return store.insert(tx, identity);
    }

    /** Unties every name at a provider from an account. */
    public void unlink(Tx tx, String accountId) {
        store.deleteIdentities(tx, accountId);
    }

    /** Forgets guests who were not seen for a while, in every realm. */
    public int forgetGuests(Tx systemTx, Instant before) {
        return store.deleteGuests(systemTx, before);
    }

    /** Gives the holders of a primary role another one. */
    public void renameRole(Tx tx, String from, String to) {
        store.renameRole(tx, from, to).forEach(id -> changed(tx, id));
    }

    /** Makes every node look at the account anew: this one before the change is answered, the others by signal. */
    public void changed(Tx tx, String accountId) {
        Signals.send(tx, Channels.ACCOUNTS, accountId);
        tx.afterCommit(() -> watchers.forEach(w -> w.accept(accountId)));
    }

    /** Lets somebody who holds accounts in memory know of changes on this node. */
    public void onChange(Consumer<String> watcher) {
        watchers.add(watcher);
    }

    private void announce(
            Tx tx, Caller actor, String type, Account account, @Nullable Account before, List<String> members) {
        Event event = Event.of(ids.next("evt"), actor, type, account.id(), AccountJson.fact(account), time.instant());
        Event placed = event.forTenant(account.realm());
        tx.record(before == null ? placed : placed.before(AccountJson.fact(before), members));
        changed(tx, account.id());
    }

    private Problem taken(Tx tx, Account account) {
        String phone = account.phone();
        boolean byPhone = phone != null
                && store.byPhone(tx, phone)
                        .filter(a -> !a.id().equals(account.id()))
                        .isPresent();
        return byPhone
                ? Problem.conflict("PHONE_EXISTS", "Somebody else has this phone number")
                : Problem.conflict("EMAIL_EXISTS", "Somebody else has this e-mail address");
    }
}
