package heddle.identity.hub;

import static heddle.kernel.db.Times.instant;
import static heddle.kernel.db.Times.instantOrNull;
import static heddle.kernel.db.Times.utc;

import heddle.identity.role.StaffRole;
import heddle.kernel.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.result.ResultIterable;
import org.jdbi.v3.core.statement.StatementContext;

/** All SQL of invitations. */
final class InvitationStore {
    private static final String OPEN = "realm = :tenant and accepted_at is null and revoked_at is null";

    List<Invitation> pending(Tx tx, Instant now) {
        return where(tx, OPEN + " and expires_at > :value order by created_at desc, id desc", utc(now))
                .list();
    }

    Optional<Invitation> byToken(Tx tx, byte[] hash) {
        return where(tx, "realm = :tenant and token_hash = :value", hash).findOne();
    }

    Optional<Invitation> lockByToken(Tx tx, byte[] hash) {
        return where(tx, "realm = :tenant and token_hash = :value for update", hash)
                .findOne();
    }

    Optional<Invitation> lockOpen(Tx tx, String email) {
        return where(tx, OPEN + " and email = :value for update", email).findOne();
    }

    Optional<Invitation> lock(Tx tx, String id) {
        return where(tx, "realm = :tenant and id = :value for update", id).findOne();
    }

    private static ResultIterable<Invitation> where(Tx tx, String condition, Object value) {
        return tx.query("select * from identity.staff_invitations where " + condition)
                .bind("value", value)
                .map(InvitationStore::invitation);
    }

    void insert(Tx tx, Invitation i, byte[] hash) {
        tx.update("""
                        insert into identity.staff_invitations (realm, id, email, name, role, token_hash, invited_by,
                            inviter, created_at, expires_at)
                        values (:tenant, :id, :email, :name, :role, :hash, :invited_by, :inviter, :created, :expires)
                        """)
                .bind("id", i.id())
                .bind("email", i.email())
                .bind("name", i.name())
                .bind("role", i.role().name())
                .bind("hash", hash)
                .bind("invited_by", i.invitedBy())
                .bind("inviter", i.inviter())
                .bind("created", utc(i.createdAt()))
                .bind("expires", utc(i.expiresAt()))
                .execute();
    }

    /** Asks again with another token; the one before is then unknown. */
    void renew(Tx tx, Invitation i, byte[] hash) {
        tx.update("""
                        update identity.staff_invitations
                        set token_hash = :hash, name = :name, role = :role, invited_by = :invited_by, inviter = :inviter,
                            expires_at = :expires, resent_count = resent_count + 1
                        where realm = :tenant and id = :id
                        """)
                .bind("id", i.id())
                .bind("name", i.name())
                .bind("role", i.role().name())
                .bind("hash", hash)
                .bind("invited_by", i.invitedBy())
                .bind("inviter", i.inviter())
                .bind("expires", utc(i.expiresAt()))
                .execute();
    }

    void accept(Tx tx, String id, Instant now) {
        stamp(tx, "accepted_at", "realm = :tenant and id = :value", id, now);
    }

    void revoke(Tx tx, String id, Instant now) {
        stamp(tx, "revoked_at", "realm = :tenant and id = :value", id, now);
    }

    void revokeOf(Tx tx, String memberId, Instant now) {
        stamp(tx, "revoked_at", OPEN + " and invited_by = :value", memberId, now);
    }

    private static void stamp(Tx tx, String column, String condition, String value, Instant now) {
        tx.update("update identity.staff_invitations set " + column + " = :now where " + condition)
                .bind("value", value)
                .bind("now", utc(now))
                .execute();
    }

    private static Invitation invitation(ResultSet row, StatementContext context) throws SQLException {
        return new Invitation(
                row.getString("id"),
                row.getString("email"),
                row.getString("name"),
                StaffRole.valueOf(row.getString("role")),
                row.getString("invited_by"),
                row.getString("inviter"),
                row.getInt("resent_count"),
                instant(row, "created_at"),
                instant(row, "expires_at"),
                instantOrNull(row, "accepted_at"),
                instantOrNull(row, "revoked_at"));
    }
}
