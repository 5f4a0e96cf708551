package heddle.identity.saml;

import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.Tx;
import java.time.Instant;
import java.util.Optional;

/** All SQL of the keys that requests are signed with. */
final class SigningKeyStore {
    record Row(String certificate, String keySealed) {}

    Optional<Row> find(Tx tx) {
        return tx.query("select certificate, key_sealed from identity.saml_keys where realm = :tenant")
                .map((row, c) -> new Row(row.getString("certificate"), row.getString("key_sealed")))
                .findOne();
    }

    /** Of two that come at once the first stays. */
    void insert(Tx tx, Row row, Instant now) {
        tx.update("""
                        insert into identity.saml_keys (realm, certificate, key_sealed, created_at)
                        values (:tenant, :certificate, :sealed, :now) on conflict do nothing
                        """)
                .bind("certificate", row.certificate())
                .bind("sealed", row.keySealed())
                .bind("now", utc(now))
                .execute();
    }
}
