package heddle.identity.hub;

import heddle.identity.account.Account;
import heddle.identity.account.Accounts;
import heddle.identity.account.Addresses;
import heddle.identity.letter.Letters;
import heddle.identity.role.StaffRole;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.crypto.Tokens;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.event.Event;
import heddle.kernel.id.Ids;
import heddle.kernel.json.InstantText;
import heddle.kernel.json.Json;
import heddle.kernel.mail.TemplateName;
import heddle.kernel.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Asking somebody to join the staff. Nobody is asked into a role that the one who asks could not give. */
final class Invitations {
    private static final Duration LIFETIME = Duration.ofDays(7);
    private static final int TOKEN_BYTES = 32;

    /** An invitation, and whether it is new or was sent again. */
    record Sent(Invitation invitation, boolean fresh) {}

    private final Db db;
    private final Accounts accounts;
    private final Letters letters;
    private final Supplier<String> own;
    private final Ids ids;
    private final InstantSource time;
    private final InvitationStore store = new InvitationStore();

    Invitations(Db db, Accounts accounts, Letters letters, Supplier<String> own, Ids ids, InstantSource time) {
        this.db = db;
        this.accounts = accounts;
        this.letters = letters;
        this.own = own;
        this.ids = ids;
        this.time = time;
    }

    List<Invitation> pending(Caller caller) {
        return db.tx(caller, tx -> store.pending(tx, time.instant()));
    }

    /**
     * @throws Problem 400 for the role OWNER, 403 for a role that is not below the caller's, 409 for staff
     */
    Sent send(Caller caller, HubJson.Invite wanted) {
        String email = Addresses.email(wanted.email())
                .orElseThrow(() -> Problem.invalid(
                        "email", "invalid_format", "email must be an e-mail address such as ada@example.com"));
        StaffRole role = StaffRoles.named("role", wanted.role());
        if (role == StaffRole.OWNER) {
            throw Problem.invalid("role", "not_allowed", "Nobody is invited as OWNER; invite, then change the role");
        }
        StaffRoles.requireRules(caller, role);
        String name = wanted.name() == null ? "" : wanted.name().strip();
        String token = Tokens.base64Url(TOKEN_BYTES);
        return db.tx(caller, tx -> {
            if (accounts.byEmail(tx, email).isPresent()) {
                throw Problem.conflict("CONFLICT", "Somebody of the staff has this e-mail address");
            }
            Invitation before = store.lockOpen(tx, email).orElse(null);
            if (before != null) {
                // Sending again may change the role, so the one before must be the caller's to give as well.
                StaffRoles.requireRules(caller, before.role());
            }
            Invitation asked = asked(caller, before == null ? ids.uuid() : before.id(), email, name, role);
            if (before == null) {
                store.insert(tx, asked, Tokens.sha256(token));
            } else {
                store.renew(tx, asked, Tokens.sha256(token));
            }
            record(tx, caller, "staff_invitation.sent", asked);
            mail(tx, asked, token);
            return new Sent(asked, before == null);
        });
    }

    /** Takes an invitation back; taking it back again changes nothing. */
    Invitation revoke(Caller caller, String id) {
        return db.tx(caller, tx -> {
            Invitation known = store.lock(tx, Ids.asUuid(id).orElseThrow(Problem::notFound))
                    .orElseThrow(Problem::notFound);
            StaffRoles.requireRules(caller, known.role());
            if (known.acceptedAt() != null) {
                throw Problem.conflict("CONFLICT", "This invitation was accepted; deactivate the member instead");
            }
            if (known.revokedAt() == null) {
                store.revoke(tx, known.id(), time.instant());
                record(tx, caller, "staff_invitation.revoked", known);
            }
            return known;
        });
    }

    /** Takes back what somebody asked who may ask no longer. */
    void revokeOf(Tx tx, Account member) {
        store.revokeOf(tx, member.id(), time.instant());
    }

    /**
     * @throws Problem 404, or 409 when it can be used no longer
     */
    Invitation find(Caller realm, String token) {
        Invitation found =
                db.tx(realm, tx -> store.byToken(tx, Tokens.sha256(token))).orElseThrow(Problem::notFound);
        requirePending(found);
        return found;
    }

    /** Uses an invitation up; of two who accept at once, one wins. */
    Invitation take(Tx tx, String token) {
        Invitation found = store.lockByToken(tx, Tokens.sha256(token)).orElseThrow(Problem::notFound);
        requirePending(found);
        store.accept(tx, found.id(), time.instant());
        return found;
    }

    private void requirePending(Invitation invitation) {
        Invitation.Status status = invitation.status(time.instant());
        if (status != Invitation.Status.PENDING) {
            String what = status.name().toLowerCase(Locale.ROOT);
            throw Problem.conflict("CONFLICT", "This invitation is " + what + "; ask for a new one")
                    .with("status", status.name());
        }
    }

    private Invitation asked(Caller caller, String id, String email, String name, StaffRole role) {
        Instant now = time.instant();
        return new Invitation(
                id, email, name, role, caller.id(), caller.label(), 0, now, now.plus(LIFETIME), null, null);
    }

    private void mail(Tx tx, Invitation asked, String token) {
        Map<String, String> values = Map.of(
                "url",
                own.get() + MailedPages.INVITE + token,
                "user.name",
                asked.name(),
                "expires",
                InstantText.of(asked.expiresAt()));
        letters.mail(tx, Realm.STAFF, asked.email(), TemplateName.STAFF_INVITE, values);
    }

    private void record(Tx tx, Caller caller, String type, Invitation invitation) {
        String fact = Json.text(
                Map.of("email", invitation.email(), "role", invitation.role().name()));
        tx.record(Event.of(ids.next("evt"), caller, type, invitation.id(), fact, time.instant()));
    }
}
