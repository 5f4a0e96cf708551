package heddle.identity.hub;

import heddle.identity.account.Account;
import heddle.identity.account.Accounts;
import heddle.identity.role.StaffRole;
import heddle.identity.session.Sessions;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.id.Ids;
import heddle.kernel.problem.Problem;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The Hub's staff, and who may change whom. */
final class Staff {
    private static final Set<String> STATUSES = Set.of("ACTIVE", "SUSPENDED", "DEACTIVATED");
    private static final String DEACTIVATED = "DEACTIVATED";

    /** A part of the list. */
    record Page(List<HubJson.Member> members, long total) {}

    private final Db db;
    private final Accounts accounts;
    private final Sessions sessions;
    private final Invitations invitations;
    private final TwoFactor factors;
    private final InstantSource time;
    private final StaffStore store = new StaffStore();

    Staff(Db db, Accounts accounts, Sessions sessions, Invitations invitations, TwoFactor factors, InstantSource time) {
        this.db = db;
        this.accounts = accounts;
        this.sessions = sessions;
        this.invitations = invitations;
        this.factors = factors;
        this.time = time;
    }

    Page list(Caller caller, @Nullable String search, int page, int pageSize) {
        return db.tx(caller, tx -> {
            List<HubJson.Member> members = accounts.list(tx, search, null, pageSize, (page - 1) * pageSize).stream()
                    .map(a -> HubJson.member(a, factors.enabled(tx, a.id())))
                    .toList();
            return new Page(members, accounts.count(tx, search, null));
        });
    }

    /**
     * @throws Problem 403 for somebody whose role is not below the caller's, 409 for oneself or the last active owner
     */
    HubJson.Member change(Caller caller, String id, HubJson.ChangeMember wanted) {
        StaffRole role = wanted.role() == null ? null : StaffRoles.named("role", wanted.role());
        String status = wanted.status();
        boolean reset = Boolean.TRUE.equals(wanted.reset2FA());
        if (status != null && !STATUSES.contains(status)) {
            throw Problem.invalid("status", "not_in_enum", "status must be ACTIVE, SUSPENDED or DEACTIVATED");
        }
        if (role == null && status == null && wanted.reset2FA() == null) {
            throw Problem.invalid("", "required", "Send at least one of role, status and reset2FA");
        }
        return db.tx(caller, tx -> {
            Account before = target(tx, caller, id);
            if (role != null) {
                StaffRoles.requireRules(caller, role);
            }
            Account after = changed(tx, caller, before, role, status);
            if (reset) {
                factors.reset(tx, caller, after);
            }
            return HubJson.member(after, factors.enabled(tx, after.id()));
        });
    }

    /** Deactivating again changes nothing. */
    void deactivate(Caller caller, String id) {
        db.tx(caller, tx -> changed(tx, caller, target(tx, caller, id), null, DEACTIVATED));
    }

    private Account target(Tx tx, Caller caller, String id) {
        // Owners first and in one order, so that two who change each other at once do not wait for each other.
        store.lockOwners(tx);
        Account target = accounts.lock(tx, Ids.asUuid(id).orElseThrow(Problem::notFound));
        StaffRoles.requireRules(caller, StaffRoles.named("role", target.role()));
        return target;
    }

    private Account changed(Tx tx, Caller caller, Account before, @Nullable StaffRole role, @Nullable String status) {
        String newRole = role == null ? before.role() : role.name();
        String newStatus = status == null ? before.status() : status.toLowerCase(Locale.ROOT);
        List<String> members = new ArrayList<>();
        if (!newRole.equals(before.role())) {
            members.add("role");
        }
        if (!newStatus.equals(before.status())) {
            members.add("status");
        }
        if (members.isEmpty()) {
            return before;
        }
        if (before.id().equals(caller.id())) {
            throw Problem.conflict("CONFLICT", "Nobody changes their own role or status; ask another owner");
        }
        Account after = before.draft().role(newRole).status(newStatus, null).at(time.instant());
        requireAnOwner(tx, before, after);
        accounts.save(tx, caller, "user.updated", before, after, members);
        sessions.revoke(tx, after.id(), null, null, "role or status changed");
        if (!after.active()) {
            invitations.revokeOf(tx, after);
        }
        return after;
    }

    private void requireAnOwner(Tx tx, Account before, Account after) {
        boolean stays = after.role().equals(StaffRole.OWNER.name()) && after.active();
        List<String> owners = store.lockOwners(tx);
        if (!stays && owners.equals(List.of(before.id()))) {
            throw Problem.conflict("CONFLICT", "This is the last active owner; make somebody else owner first");
        }
    }
}
