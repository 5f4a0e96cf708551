package heddle.identity.session;

import static heddle.kernel.db.Times.instant;
import static heddle.kernel.db.Times.instantOrNull;
import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.Tx;
import heddle.kernel.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** All SQL of sessions and refresh tokens. */
final class SessionStore {
    /** A session with the token that was shown; {@code childNewest} says that its child was not used yet. */
    record Shown(
            Session session,
            @Nullable Instant usedAt,
            boolean childNewest,
            @Nullable String childSealed) {}

    void insert(Tx tx, Session s) {
        tx.update("""
                        insert into identity.sessions (realm, id, account_id, method, aal, amr, client, ip, user_agent,
                            created_at, last_active_at, expires_at)
                        values (:tenant, :id, :account, :method, :aal, cast(:amr as jsonb), :client, :ip, :user_agent,
                            :created, :created, :expires)
                        """)
                .bind("id", s.id())
                .bind("account", s.accountId())
                .bind("method", s.method())
                .bind("aal", s.aal())
                .bind("amr", Json.text(s.amr()))
                .bind("client", s.client())
                .bind("ip", s.ip())
                .bind("user_agent", s.userAgent())
                .bind("created", utc(s.createdAt()))
                .bind("expires", utc(s.expiresAt()))
                .execute();
    }

    void insertToken(Tx tx, String sessionId, byte[] hash, Instant now, Instant expires) {
        tx.update("""
                        insert into identity.refresh_tokens (token_hash, realm, session_id, issued_at, expires_at)
                        values (:hash, :tenant, :session, :now, :expires)
                        """)
                .bind("hash", hash)
                .bind("session", sessionId)
                .bind("now", utc(now))
                .bind("expires", utc(expires))
                .execute();
    }

    Optional<Session> byId(Tx tx, String id) {
        return tx.query("select * from identity.sessions where realm = :tenant and id = :id")
                .bind("id", id)
                .map(SessionStore::session)
                .findOne();
    }

    List<Session> live(Tx tx, String accountId, Instant now) {
        return tx.query("""
                        select * from identity.sessions
                        where realm = :tenant and account_id = :account and revoked_at is null and expires_at > :now
                        order by last_active_at desc, id desc
                        """)
                .bind("account", accountId)
                .bind("now", utc(now))
                .map(SessionStore::session)
                .list();
    }

    /** Whether the account signed in from such a client before: the same browser in the same network. */
    boolean knownDevice(Tx tx, String accountId, String userAgent, String network) {
        return tx.query("""
                        select exists (select 1 from identity.sessions where realm = :tenant and account_id = :account
                            and user_agent = :user_agent and ip like :network)
                        """)
                .bind("account", accountId)
                .bind("user_agent", userAgent)
                .bind("network", network.replaceAll("([%_\\\\])", "\\\\$1") + "%")
                .mapTo(Boolean.class)
                .one();
    }

    /** Ends live sessions of an account and returns their ids. */
    List<String> revoke(
            Tx tx, String accountId, @Nullable String only, @Nullable String except, String why, Instant now) {
        return tx.query("""
                        update identity.sessions set revoked_at = :now, revoked_why = :why
                        where realm = :tenant and account_id = :account and revoked_at is null and expires_at > :now
                            and (cast(:only as text) is null or id = :only)
                            and (cast(:except as text) is null or id <> :except)
                        returning id
                        """)
                .bind("account", accountId)
                .bind("only", only)
                .bind("except", except)
                .bind("why", why)
                .bind("now", utc(now))
                .mapTo(String.class)
                .list();
    }

    void raise(Tx tx, String id, int aal, List<Session.Amr> amr) {
        tx.update("""
                        update identity.sessions set aal = :aal, amr = cast(:amr as jsonb) where realm = :tenant and id = :id
                        """)
                .bind("id", id)
                .bind("aal", aal)
                .bind("amr", Json.text(amr))
                .execute();
    }

    /** Looks a refresh token up across realms: it is the token that tells the realm. */
    Optional<Shown> byToken(Tx systemTx, byte[] hash) {
        return systemTx.query("""
                        select s.*, t.used_at, t.child_sealed, exists (select 1 from identity.refresh_tokens c
                            where c.token_hash = t.child_hash and c.used_at is null) as child_newest
                        from identity.refresh_tokens t join identity.sessions s on s.realm = t.realm and s.id = t.session_id
                        where t.token_hash = :hash for update of s
                        """)
                .bind("hash", hash)
                .map((row, c) -> new Shown(
                        session(row, c),
                        instantOrNull(row, "used_at"),
                        row.getBoolean("child_newest"),
                        row.getString("child_sealed")))
                .findOne();
    }

