package heddle.market.verify;

import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.crypto.SecretBox;
import heddle.kernel.crypto.Tokens;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.id.Ids;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import heddle.market.joblog.JobReaders;
import heddle.market.verify.Submissions.Submitted;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Signs each verdict that decided an attempt. A receipt names the digests of criteria and output, so whoever holds both can
 * judge again, and the receipt before it, so that none can be left out.
 */
final class Receipts {
    private static final String PURPOSE = "receipt-key";

    private final Db db;
    private final SecretBox secrets;
    private final Ids ids;
    private final InstantSource time;
    private final JobReaders readers;
    private final ReceiptStore store = new ReceiptStore();
    private volatile @Nullable ReceiptKey key;

    Receipts(Db db, SecretBox secrets, Ids ids, InstantSource time, JobReaders readers) {
        this.db = db;
        this.secrets = secrets;
        this.ids = ids;
        this.time = time;
        this.readers = readers;
    }

    /** Signs in the transaction that settles. */
    void add(Tx tx, Submitted work, Verdict verdict) {
        ReceiptKey signing = key();
        Instant now = time.instant();
        List<Receipt> before = work.attempt() == 1 ? List.of() : store.of(tx, work.jobId());
        String payload = Json.text(payload(
                work,
                verdict,
                before.isEmpty() ? null : Tokens.sha256Hex(before.getFirst().payload()),
                now));
        byte[] signature = signing.sign(payload.getBytes(StandardCharsets.UTF_8));
        store.insert(
                tx, work.jobId(), work.attempt(), new Receipt(work.attempt(), signing.id(), payload, signature), now);
    }

    private static Map<String, Object> payload(
            Submitted work, Verdict verdict, @Nullable String previous, Instant now) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("version", 1);
        out.put("job", work.jobId());
        out.put("attempt", work.attempt());
        out.put("criteria_hash", verdict.criteriaHash());
        out.put("output_sha256", verdict.outputSha256());
        List<Map<String, Object>> checks = new ArrayList<>();
        verdict.checks().forEach(c -> checks.add(CheckText.of(c)));
        out.put("checks", checks);
        out.put("verdict", verdict.outcome().word());
        out.put("score", verdict.score());
        out.put("judge", verdict.judge());
        out.put("prev_receipt", previous);
        out.put("issued_at", now);
        return out;
    }

    /**
     * A receipt of an attempt that the caller may follow.
     *
     * @param attempt null for the newest
     */
    Receipt find(Caller caller, String jobId, @Nullable Integer attempt) {
        return db.tx(caller, tx -> {
            JobReaders.Share share = readers.mayRead(tx, caller, jobId).orElseThrow(Problem::notFound);
            return store.of(tx, jobId).stream()
                    .filter(r -> share.shows(r.attempt()))
                    .filter(r -> attempt == null || r.attempt() == attempt)
                    .findFirst()
                    .orElseThrow(Problem::notFound);
        });
    }

    /** Made when first needed, in a transaction of its own, and then the same on every node. */
    ReceiptKey key() {
        ReceiptKey known = key;
        if (known != null) {
            return known;
        }
        Caller caller = Caller.system(Realm.PLATFORM, "receipts");
        ReceiptStore.KeyRow row = db.apart(
                caller,
                tx -> store.key(tx).orElseGet(() -> {
                    ReceiptKey made = ReceiptKey.make(ids.next("rkey"));
                    String sealed = secrets.seal(PURPOSE, made.secret());
                    store.insertKey(tx, new ReceiptStore.KeyRow(made.id(), made.publicKey(), sealed), time.instant());
                    return store.key(tx).orElseThrow();
                }));
        ReceiptKey opened = ReceiptKey.of(row.id(), row.publicKey(), secrets.open(PURPOSE, row.sealed()));
        key = opened;
        return opened;
    }
}
