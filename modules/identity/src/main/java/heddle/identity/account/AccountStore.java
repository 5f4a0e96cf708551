package heddle.identity.account;

import static heddle.kernel.db.Times.instant;
import static heddle.kernel.db.Times.instantOrNull;
import static heddle.kernel.db.Times.utc;
import static heddle.kernel.db.Times.utcOrNull;

import heddle.kernel.db.Tx;
import heddle.kernel.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** All SQL of accounts and of their names elsewhere. */
final class AccountStore {
    private static final String ONE = "select * from identity.accounts where realm = :tenant and ";

    Optional<Account> byId(Tx tx, String id) {
        return tx.query(ONE + "id = :id")
                .bind("id", id)
                .map(AccountStore::account)
                .findOne();
    }

    Optional<Account> lock(Tx tx, String id) {
        return tx.query(ONE + "id = :id for update")
                .bind("id", id)
                .map(AccountStore::account)
                .findOne();
    }

    Optional<Account> byEmail(Tx tx, String email) {
        return tx.query(ONE + "email = :email")
                .bind("email", email)
                .map(AccountStore::account)
                .findOne();
    }

    Optional<Account> byPhone(Tx tx, String phone) {
        return tx.query(ONE + "phone = :phone")
                .bind("phone", phone)
                .map(AccountStore::account)
                .findOne();
    }

    Optional<Account> byIdentity(Tx tx, String provider, String providerId) {
        return tx.query("""
                        select a.* from identity.identities i join identity.accounts a on a.realm = i.realm and a.id = i.account_id
                        where i.realm = :tenant and i.provider = :provider and i.provider_id = :provider_id
                        """)
                .bind("provider", provider)
                .bind("provider_id", providerId)
                .map(AccountStore::account)
                .findOne();
    }

    List<Account> byIds(Tx tx, Collection<String> ids) {
        return tx.query(ONE + "id = any(:ids)")
                .bindArray("ids", String.class, ids)
                .map(AccountStore::account)
                .list();
    }

    /** Realms of tenants in which somebody has this address. */
    List<String> tenantsOf(Tx systemTx, String email) {
        return systemTx.query("""
                        select realm from identity.accounts where email = :email and realm like 'tn\\_%' order by realm limit 50
                        """).bind("email", email).mapTo(String.class).list();
    }

    boolean insert(Tx tx, Account a) {
        Update insert = tx.update("""
                insert into identity.accounts (realm, id, email, email_verified_at, pending_email, phone, phone_verified_at,
                    pending_phone, name, password_hash, role, status, status_reason, is_anonymous, tier, user_metadata,
                    app_metadata, created_at, updated_at, last_sign_in_at)
                values (:tenant, :id, :email, :email_verified_at, :pending_email, :phone, :phone_verified_at,
                    :pending_phone, :name, :password_hash, :role, :status, :status_reason, :is_anonymous, :tier,
                    cast(:user_metadata as jsonb), cast(:app_metadata as jsonb), :created_at, :updated_at, :last_sign_in_at)
                on conflict do nothing
                """);
        return bind(insert, a).bind("created_at", utc(a.createdAt())).execute() == 1;
    }

    void update(Tx tx, Account a) {
        bind(tx.update("""
                update identity.accounts
                set email = :email, email_verified_at = :email_verified_at, pending_email = :pending_email,
                    phone = :phone, phone_verified_at = :phone_verified_at, pending_phone = :pending_phone,
                    name = :name, password_hash = :password_hash, role = :role, status = :status,
                    status_reason = :status_reason, is_anonymous = :is_anonymous, tier = :tier,
                    user_metadata = cast(:user_metadata as jsonb), app_metadata = cast(:app_metadata as jsonb),
                    updated_at = :updated_at, last_sign_in_at = :last_sign_in_at
                where realm = :tenant and id = :id
                """), a).execute();
    }

    List<String> renameRole(Tx tx, String from, String to) {
        return tx.query("update identity.accounts set role = :to where realm = :tenant and role = :from returning id")
                .bind("from", from)
                .bind("to", to)
                .mapTo(String.class)
                .list();
    }

    void signedIn(Tx tx, String id, Instant now, @Nullable String rehashed) {
        tx.update("""
                        update identity.accounts
                        set last_sign_in_at = :now, password_hash = coalesce(:rehashed, password_hash)
                        where realm = :tenant and id = :id
                        """)
                .bind("id", id)
                .bind("now", utc(now))
                .bind("rehashed", rehashed)
                .execute();
    }

    void deleteIdentities(Tx tx, String accountId) {
        tx.update("delete from identity.identities where realm = :tenant and account_id = :id")
                .bind("id", accountId)
                .execute();
    }

    void delete(Tx tx, String id) {
        deleteIdentities(tx, id);
        tx.update("delete from identity.accounts where realm = :tenant and id = :id")
                .bind("id", id)
                .execute();
    }

    List<Account> list(Tx tx, @Nullable String search, @Nullable String role, int limit, int offset) {
        Query query = tx.query("select * from identity.accounts where realm = :tenant" + narrowed(search, role)
                + " order by created_at desc, id desc limit :limit offset :offset");
        return bindNarrowed(query, search, role)
                .bind("limit", limit)
                .bind("offset", offset)
                .map(AccountStore::account)
                .list();
    }

