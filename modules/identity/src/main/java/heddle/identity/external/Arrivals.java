package heddle.identity.external;

import heddle.identity.account.Account;
import heddle.identity.account.AccountDraft;
import heddle.identity.account.Accounts;
import heddle.identity.account.Addresses;
import heddle.identity.account.Identity;
import heddle.identity.role.Role;
import heddle.identity.role.RoleBook;
import heddle.identity.session.Sessions;
import heddle.identity.settings.Settings;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.event.Event;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds the account of somebody whom a provider vouches for: by the provider's own name of them, else by an address that
 * the provider answers for, else a new one.
 */
public final class Arrivals {
    private static final String UPDATED = "user.updated";

    private final Kernel kernel;
    private final Accounts accounts;
    private final Settings settings;
    private final RoleBook roles;
    private final List<Credentials> credentials;

    /**
     * @param credentials what to end in an account whose address turns out to be another's
     */
    public Arrivals(
            Kernel kernel, Accounts accounts, Settings settings, RoleBook roles, List<Credentials> credentials) {
        this.kernel = kernel;
        this.accounts = accounts;
        this.settings = settings;
        this.roles = roles;
        this.credentials = List.copyOf(credentials);
    }

    /**
     * @param from the request, bound to the realm
     * @throws Problem 409 IDENTITY_TAKEN or EMAIL_EXISTS, 403 SIGNUP_DISABLED or EMAIL_NOT_VERIFIED
     */
    public Account enter(Tx tx, Caller from, Profile profile, Terms terms) {
        Optional<Account> known = accounts.byIdentity(tx, profile.provider(), profile.subject());
        if (known.isPresent()) {
            Account account = accounts.lock(tx, known.get().id());
            if (terms.linkTo() != null && !account.id().equals(terms.linkTo())) {
                throw Problem.conflict("IDENTITY_TAKEN", "This sign-in belongs to another account already");
            }
            return told(tx, from, account, profile);
        }
        if (terms.linkTo() != null) {
            return linked(tx, from, joined(tx, from, accounts.lock(tx, terms.linkTo()), profile), profile);
        }
        String email = email(profile);
        Optional<Account> same = email == null ? Optional.empty() : accounts.byEmail(tx, email);
        if (same.isPresent()) {
            return linked(tx, from, matched(tx, from, same.get(), profile, terms), profile);
        }
        return linked(tx, from, created(tx, from, profile, email, terms), profile);
    }

    private static @Nullable String email(Profile profile) {
        return profile.email() == null ? null : Addresses.email(profile.email()).orElse(null);
    }

    /** An account that has the address: theirs only if the provider answers for it. */
    private Account matched(Tx tx, Caller from, Account found, Profile profile, Terms terms) {
        if (!profile.emailVerified() || !terms.mayLink()) {
            throw Problem.conflict(
                    "EMAIL_EXISTS",
                    "An account with this e-mail address exists; sign in to it and link " + profile.provider()
                            + " there");
        }
        Account account = accounts.lock(tx, found.id());
        if (!terms.mayBeOwner() && roles.isOwner(tx, account.id())) {
            throw Problem.conflict(
                    "EMAIL_EXISTS",
                    "This address is an owner's, whom " + profile.provider()
                            + " cannot vouch for; sign in another way");
        }
        return account.emailVerified() ? told(tx, from, account, profile) : reclaimed(tx, from, account, profile);
    }

    /**
     * Nobody ever confirmed the account's address, so whoever made the account may not be the one who now proves to own
     * it. What they put in place to come back ends here: password, phone, pending addresses, other providers, sessions.
     */
    private Account reclaimed(Tx tx, Caller from, Account account, Profile profile) {
        credentials.forEach(c -> c.drop(tx, account.id()));
        accounts.unlink(tx, account.id());
        Instant now = kernel.time().instant();
        AccountDraft draft = account.draft()
                .email(account.email(), now)
                .pendingEmail(null)
                .phone(null, null)
                .pendingPhone(null)
                .passwordHash(null);
        Account after = draft(draft, account, profile).at(now);
        return accounts.save(
                tx, actor(from, account), UPDATED, account, after, List.of("email_verified", "phone", "password"));
    }

