package heddle.identity.user;

import heddle.contracts.PersonalData;
import heddle.identity.account.Account;
import heddle.identity.account.AccountDraft;
import heddle.identity.account.AccountJson;
import heddle.identity.account.Accounts;
import heddle.identity.account.Identity;
import heddle.identity.password.PasswordHasher;
import heddle.identity.proof.Proofs;
import heddle.identity.role.Role;
import heddle.identity.role.Roles;
import heddle.identity.session.Sessions;
import heddle.identity.signin.EmailLinks;
import heddle.identity.signin.SecondFactors;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.delete.Dependency;
import heddle.kernel.delete.SecureDelete;
import heddle.kernel.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What administrators can do with the accounts of their tenant. */
public final class Users {
    /** What goes with an account, and who tells what it left elsewhere. */
    public record Belongings(
            Sessions sessions,
            Proofs proofs,
            Roles roles,
            EmailLinks links,
            SecondFactors factors,
            List<PersonalData> holders) {}

    record Page(List<AccountJson.View> users, long total) {}

    private final Kernel kernel;
    private final Accounts accounts;
    private final UserRules rules;
    private final PasswordHasher hasher;
    private final Belongings belongings;

    public Users(Kernel kernel, Accounts accounts, UserRules rules, PasswordHasher hasher, Belongings belongings) {
        this.kernel = kernel;
        this.accounts = accounts;
        this.rules = rules;
        this.hasher = hasher;
        this.belongings = belongings;
    }

    Page list(Caller caller, @Nullable String search, @Nullable String role, int limit, int offset) {
        return kernel.db()
                .tx(
                        caller,
                        tx -> new Page(
                                views(tx, caller, accounts.list(tx, search, role, limit, offset)),
                                accounts.count(tx, search, role)));
    }

    AccountJson.View get(Caller caller, String id) {
        return kernel.db().tx(caller, tx -> view(tx, caller, accounts.require(tx, id)));
    }

    /** Hashes outside every transaction; what is returned makes the account. */
    Supplier<AccountJson.View> create(Caller caller, UserJson.Create wanted) {
        UserRules.Checked checked = rules.create(caller.tenantId(), wanted);
        String hash = checked.password() == null ? null : hasher.hash(checked.password());
        return () -> kernel.db().tx(caller, tx -> {
            String role = wanted.role() == null
                    ? Role.AUTHENTICATED
                    : belongings.roles().requireGrantable(tx, caller, wanted.role());
            Account blank = accounts.blank(caller.tenantId(), role);
            boolean verified = Boolean.TRUE.equals(wanted.emailVerified());
            AccountDraft draft = blank.draft()
                    .email(checked.email(), verified ? blank.createdAt() : null)
                    .phone(checked.phone(), null)
                    .passwordHash(hash);
            if (wanted.userMetadata() != null) {
                draft.userMetadata(wanted.userMetadata());
            }
            if (wanted.appMetadata() != null) {
                draft.appMetadata(wanted.appMetadata());
            }
            Account account = accounts.add(tx, caller, draft.at(blank.createdAt()));
            if (Boolean.TRUE.equals(wanted.sendInvite()) && account.email() != null) {
                belongings.links().sendInvite(tx, account);
            }
            return view(tx, caller, account);
        });
    }

    /** Hashes outside every transaction; what is returned changes the account. A ban or new password ends its sessions. */
    Supplier<AccountJson.View> update(Caller caller, String id, UserJson.Update change) {
        UserRules.Checked checked = rules.update(caller.tenantId(), change);
        String hash = checked.password() == null ? null : hasher.hash(checked.password());
        return () -> kernel.db().tx(caller, tx -> {
            Account old = accounts.lock(tx, id);
            Account fresh = drafted(tx, caller, old, change, checked, hash);
            List<String> changed = changed(old, fresh);
            if (changed.isEmpty()) {
                return view(tx, caller, old);
            }
            protect(tx, caller, old, fresh);
            boolean banned = old.active() && !fresh.active();
            accounts.save(tx, caller, banned ? "user.banned" : "user.updated", old, fresh, changed);
            if (banned || hash != null) {
                belongings.sessions().revoke(tx, id, null, null, banned ? "banned" : "password changed");
            }
            return view(tx, caller, fresh);
        });
    }

