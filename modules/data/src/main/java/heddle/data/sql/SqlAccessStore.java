package heddle.data.sql;

import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.DbFailure;
import heddle.kernel.db.Tx;
import heddle.kernel.id.Ids;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;

/** All SQL that gives a tenant its role and its views. Names in it are made of the tenant's id. */
final class SqlAccessStore {
    private static final String TEMP_FILES = "256MB";

    /** The role, and the schema of its views. */
    static String role(String tenantId) {
        return "v_" + Ids.body(tenantId);
    }

    Optional<SqlAccess> find(Tx tx) {
        return tx.query("select * from data.sql_access where tenant_id = :tenant")
                .map((row, c) -> new SqlAccess(
                        row.getString("tenant_id"),
                        row.getString("role"),
                        row.getString("password"),
                        row.getBoolean("stale")))
                .findOne();
    }

    void insert(Tx tx, SqlAccess access, Instant now) {
        tx.update("""
                        insert into data.sql_access (tenant_id, role, password, stale, created_at)
                        values (:tenant, :role, :password, :stale, :now)
                        on conflict (tenant_id) do update set password = excluded.password, stale = excluded.stale
                        """)
                .bind("role", access.role())
                .bind("password", access.password())
                .bind("stale", access.stale())
                .bind("now", utc(now))
                .execute();
    }

    void stale(Tx tx, boolean stale) {
        tx.update("update data.sql_access set stale = :stale where tenant_id = :tenant and stale <> :stale")
                .bind("stale", stale)
                .execute();
    }

    /** Makes the role and its schema unless they are there, and gives it a new password. */
    void makeRole(Tx tx, String role, String password) {
        boolean there = tx.query("select exists (select 1 from pg_roles where rolname = 'v_' || substr(:tenant, 4))")
                .mapTo(Boolean.class)
                .one();
        if (!there) {
            tx.define("create role " + role);
        }
        // Other attributes are off from the start, and an ordinary user may not even deny them.
        tx.define("alter role " + role + " login noinherit connection limit 20");
        tx.define("alter role " + role + " set default_transaction_read_only = on");
        tx.define("alter role " + role + " set search_path = " + role);
        tx.define("alter role " + role + " set statement_timeout = '5s'");
        tx.define("alter role " + role + " set idle_in_transaction_session_timeout = '30s'");
        if (isSuperuser(tx)) {
            tx.define("alter role " + role + " set temp_file_limit = '" + TEMP_FILES + "'");
        }
        try {
            // Hashed on this side, so that it never stands in a log of the server.
            tx.connection().unwrap(PGConnection.class).alterUserPassword(role, password.toCharArray(), "scram-sha-256");
        } catch (SQLException e) {
            throw new DbFailure(e);
        }
        tx.define("create schema if not exists " + role);
        tx.define("grant usage on schema " + role + " to " + role);
        tx.define("grant select on all tables in schema " + role + " to " + role);
    }

    private static boolean isSuperuser(Tx tx) {
        return tx.query("select rolsuper from pg_roles where rolname = current_user and :tenant <> ''")
                .mapTo(Boolean.class)
                .one();
    }

    void dropRole(Tx tx, String role) {
        tx.define("drop schema if exists " + role + " cascade");
        tx.define("drop role if exists " + role);
        tx.update("delete from data.sql_access where tenant_id = :tenant").execute();
    }

    /** The views as they are: a mark of their text by name. */
    Map<String, String> views(Tx tx) {
        return tx.query("""
                        select c.relname, coalesce(obj_description(c.oid, 'pg_class'), '')
                        from pg_class c
                        where c.relnamespace = to_regnamespace('v_' || substr(:tenant, 4)) and c.relkind = 'v'
                        """).map((row, c) -> Map.entry(row.getString(1), row.getString(2))).list().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    void dropView(Tx tx, String role, String name) {
        tx.define("drop view if exists " + role + ".\"" + name + "\"");
    }

    /**
     * @param mark what {@link #views} tells this text by
     */
    void createView(Tx tx, String role, String name, String text, String mark) {
        String view = role + ".\"" + name + "\"";
        tx.define("create view " + view + " with (security_barrier) as " + text);
        tx.define("comment on view " + view + " is '" + mark + "'");
        tx.define("grant select on " + view + " to " + role);
    }
}
