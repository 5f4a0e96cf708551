package heddle.identity.settings;

import heddle.kernel.db.Times;
import heddle.kernel.db.Tx;
import java.time.Instant;
import java.util.Optional;

/** All SQL of the ways to sign in. */
final class AuthConfigStore {
    Optional<String> read(Tx tx) {
        return tx.query("select sealed from identity.auth_configs where realm = :tenant")
                .mapTo(String.class)
                .findOne();
    }

    /** Keeps two changes of one document apart, also of one that is not there yet. */
    void lock(Tx tx) {
        tx.query("select pg_advisory_xact_lock(hashtextextended('auth-config ' || :tenant, 0))::text")
                .mapTo(String.class)
                .one();
    }

    void write(Tx tx, String sealed, Instant now) {
        tx.update("""
                        insert into identity.auth_configs (realm, sealed, updated_at) values (:tenant, :sealed, :now)
                        on conflict (realm) do update set sealed = excluded.sealed, updated_at = excluded.updated_at
                        """).bind("sealed", sealed).bind("now", Times.utc(now)).execute();
    }

    void delete(Tx tx) {
        tx.update("delete from identity.auth_configs where realm = :tenant").execute();
    }
}