    /**
     * What a browser's cookie stands for, whether it was exchanged or not.
     *
     * @param usedAt when it was exchanged for its successor
     */
    record Cookie(
            String realm,
            String sessionId,
            String accountId,
            Instant issuedAt,
            Instant expiresAt,
            @Nullable Instant usedAt) {}

    /** The refresh token of a session of that client, across realms: it is the token that tells the realm. */
    Optional<Cookie> cookie(Tx systemTx, byte[] hash, String client) {
        return systemTx.query("""
                        select t.realm, t.session_id, s.account_id, t.issued_at, t.expires_at, t.used_at
                        from identity.refresh_tokens t join identity.sessions s on s.realm = t.realm and s.id = t.session_id
                        where t.token_hash = :hash and s.client = :client
                        """)
                .bind("hash", hash)
                .bind("client", client)
                .map((row, c) -> new Cookie(
                        row.getString("realm"),
                        row.getString("session_id"),
                        row.getString("account_id"),
                        instant(row, "issued_at"),
                        instant(row, "expires_at"),
                        instantOrNull(row, "used_at")))
                .findOne();
    }

    /**
     * The whole of an ordinary refresh in one statement: marks the shown token used, issues its child for as long, notes
     * that the session is alive. Empty when anything about token or session is not ordinary.
     */
    static final String ROTATE = """
            with shown as (
                update identity.refresh_tokens set used_at = :now, child_hash = :child, child_sealed = :sealed
                where token_hash = :hash and used_at is null and expires_at > :now
                returning realm, session_id, expires_at - issued_at as life
            ), alive as (
                update identity.sessions s set last_active_at = :now from shown
                where s.realm = shown.realm and s.id = shown.session_id and s.revoked_at is null and s.expires_at > :now
                returning new.*, old.last_active_at as was_active, shown.life
            ), child as (
                insert into identity.refresh_tokens (token_hash, realm, session_id, issued_at, expires_at)
                select :child, realm, id, :now, :now + life from alive
            )
            select * from alive
            """;

    /** A refreshed session, and when it was used before. */
    record Rotated(Session session, Instant wasActive) {}

    Optional<Rotated> rotate(Tx systemTx, byte[] hash, byte[] child, String sealed, Instant now) {
        return systemTx.query(ROTATE)
                .bind("hash", hash)
                .bind("child", child)
                .bind("sealed", sealed)
                .bind("now", utc(now))
                .map((row, c) -> new Rotated(session(row, c), instant(row, "was_active")))
                .findOne();
    }

    List<String> assignedRoles(Tx tx, String accountId) {
        return tx.query("""
                        select role_id from identity.account_roles
                        where realm = :tenant and account_id = :account order by created_at, role_id
                        """).bind("account", accountId).mapTo(String.class).list();
    }

    void noteUse(Tx systemTx, Map<String, Instant> seen) {
        seen.forEach((id, at) -> systemTx.update(
                        "update identity.sessions set last_active_at = :at where id = :id and last_active_at < :at")
                .bind("id", id)
                .bind("at", utc(at))
                .execute());
    }

    void deleteOf(Tx tx, String accountId) {
        tx.update("""
                        delete from identity.refresh_tokens t using identity.sessions s
                        where t.realm = :tenant and s.realm = t.realm and s.id = t.session_id and s.account_id = :account
                        """).bind("account", accountId).execute();
        tx.update("delete from identity.sessions where realm = :tenant and account_id = :account")
                .bind("account", accountId)
                .execute();
    }

    void deleteOld(Tx systemTx, Instant before) {
        systemTx.update("delete from identity.refresh_tokens where expires_at < :before")
                .bind("before", utc(before))
                .execute();
        systemTx.update("""
                        delete from identity.refresh_tokens t using identity.sessions s
                        where s.realm = t.realm and s.id = t.session_id and (s.expires_at < :before or s.revoked_at < :before)
                        """).bind("before", utc(before)).execute();
        systemTx.update("delete from identity.sessions where expires_at < :before or revoked_at < :before")
                .bind("before", utc(before))
                .execute();
    }

    static Session session(ResultSet row, StatementContext context) throws SQLException {
        List<Session.Amr> amr = new ArrayList<>();
        Json.trusted(row.getString("amr"))
                .forEach(a -> amr.add(new Session.Amr(
                        a.path("method").asString(""), a.path("timestamp").asLong(0))));
        return new Session(
                row.getString("realm"),
                row.getString("id"),
                row.getString("account_id"),
                row.getString("method"),
                row.getInt("aal"),
                amr,
                row.getString("client"),
                row.getString("ip"),
                row.getString("user_agent"),
                instant(row, "created_at"),
                instant(row, "last_active_at"),
                instant(row, "expires_at"),
                instantOrNull(row, "revoked_at"));
    }
}
