package heddle.identity.saml;

import heddle.kernel.access.Caller;
import heddle.kernel.crypto.SecretBox;
import heddle.kernel.db.Db;
import java.time.InstantSource;

/** The pair of each tenant, made when first needed and then the same on every node. */
final class SigningKeys {
    private final Db db;
    private final SecretBox secrets;
    private final InstantSource time;
    private final SigningKeyStore store = new SigningKeyStore();

    SigningKeys(Db db, SecretBox secrets, InstantSource time) {
        this.db = db;
        this.secrets = secrets;
        this.time = time;
    }

    SigningKey of(Caller from) {
        String tenant = from.tenantId();
        return db.tx(from, store::find).map(row -> opened(tenant, row)).orElseGet(() -> {
            SigningKey made = SigningKey.make(tenant, time.instant());
            String sealed = secrets.seal(purpose(tenant), made.key().getEncoded());
            return db.tx(from, tx -> {
                store.insert(tx, new SigningKeyStore.Row(made.certificate(), sealed), time.instant());
                return opened(tenant, store.find(tx).orElseThrow());
            });
        });
    }

    private SigningKey opened(String tenant, SigningKeyStore.Row row) {
        return SigningKey.of(row.certificate(), secrets.open(purpose(tenant), row.keySealed()));
    }

    private static String purpose(String tenant) {
        return "saml-key:" + tenant;
    }
}
