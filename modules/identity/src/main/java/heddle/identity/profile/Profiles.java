package heddle.identity.profile;

import heddle.identity.account.Account;
import heddle.identity.account.AccountDraft;
import heddle.identity.account.AccountJson;
import heddle.identity.account.Accounts;
import heddle.identity.account.Addresses;
import heddle.identity.password.PasswordHasher;
import heddle.identity.password.PasswordRules;
import heddle.identity.role.Role;
import heddle.identity.session.Session;
import heddle.identity.session.Sessions;
import heddle.identity.settings.Settings;
import heddle.identity.signin.EmailLinks;
import heddle.identity.signin.PhoneCodes;
import heddle.identity.signin.SecondFactors;
import heddle.identity.signin.SecurityNotices;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What people can do with their own account. */
public final class Profiles {
    private static final int MAX_METADATA = 16_384;
    /** A session this young is proof enough of who is there. */
    private static final Duration FRESH = Duration.ofMinutes(5);

    /** What others do for a profile. */
    public record Services(
            Sessions sessions,
            EmailLinks links,
            PhoneCodes phones,
            SecondFactors factors,
            SecurityNotices notices,
            PasswordHasher hasher) {}

    private record Checked(
            @Nullable String email,
            @Nullable String phone,
            @Nullable String hash) {}

    private final Kernel kernel;
    private final Accounts accounts;
    private final Settings settings;
    private final Services services;

    public Profiles(Kernel kernel, Accounts accounts, Settings settings, Services services) {
        this.kernel = kernel;
        this.accounts = accounts;
        this.settings = settings;
        this.services = services;
    }

    AccountJson.Me get(Caller caller) {
        return kernel.db().tx(caller, tx -> me(tx, caller, accounts.require(tx, caller.id())));
    }

    /**
     * Changes the profile. A new address is pending until it is confirmed; a new password ends the other sessions.
     * Passwords are judged and hashed outside every transaction.
     *
     * @return changes it, in one transaction
     * @throws Problem 403 REAUTHENTICATION_REQUIRED when a new password comes without the current one
     */
    Supplier<AccountJson.Me> update(Caller caller, ProfileJson.Update change) {
        Account seen = kernel.db().tx(caller, tx -> accounts.require(tx, caller.id()));
        Checked checked = check(caller, seen, change);
        return () -> kernel.db().tx(caller, tx -> {
            Account old = accounts.lock(tx, caller.id());
            Account fresh = drafted(old, change, checked).at(kernel.time().instant());
            List<String> changed = changed(change, checked);
            if (changed.isEmpty()) {
                return me(tx, caller, old);
            }
            String type = checked.hash() == null ? "user.updated" : "user.password_changed";
            accounts.save(tx, caller, type, old, fresh, changed);
            follow(tx, caller, old, fresh, checked);
            return me(tx, caller, fresh);
        });
    }

    private void follow(Tx tx, Caller caller, Account old, Account fresh, Checked checked) {
        if (checked.email() != null) {
            if (checked.email().equals(fresh.email())) {
                services.links().sendVerification(tx, fresh);
            } else if (accounts.byEmail(tx, checked.email()).isEmpty()) {
                services.links().sendEmailChange(tx, caller, old, checked.email());
            }
        }
        if (checked.phone() != null) {
            services.phones().sendChange(tx, fresh, checked.phone());
        }
        if (checked.hash() != null) {
            services.sessions().revoke(tx, old.id(), null, caller.sessionId(), "password changed");
            services.notices().passwordChanged(tx, caller, fresh);
        }
    }

    private static AccountDraft drafted(Account old, ProfileJson.Update change, Checked checked) {
        AccountDraft draft = old.draft();
        boolean upgrade = old.isAnonymous() && checked.email() != null;
        if (checked.email() != null) {
            // Whoever has no address yet takes the new one at once; it counts for nothing until it is confirmed.
            if (old.email() == null) {
                draft.email(checked.email(), null);
            } else {
                draft.pendingEmail(checked.email());
            }
        }
        if (checked.phone() != null) {
            draft.pendingPhone(checked.phone());
        }
        if (checked.hash() != null) {
            draft.passwordHash(checked.hash());
        }
        if (upgrade) {
            draft.anonymous(false).role(Role.AUTHENTICATED);
        }
        return change.userMetadata() == null ? draft : draft.userMetadata(merged(old, change.userMetadata()));
    }