    /** Brings role and attributes of a known account up to what the provider says today. */
    private Account told(Tx tx, Caller from, Account account, Profile profile) {
        Account after =
                draft(account.draft(), account, profile).at(kernel.time().instant());
        List<String> changed = new ArrayList<>();
        if (!after.role().equals(account.role())) {
            changed.add("role");
        }
        if (!after.appMetadata().equals(account.appMetadata())) {
            changed.add("app_metadata");
        }
        if (!after.name().equals(account.name())) {
            changed.add("name");
        }
        return changed.isEmpty() ? account : accounts.save(tx, actor(from, account), UPDATED, account, after, changed);
    }

    /** A signed-in person adds a way in; a guest becomes a member by it. */
    private Account joined(Tx tx, Caller from, Account account, Profile profile) {
        if (!account.isAnonymous()) {
            return account;
        }
        Instant now = kernel.time().instant();
        AccountDraft draft = account.draft().anonymous(false).role(Role.AUTHENTICATED);
        String email = email(profile);
        if (email != null
                && profile.emailVerified()
                && accounts.byEmail(tx, email).isEmpty()) {
            draft.email(email, now);
        }
        Account after = draft(draft, account, profile).at(now);
        return accounts.save(tx, actor(from, account), UPDATED, account, after, List.of("email", "is_anonymous"));
    }

    private Account created(Tx tx, Caller from, Profile profile, @Nullable String email, Terms terms) {
        if (!terms.mayCreate()) {
            throw Problem.forbidden("SIGNUP_DISABLED", "Signing up is closed here; ask for an invitation");
        }
        if (email != null
                && !profile.emailVerified()
                && settings.config(from.tenantId()).requireEmailVerification()) {
            throw Problem.forbidden(
                    "EMAIL_NOT_VERIFIED",
                    profile.provider() + " does not confirm this e-mail address; sign up with it here instead");
        }
        Account blank = accounts.blank(from.tenantId(), terms.newRole());
        AccountDraft draft = blank.draft().email(email, profile.emailVerified() ? blank.createdAt() : null);
        Account account = draft(draft, blank, profile).at(blank.createdAt());
        return accounts.add(tx, actor(from, account), account);
    }

    private static AccountDraft draft(AccountDraft draft, Account base, Profile profile) {
        if (base.name().isBlank() && !profile.name().isBlank()) {
            draft.name(profile.name());
        }
        // The last owner must not lose the tenant to a group that was renamed elsewhere.
        if (profile.role() != null && !base.role().equals(Role.OWNER)) {
            draft.role(profile.role());
        }
        if (profile.attributes() != null) {
            // Replaced whole: an attribute that the provider dropped is gone here too.
            ObjectNode metadata = base.appMetadata().deepCopy();
            profile.attributes().propertyStream().forEach(a -> metadata.set(a.getKey(), a.getValue()));
            draft.appMetadata(metadata);
        }
        return draft;
    }

    private Account linked(Tx tx, Caller from, Account account, Profile profile) {
        Instant now = kernel.time().instant();
        Identity identity = new Identity(account.id(), profile.provider(), profile.subject(), profile.email(), now);
        if (!accounts.link(tx, identity)) {
            throw Problem.conflict("IDENTITY_TAKEN", "This sign-in was linked a moment ago; try again");
        }
        tx.record(Event.of(
                kernel.ids().next("evt"),
                actor(from, account),
                "user.identity_linked",
                account.id(),
                Json.text(Map.of("provider", profile.provider())),
                now));
        return account;
    }

    private static Caller actor(Caller from, Account account) {
        return Sessions.actor(from, account);
    }
}
