package heddle.kernel.delete;

import static heddle.kernel.db.Times.utc;

import heddle.kernel.access.Caller;
import heddle.kernel.crypto.Tokens;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.db.TxWork;
import heddle.kernel.event.Event;
import heddle.kernel.id.Ids;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Deletes at once when nothing depends on a resource. Otherwise answers 409 DEPENDENCY_EXISTS with the counts and a token;
 * the same caller may repeat the call with {@code force=true&confirm_token=...} once within five minutes.
 */
public final class SecureDelete {
    public static final Duration TOKEN_LIFE = Duration.ofMinutes(5);
    private static final int TOKEN_BYTES = 32;

    /** What the caller asked: the {@code force} and {@code confirm_token} query parameters. */
    public record Ask(boolean force, @Nullable String confirmToken) {}

    /** What is to be deleted, e.g. {@code ("object_type", "ot_...")}. */
    public record Target(String type, String id) {}

    private record Outcome<T>(@Nullable T result, @Nullable Problem refusal) {}

    private final Db db;
    private final Ids ids;
    private final InstantSource time;

    public SecureDelete(Db db, Ids ids, InstantSource time) {
        this.db = db;
        this.ids = ids;
        this.time = time;
    }

    /**
     * Runs the cascade in the transaction that counted the dependencies.
     *
     * @param dependencies counts them; also the place to throw 404 when the target is not there
     * @throws Problem 409 DEPENDENCY_EXISTS with {@code dependencies} and {@code confirm_token}; 400
     *     INVALID_CONFIRM_TOKEN for a token that is wrong, used, expired, or of another caller or resource
     */
    public <T> T run(
            Caller caller, Target target, Ask ask, Function<Tx, List<Dependency>> dependencies, TxWork<T> cascade) {
        Outcome<T> outcome = db.tx(caller, tx -> {
            List<Dependency> found = dependencies.apply(tx);
            if (found.isEmpty() || confirmed(tx, caller, target, ask, found)) {
                return new Outcome<>(cascade.run(tx), null);
            }
            // Returned, not thrown: the token must be committed to be worth anything.
            return new Outcome<>(null, refuse(tx, caller, target, found));
        });
        if (outcome.refusal() != null) {
            throw outcome.refusal();
        }
        return java.util.Objects.requireNonNull(outcome.result());
    }

    /** Deletes the tokens that nobody used in time. */
    public void forgetOld() {
        db.systemTx(
                "confirm tokens of all tenants expire",
                tx -> tx.update("delete from kernel.confirm_tokens where expires_at < :now")
                        .bind("now", utc(time.instant()))
                        .execute());
    }

    /** Consumes the token; false when something of a new kind came to depend on the target since it was issued. */
    private boolean confirmed(Tx tx, Caller caller, Target target, Ask ask, List<Dependency> found) {
        if (!ask.force() || ask.confirmToken() == null) {
            return false;
        }
        Optional<String[]> known = tx.query("""
                        delete from kernel.confirm_tokens
                        where token_hash = :hash and tenant_id = :tenant and caller_id = :caller
                            and resource_type = :type and resource_id = :id and expires_at > :now
                        returning dependencies
                        """)
                .bind("hash", Tokens.sha256(ask.confirmToken()))
                .bind("caller", caller.id())
                .bind("type", target.type())
                .bind("id", target.id())
                .bind("now", utc(time.instant()))
                .map((row, c) -> (String[]) row.getArray(1).getArray())
                .findOne();
        if (known.isEmpty()) {
            throw Problem.badRequest(
                    "INVALID_CONFIRM_TOKEN",
                    "The confirm_token is wrong, used or expired; call DELETE again without force for a new one");
        }
        Set<String> counted = Set.copyOf(Arrays.asList(known.get()));
        return found.stream().allMatch(d -> counted.contains(d.type()));
    }

    private Problem refuse(Tx tx, Caller caller, Target target, List<Dependency> found) {
        String token = Tokens.base64Url(TOKEN_BYTES);
        Instant now = time.instant();
        tx.update("""
                        insert into kernel.confirm_tokens
                            (token_hash, tenant_id, caller_id, resource_type, resource_id, dependencies, expires_at)
                        values (:hash, :tenant, :caller, :type, :id, string_to_array(:dependencies, ','), :expires)
                        """)
                .bind("hash", Tokens.sha256(token))
                .bind("caller", caller.id())
                .bind("type", target.type())
                .bind("id", target.id())
                .bind(
                        "dependencies",
                        String.join(",", found.stream().map(Dependency::type).toList()))
                .bind("expires", utc(now.plus(TOKEN_LIFE)))
                .execute();
        tx.record(Event.of(
                ids.next("evt"), caller, target.type() + ".delete_blocked", target.id(), Json.text(found), now));
        return Problem.conflict("DEPENDENCY_EXISTS", "Cannot delete: dependent records exist")
                .with("dependencies", found)
                .with("confirm_token", token);
    }
}
