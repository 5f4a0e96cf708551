package heddle.identity.proof;

import static heddle.kernel.db.Times.instant;
import static heddle.kernel.db.Times.instantOrNull;
import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.Tx;
import heddle.kernel.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** All SQL of proofs. */
final class ProofStore {
    /** A counted try: the proof, and the hash of its code in hexadecimal digits. */
    record Attempt(Proof proof, String codeHash) {}

    void insert(Tx tx, Proof proof, byte @Nullable [] tokenHash, byte @Nullable [] codeHash) {
        tx.update("""
                        insert into identity.proofs (realm, id, purpose, account_id, address, token_hash, code_hash, data,
                            created_at, expires_at)
                        values (:tenant, :id, :purpose, :account, :address, :token, :code, cast(:data as jsonb), :created, :expires)
                        """)
                .bind("id", proof.id())
                .bind("purpose", proof.purpose().word())
                .bind("account", proof.accountId())
                .bind("address", proof.address())
                .bind("token", tokenHash)
                .bind("code", codeHash)
                .bind("data", proof.data().toString())
                .bind("created", utc(proof.createdAt()))
                .bind("expires", utc(proof.expiresAt()))
                .execute();
    }

    /** Finds a proof across realms: it is the token that tells the realm. */
    Optional<Proof> byToken(Tx systemTx, Purpose purpose, byte[] hash) {
        return systemTx.query("select * from identity.proofs where token_hash = :hash and purpose = :purpose")
                .bind("hash", hash)
                .bind("purpose", purpose.word())
                .map(ProofStore::proof)
                .findOne();
    }

    Optional<Proof> lockByToken(Tx tx, Purpose purpose, byte[] hash) {
        return tx.query("""
                        select * from identity.proofs
                        where realm = :tenant and token_hash = :hash and purpose = :purpose for update
                        """)
                .bind("hash", hash)
                .bind("purpose", purpose.word())
                .map(ProofStore::proof)
                .findOne();
    }

    Optional<Proof> lock(Tx tx, String id) {
        return tx.query("select * from identity.proofs where realm = :tenant and id = :id for update")
                .bind("id", id)
                .map(ProofStore::proof)
                .findOne();
    }

    void remember(Tx tx, String id, @Nullable String accountId, ObjectNode data, Instant now) {
        tx.update("""
                        update identity.proofs set account_id = :account, data = cast(:data as jsonb)
                        where realm = :tenant and id = :id and used_at is null and expires_at > :now
                        """)
                .bind("id", id)
                .bind("account", accountId)
                .bind("data", data.toString())
                .bind("now", utc(now))
                .execute();
    }

    /** Uses a proof up; false when it was used or has expired. Of two that come at once, one wins. */
    boolean use(Tx tx, String id, Instant now) {
        return tx.update("""
                                update identity.proofs set used_at = :now
                                where realm = :tenant and id = :id and used_at is null and expires_at > :now
                                """).bind("id", id).bind("now", utc(now)).execute() == 1;
    }

    /** Counts one try of the newest live code of an address, as long as tries are left. */
    Optional<Attempt> tryCode(Tx tx, Purpose purpose, String address, int most, Instant now) {
        return tx.query("""
                        update identity.proofs set attempts = attempts + 1
                        where realm = :tenant and attempts < :most and used_at is null and expires_at > :now and id = (
                            select id from identity.proofs
                            where realm = :tenant and purpose = :purpose and address = :address
                            order by created_at desc, id desc limit 1)
                        returning *, encode(code_hash, 'hex') as code_hex
                        """)
                .bind("purpose", purpose.word())
                .bind("address", address)
                .bind("most", most)
                .bind("now", utc(now))
                .map((row, c) -> new Attempt(proof(row, c), row.getString("code_hex")))
                .findOne();
    }

    /** Takes back a counted try that was right. */
    int forgive(Tx tx, String id) {
        return tx.update("""
                        update identity.proofs set attempts = attempts - 1
                        where realm = :tenant and id = :id and attempts > 0
                        """).bind("id", id).execute();
    }

    boolean awaited(Tx tx, Purpose purpose, String address, Instant now) {
        return tx.query("""
                        select exists (select 1 from identity.proofs
                            where realm = :tenant and purpose = :purpose and address = :address
                                and used_at is null and expires_at > :now)
                        """)
                .bind("purpose", purpose.word())
                .bind("address", address)
                .bind("now", utc(now))
                .mapTo(Boolean.class)
                .one();
    }

    /** Whether the newest code of an address is alive but has no tries left. */
    boolean exhausted(Tx tx, Purpose purpose, String address, int most, Instant now) {
        return tx.query("""
                        select attempts >= :most and used_at is null and expires_at > :now from identity.proofs
                        where realm = :tenant and purpose = :purpose and address = :address
                        order by created_at desc, id desc limit 1
                        """)
                .bind("purpose", purpose.word())
                .bind("address", address)
                .bind("most", most)
                .bind("now", utc(now))
                .mapTo(Boolean.class)
                .findOne()
                .orElse(false);
    }

    /** When proofs were sent to an address since a moment, newest first. */
    List<Instant> sent(Tx tx, Purpose purpose, String address, Instant since) {
        return tx.query("""
                        select created_at from identity.proofs
                        where realm = :tenant and purpose = :purpose and address = :address and created_at > :since
                        order by created_at desc
                        """)
                .bind("purpose", purpose.word())
                .bind("address", address)
                .bind("since", utc(since))
                .map((row, c) -> instant(row, "created_at"))
                .list();
    }

    /** Ends the live proofs of a purpose for an address, so that only the newest works. */
    void end(Tx tx, Purpose purpose, String address, Instant now) {
        tx.update("""
                        update identity.proofs set expires_at = :now
                        where realm = :tenant and purpose = :purpose and address = :address and expires_at > :now
                        """)
                .bind("purpose", purpose.word())
                .bind("address", address)
                .bind("now", utc(now))
                .execute();
    }

    void deleteOf(Tx tx, String accountId) {
        tx.update("delete from identity.proofs where realm = :tenant and account_id = :account")
                .bind("account", accountId)
                .execute();
    }

    int deleteOld(Tx systemTx, Instant before) {
        return systemTx.update("delete from identity.proofs where expires_at < :before")
                .bind("before", utc(before))
                .execute();
    }

    private static Proof proof(ResultSet row, StatementContext context) throws SQLException {
        return new Proof(
                row.getString("realm"),
                row.getString("id"),
                Purpose.of(row.getString("purpose")),
                row.getString("account_id"),
                row.getString("address"),
                (ObjectNode) Json.trusted(row.getString("data")),
                instant(row, "created_at"),
                instant(row, "expires_at"),
                instantOrNull(row, "used_at"));
    }
}
