package heddle.market.verify;

import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.crypto.Tokens;
import heddle.kernel.db.Db;
import heddle.kernel.json.Json;
import heddle.market.verify.Delivery.Attached;
import heddle.market.verify.Judge.Judgement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a model said before: equal work under equal criteria gets the equal verdict, and costs no second call. */
final class Judgements {
    /** Longer than any job lasts with its attempts. */
    private static final Duration KEPT = Duration.ofDays(30);

    private static final int AT_ONCE = 10_000;

    private final Db db;
    private final InstantSource time;
    private final JudgementStore store = new JudgementStore();

    Judgements(Db db, InstantSource time) {
        this.db = db;
        this.time = time;
    }

    static String key(String planHash, Delivery delivery, String model, int votes) {
        return Tokens.sha256Hex(String.join(
                "\n",
                planHash,
                Tokens.sha256Hex(delivery.prompt()),
                Tokens.sha256Hex(delivery.output()),
                Tokens.sha256Hex(Json.text(
                        delivery.attachments().stream().map(Judgements::seen).toList())),
                model,
                Integer.toString(votes)));
    }

    /** Two uploads of one file are equal work; one of which nothing but its digest is known is not. */
    private static List<String> seen(Attached file) {
        return List.of(
                file.name(),
                Long.toString(file.size()),
                file.contentType(),
                file.sha256(),
                Boolean.toString(file.isUpload()));
    }

    @Nullable
    Judgement find(String key) {
        return db.tx(system(), tx -> store.find(tx, key))
                .map(text -> Json.mapper().readValue(text, Judgement.class))
                .orElse(null);
    }

    void keep(String key, Judgement judgement) {
        db.tx(system(), tx -> {
            store.insert(tx, key, Json.text(judgement), time.instant());
            return true;
        });
    }

    /** An attempt that follows another by more is judged anew. */
    void forgetOld() {
        Instant before = time.instant().minus(KEPT);
        int gone;
        do {
            gone = db.systemTx("judgements of all realms grow old alike", tx -> store.forget(tx, before, AT_ONCE));
        } while (gone == AT_ONCE);
    }

    private static Caller system() {
        return Caller.system(Realm.PLATFORM, "judgement");
    }
}