    long count(Tx tx, @Nullable String search, @Nullable String role) {
        Query query = tx.query("select count(*) from identity.accounts where realm = :tenant" + narrowed(search, role));
        return bindNarrowed(query, search, role).mapTo(Long.class).one();
    }

    /** The number of accounts, counted no further than asked for. */
    long countUpTo(Tx tx, long most) {
        return tx.query("""
                        select count(*) from (
                            select 1 from identity.accounts where realm = :tenant limit greatest(:most, 0)) counted
                        """).bind("most", most).mapTo(Long.class).one();
    }

    /** Lets one account at a time be added in this realm, until the transaction ends. */
    void lockPlaces(Tx tx) {
        tx.query("select pg_advisory_xact_lock(hashtextextended('accounts of ' || :tenant, 0)) is null")
                .mapTo(Boolean.class)
                .one();
    }

    /**
     * @param table of this module, a word of ours
     */
    void clear(Tx tx, String table) {
        tx.update("delete from identity." + table + " where realm = :tenant").execute();
    }

    List<Identity> identities(Tx tx, Collection<String> accounts) {
        return tx.query("""
                        select * from identity.identities where realm = :tenant and account_id = any(:accounts) order by created_at
                        """)
                .bindArray("accounts", String.class, accounts)
                .map((row, c) -> new Identity(
                        row.getString("account_id"),
                        row.getString("provider"),
                        row.getString("provider_id"),
                        row.getString("email"),
                        instant(row, "created_at")))
                .list();
    }

    boolean insert(Tx tx, Identity identity) {
        return tx.update("""
                                insert into identity.identities (realm, provider, provider_id, account_id, email, created_at)
                                values (:tenant, :provider, :provider_id, :account_id, :email, :now) on conflict do nothing
                                """)
                        .bind("provider", identity.provider())
                        .bind("provider_id", identity.providerId())
                        .bind("account_id", identity.accountId())
                        .bind("email", identity.email())
                        .bind("now", utc(identity.createdAt()))
                        .execute()
                == 1;
    }

    /** Guests who were not seen since a moment, of any realm. */
    int deleteGuests(Tx systemTx, Instant before) {
        return systemTx.update("""
                        delete from identity.accounts where is_anonymous and coalesce(last_sign_in_at, created_at) < :before
                            and not exists (select 1 from identity.sessions s where s.realm = accounts.realm
                                and s.account_id = accounts.id and s.last_active_at >= :before)
                        """).bind("before", utc(before)).execute();
    }

    private static String narrowed(@Nullable String search, @Nullable String role) {
        return (search == null
                        ? ""
                        : " and (coalesce(email, '') || ' ' || coalesce(phone, '') || ' ' || lower(name)) like :search")
                + (role == null ? "" : """
                          and (role = :role or exists (select 1 from identity.account_roles ar
                              join identity.roles r on r.realm = ar.realm and r.id = ar.role_id
                              where ar.realm = :tenant and ar.account_id = accounts.id and r.name = :role))""".indent(1));
    }

    private static Query bindNarrowed(Query query, @Nullable String search, @Nullable String role) {
        String words = search == null
                ? null
                : "%" + search.toLowerCase(java.util.Locale.ROOT).replaceAll("([%_\\\\])", "\\\\$1") + "%";
        return query.bind("search", words).bind("role", role);
    }

    private static Update bind(Update update, Account a) {
        return update.bind("id", a.id())
                .bind("email", a.email())
                .bind("email_verified_at", utcOrNull(a.emailVerifiedAt()))
                .bind("pending_email", a.pendingEmail())
                .bind("phone", a.phone())
                .bind("phone_verified_at", utcOrNull(a.phoneVerifiedAt()))
                .bind("pending_phone", a.pendingPhone())
                .bind("name", a.name())
                .bind("password_hash", a.passwordHash())
                .bind("role", a.role())
                .bind("status", a.status())
                .bind("status_reason", a.statusReason())
                .bind("is_anonymous", a.isAnonymous())
                .bind("tier", a.tier())
                .bind("user_metadata", a.userMetadata().toString())
                .bind("app_metadata", a.appMetadata().toString())
                .bind("updated_at", utc(a.updatedAt()))
                .bind("last_sign_in_at", utcOrNull(a.lastSignInAt()));
    }

    private static Account account(ResultSet row, StatementContext context) throws SQLException {
        return new Account(
                row.getString("realm"),
                row.getString("id"),
                row.getString("email"),
                instantOrNull(row, "email_verified_at"),
                row.getString("pending_email"),
                row.getString("phone"),
                instantOrNull(row, "phone_verified_at"),
                row.getString("pending_phone"),
                row.getString("name"),
                row.getString("password_hash"),
                row.getString("role"),
                row.getString("status"),
                row.getString("status_reason"),
                row.getBoolean("is_anonymous"),
                row.getString("tier"),
                (ObjectNode) Json.trusted(row.getString("user_metadata")),
                (ObjectNode) Json.trusted(row.getString("app_metadata")),
                instant(row, "created_at"),
                instant(row, "updated_at"),
                instantOrNull(row, "last_sign_in_at"));
    }
}
