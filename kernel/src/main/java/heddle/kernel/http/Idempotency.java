package heddle.kernel.http;

import static heddle.kernel.db.Times.instant;
import static heddle.kernel.db.Times.utc;

import heddle.kernel.access.Caller;
import heddle.kernel.crypto.SecretBox;
import heddle.kernel.crypto.Tokens;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a repeated POST or PATCH harmless. The effect and the stored answer commit in one transaction, so a crash
 * between commit and reply is answered by the replay. Answers are sealed: some carry keys that are shown once.
 */
public final class Idempotency {
    public static final Duration KEPT = Duration.ofHours(24);
    private static final int MAX_KEY = 255;
    private static final String PURPOSE = "idempotency";
    private static final String WHY = "an idempotency key is scoped to its caller by a hash";

    /** An answer as stored. {@code json} is the data, or the error body when {@code error}. */
    record Answer(int status, boolean error, Map<String, String> headers, String json) {}

    private record Stored(String bodyHash, String reply, Instant createdAt) {}

    private final Db db;
    private final SecretBox box;
    private final InstantSource time;

    public Idempotency(Db db, SecretBox box, InstantSource time) {
        this.db = db;
        this.box = box;
        this.time = time;
    }

    /**
     * Answers once for a key. The route's first step runs outside the transaction, and not at all for a replay.
     *
     * @throws Problem 409 IDEMPOTENCY_IN_PROGRESS while another request with the key runs, 422 IDEMPOTENCY_KEY_REUSED
     *     when the key was used with another body
     */
    Reply run(Request request, String key) {
        if (key.isEmpty() || key.length() > MAX_KEY) {
            throw Problem.invalid("Idempotency-Key", "too_long", "Idempotency-Key must be 1 to 255 characters");
        }
        Caller caller = request.caller();
        String scope = Tokens.sha256Hex(String.join(
                "\n", caller.tenantId(), caller.id(), request.route().method(), request.fullPath(), key));
        String bodyHash = HexFormat.of().formatHex(Tokens.sha256(request.raw()));
        try {
            Optional<Reply> early = request.route().prepares()
                    ? db.systemTx(WHY, tx -> Optional.ofNullable(claim(tx, scope, bodyHash)))
                    : Optional.empty();
            return early.orElseGet(() -> once(request, scope, bodyHash));
        } catch (Problem refusal) {
            storeRefusal(scope, bodyHash, refusal, Dialect.of(request.fullPath()));
            throw refusal;
        }
    }

    private Reply once(Request request, String scope, String bodyHash) {
        Supplier<Reply> effect = request.route().preparation().prepare(request);
        return db.systemTx(WHY, tx -> {
            Reply replayed = claim(tx, scope, bodyHash);
            if (replayed != null) {
                return replayed;
            }
            Reply reply = effect.get();
            if (reply.json() != null) {
                String json = new String(reply.json(), StandardCharsets.UTF_8);
                store(tx, scope, bodyHash, new Answer(reply.status(), false, reply.headers(), json));
            }
            return reply;
        });
    }

    /** Deletes the answers that are kept no longer. */
    public void forgetOld() {
        db.systemTx(
                "idempotency keys of all tenants expire",
                tx -> tx.update("delete from kernel.idempotency_keys where created_at < :before")
                        .bind("before", utc(time.instant().minus(KEPT)))
                        .execute());
    }

    private @Nullable Reply claim(Tx tx, String scope, String bodyHash) {
        boolean mine = tx.query("select pg_try_advisory_xact_lock(hashtextextended(:scope, 0))")
                .bind("scope", scope)
                .mapTo(Boolean.class)
                .one();
        if (!mine) {
            throw Problem.conflict(
                    "IDEMPOTENCY_IN_PROGRESS", "A request with this Idempotency-Key is still running; try again soon");
        }
        Optional<Stored> stored = tx.query("""
                        select body_hash, reply, created_at from kernel.idempotency_keys where scope = :scope
                        """)
                .bind("scope", scope)
                .map((row, c) -> new Stored(row.getString(1), row.getString(2), instant(row, "created_at")))
                .findOne();
        if (stored.isEmpty() || stored.get().createdAt().plus(KEPT).isBefore(time.instant())) {
            return null;
        }
        if (!stored.get().bodyHash().equals(bodyHash)) {
            throw Problem.of(
                    422, "IDEMPOTENCY_KEY_REUSED", "This Idempotency-Key was used with another body; use a new key");
        }
        return replay(stored.get());
    }

    private Reply replay(Stored stored) {
        Answer answer = Json.mapper()
                .readValue(new String(box.open(PURPOSE, stored.reply()), StandardCharsets.UTF_8), Answer.class);
        byte[] json = answer.json().getBytes(StandardCharsets.UTF_8);
        Reply reply = answer.error()
                ? Reply.bytes(answer.status(), "application/json", json)
                : Reply.json(answer.status(), json);
        answer.headers().forEach(reply::header);
        return reply.header("Idempotent-Replayed", "true");
    }

    private void store(Tx tx, String scope, String bodyHash, Answer answer) {
        tx.update("""
                        insert into kernel.idempotency_keys (scope, body_hash, reply, created_at)
                        values (:scope, :hash, :reply, :now)
                        on conflict (scope) do update
                            set body_hash = excluded.body_hash, reply = excluded.reply, created_at = excluded.created_at
                        """)
                .bind("scope", scope)
                .bind("hash", bodyHash)
                .bind("reply", box.seal(PURPOSE, Json.bytes(answer)))
                .bind("now", utc(time.instant()))
                .execute();
    }

    /** A refusal is repeated too, but not one that a later try may cure. */
    private void storeRefusal(String scope, String bodyHash, Problem refusal, Dialect dialect) {
        boolean passing = refusal.status() >= 500
                || refusal.status() == 429
                || refusal.code().startsWith("IDEMPOTENCY_");
        if (!passing) {
            String json = new String(dialect.error(refusal, "req_replayed"), StandardCharsets.UTF_8);
            db.systemTx("the refusal of an idempotency key outlives its rolled-back transaction", tx -> {
                store(tx, scope, bodyHash, new Answer(refusal.status(), true, refusal.headers(), json));
                return true;
            });
        }
    }
}