    private static ObjectNode merged(Account old, ObjectNode change) {
        ObjectNode out = old.userMetadata().deepCopy();
        change.properties().forEach(member -> {
            if (member.getValue().isNull()) {
                out.remove(member.getKey());
            } else {
                out.set(member.getKey(), member.getValue());
            }
        });
        return out;
    }

    private static List<String> changed(ProfileJson.Update change, Checked checked) {
        List<String> out = new ArrayList<>();
        if (checked.email() != null) {
            out.add("email");
        }
        if (checked.phone() != null) {
            out.add("phone");
        }
        if (checked.hash() != null) {
            out.add("password");
        }
        if (change.userMetadata() != null) {
            out.add("user_metadata");
        }
        return out;
    }

    private Checked check(Caller caller, Account old, ProfileJson.Update change) {
        List<Fault> faults = new ArrayList<>();
        String email = address(change.email().value(), old.email(), faults);
        String phone = number(change.phone().value(), old.phone(), faults);
        String password = change.password();
        if (password != null) {
            faults.addAll(PasswordRules.faults(
                    settings.rules(old.realm()).password(), "password", password, email == null ? old.email() : email));
        }
        if (change.userMetadata() != null
                && merged(old, change.userMetadata()).toString().length() > MAX_METADATA) {
            faults.add(new Fault("user_metadata", "too_long", "Keep it under " + MAX_METADATA + " characters"));
        }
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        if (password == null) {
            return new Checked(email, phone, null);
        }
        requireOwner(caller, old, change.currentPassword());
        return new Checked(email, phone, services.hasher().hash(password));
    }

    /** A new password wants the old one, or a session so young that its owner must still be there. */
    private void requireOwner(Caller caller, Account old, @Nullable String current) {
        Instant now = kernel.time().instant();
        boolean fresh = kernel.db().tx(caller, tx -> services.sessions().live(tx, old.id())).stream()
                .filter(s -> s.id().equals(caller.sessionId()))
                .map(Session::createdAt)
                .anyMatch(at -> at.plus(FRESH).isAfter(now));
        boolean proved = current != null
                && current.length() <= PasswordHasher.MAX_LENGTH
                && services.hasher().matches(old.passwordHash(), current);
        if (!fresh && !proved) {
            throw Problem.forbidden(
                    "REAUTHENTICATION_REQUIRED", "Send current_password, or sign in again, to set a new password");
        }
    }

    private static @Nullable String address(@Nullable String wanted, @Nullable String current, List<Fault> faults) {
        if (wanted == null) {
            return null;
        }
        String email = Addresses.email(wanted).orElse(null);
        if (email == null) {
            faults.add(new Fault("email", "invalid_format", "Send an e-mail address"));
        }
        return email == null || email.equals(current) ? null : email;
    }

    private static @Nullable String number(@Nullable String wanted, @Nullable String current, List<Fault> faults) {
        if (wanted == null) {
            return null;
        }
        String phone = Addresses.phone(wanted).orElse(null);
        if (phone == null) {
            faults.add(new Fault("phone", "invalid_format", "Send a number such as +15551234567"));
        }
        return phone == null || phone.equals(current) ? null : phone;
    }

    private AccountJson.Me me(Tx tx, Caller caller, Account account) {
        return AccountJson.me(
                account,
                caller.roles(),
                !services.factors().of(tx, account.id()).isEmpty());
    }

    /** Headings and what stands under them, for the export. */
    Map<String, Object> own(Tx tx, Caller caller) {
        Account account = accounts.require(tx, caller.id());
        return Map.of(
                "user", me(tx, caller, account),
                "identities",
                        accounts.identities(tx, List.of(account.id())).stream()
                                .map(i -> new AccountJson.Link(i.provider(), i.providerId(), i.email(), i.createdAt()))
                                .toList(),
                "roles", caller.roles(),
                "mfa_factors", services.factors().of(tx, account.id()));
    }
}