    private Account drafted(
            Tx tx,
            Caller caller,
            Account old,
            UserJson.Update change,
            UserRules.Checked checked,
            @Nullable String hash) {
        Instant now = kernel.time().instant();
        AccountDraft draft = old.draft();
        if (change.email().present() || change.emailVerified() != null) {
            boolean moved = change.email().present();
            boolean verified = change.emailVerified() == null ? !moved && old.emailVerified() : change.emailVerified();
            draft.email(moved ? checked.email() : old.email(), verified ? now : null);
        }
        if (change.phone().present()) {
            draft.phone(checked.phone(), null);
        }
        String role = change.role().value();
        if (role != null) {
            draft.role(belongings.roles().requireGrantable(tx, caller, role));
        }
        if (change.banned() != null || change.banReason().present()) {
            boolean banned = change.banned() == null ? !old.active() : change.banned();
            String reason = change.banReason().orKeep(old.statusReason());
            draft.status(banned ? Account.BANNED : Account.ACTIVE, banned ? reason : null);
        }
        if (hash != null) {
            draft.passwordHash(hash);
        }
        if (change.userMetadata() != null) {
            draft.userMetadata(change.userMetadata());
        }
        if (change.appMetadata() != null) {
            draft.appMetadata(change.appMetadata());
        }
        return draft.at(now);
    }

    private static List<String> changed(Account old, Account fresh) {
        Map<String, Boolean> differs = new java.util.LinkedHashMap<>();
        differs.put("email", !java.util.Objects.equals(old.email(), fresh.email()));
        differs.put("phone", !java.util.Objects.equals(old.phone(), fresh.phone()));
        differs.put("email_verified", old.emailVerified() != fresh.emailVerified());
        differs.put("role", !old.role().equals(fresh.role()));
        differs.put("banned", !old.status().equals(fresh.status()));
        differs.put("ban_reason", !java.util.Objects.equals(old.statusReason(), fresh.statusReason()));
        differs.put("password", !java.util.Objects.equals(old.passwordHash(), fresh.passwordHash()));
        differs.put("user_metadata", !old.userMetadata().equals(fresh.userMetadata()));
        differs.put("app_metadata", !old.appMetadata().equals(fresh.appMetadata()));
        return differs.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The last owner stays one and stays able to act; nobody shuts themselves out. */
    private void protect(Tx tx, Caller caller, Account old, Account fresh) {
        boolean closed = old.active() && !fresh.active();
        boolean demoted = old.role().equals(Role.OWNER) && !fresh.role().equals(Role.OWNER);
        if (closed && old.id().equals(caller.userId())) {
            throw Problem.conflict("INVALID_STATE", "You cannot ban yourself");
        }
        if (closed || demoted) {
            belongings.roles().requireAnotherOwner(tx, old.id());
        }
    }

    /** Deletes an account behind the confirm token when it left things; what it wrote for others stays. */
    void delete(Caller caller, String id, SecureDelete.Ask ask) {
        if (id.equals(caller.userId())) {
            throw Problem.conflict("INVALID_STATE", "You cannot delete yourself");
        }
        kernel.deletes()
                .run(caller, new SecureDelete.Target("user", id), ask, tx -> dependencies(tx, caller, id), tx -> {
                    Account account = accounts.lock(tx, id);
                    belongings.roles().requireAnotherOwner(tx, id);
                    belongings.sessions().forgetAccount(tx, id);
                    belongings.proofs().forget(tx, id);
                    belongings.roles().forget(tx, id);
                    belongings.holders().forEach(holder -> holder.forget(tx, id));
                    accounts.remove(tx, caller, account);
                    return true;
                });
    }

    private List<Dependency> dependencies(Tx tx, Caller caller, String id) {
        accounts.require(tx, id);
        List<Dependency> out = new ArrayList<>();
        for (PersonalData holder : belongings.holders()) {
            holder.authored(caller, id).forEach((kind, count) -> out.add(new Dependency(kind, count, kind)));
        }
        return out;
    }

    private AccountJson.View view(Tx tx, Caller caller, Account account) {
        return views(tx, caller, List.of(account)).getFirst();
    }

    private List<AccountJson.View> views(Tx tx, Caller caller, List<Account> some) {
        Map<String, List<String>> roles = belongings.roles().names(tx, caller.tenantId(), some);
        Map<String, List<Identity>> identities =
                accounts.identities(tx, some.stream().map(Account::id).toList()).stream()
                        .collect(Collectors.groupingBy(Identity::accountId));
        return some.stream()
                .map(a -> AccountJson.view(
                        a,
                        roles.getOrDefault(a.id(), List.of()),
                        identities.getOrDefault(a.id(), List.of()),
                        !belongings.factors().of(tx, a.id()).isEmpty()))
                .toList();
    }
}
