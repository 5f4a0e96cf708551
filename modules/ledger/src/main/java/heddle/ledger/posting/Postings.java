package heddle.ledger.posting;

import heddle.contracts.Ledger;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.db.Together;
import heddle.kernel.db.Together.Answer;
import heddle.kernel.db.Tx;
import heddle.kernel.id.Ids;
import heddle.kernel.problem.Problem;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be done with money: the ledger that other modules ask. */
public final class Postings implements Ledger {
    private static final int ENTRIES = 1_000;
    private static final int LANES = 2;

    private final Ids ids;
    private final InstantSource time;
    private final PostingStore store = new PostingStore();
    private final EntryStore entries = new EntryStore();
    private final Together<Draft, Posted> together;

    public Postings(Db db, Ids ids, InstantSource time) {
        this.ids = ids;
        this.time = time;
        this.together = new Together<>(db, LANES, this::answers);
    }

    @Override
    public Posted post(Tx tx, Transfer transfer) {
        return post(tx, transfer, null);
    }

    @Override
    public List<Posted> post(Tx tx, List<Transfer> transfers) {
        return answers(tx, transfers.stream().map(this::draft).toList()).stream()
                .map(Answer::get)
                .toList();
    }

    @Override
    public Posted post(String book, Transfer transfer) {
        return together.ask(Caller.system(book, "ledger"), draft(transfer));
    }

    /** What becomes of each; of two with one key the second finds what became of the first. */
    private List<Answer<Posted>> answers(Tx tx, List<Draft> drafts) {
        IdentityHashMap<Draft, Answer<Posted>> made = new IdentityHashMap<>();
        List<Draft> left = drafts;
        while (!left.isEmpty()) {
            Set<String> keys = new HashSet<>();
            List<Draft> now = left.stream().filter(d -> keys.add(d.key())).toList();
            List<Outcome> outcomes = store.post(tx, now, null, time.instant());
            for (int i = 0; i < now.size(); i++) {
                made.put(now.get(i), outcomes.get(i).answer(now.get(i).key()));
            }
            left = left.stream().filter(d -> !made.containsKey(d)).toList();
        }
        return drafts.stream().map(made::get).toList();
    }

    @Override
    public Posted hold(Tx tx, String key, String account, String asset, long amount) {
        TransferRules.checkHold(key, account, asset, amount);
        return store.hold(tx, ids.next("hold"), key, account, asset, amount, time.instant())
                .posted(key);
    }

    @Override
    public Posted capture(Tx tx, String holdKey, Transfer transfer) {
        return post(tx, transfer, holdKey);
    }

    @Override
    public boolean release(Tx tx, String holdKey) {
        return switch (store.release(tx, holdKey, time.instant())) {
            case "released" -> true;
            case "ended" -> false;
            default -> throw Outcome.of("hold_unknown", null).refusal(holdKey);
        };
    }

    @Override
    public Balance balance(Tx tx, String account, String asset) {
        return store.balance(tx, account, asset);
    }

    @Override
    public List<Entry> entries(Tx tx, EntryQuery query) {
        if (query.limit() < 1 || query.limit() > ENTRIES) {
            throw Problem.invalid("limit", "out_of_range", "Ask for 1 to " + ENTRIES + " entries at a time");
        }
        EntryStore.Account account =
                entries.account(tx, query.account(), query.asset()).orElse(null);
        if (account == null) {
            return List.of();
        }
        return entries.read(tx, account, place(tx, query.before()), query);
    }

    @Override
    public Map<String, Long> totals(Tx tx, String account, String asset) {
        return entries.account(tx, account, asset)
                .map(found -> entries.totals(tx, found))
                .orElse(Map.of());
    }

    @Override
    public Map<String, Long> funded(Tx tx, String book, String prefix, String asset) {
        return store.funded(tx, book, prefix, asset);
    }

    private long place(Tx tx, @Nullable String before) {
        if (before == null) {
            return Long.MAX_VALUE;
        }
        return EntryId.parse(before)
                .flatMap(id -> entries.place(tx, id))
                .orElseThrow(() -> Problem.badRequest(
                        "INVALID_CURSOR", "No entry is named " + before + "; begin again with the newest"));
    }

    private Posted post(Tx tx, Transfer transfer, @Nullable String hold) {
        return store.post(tx, List.of(draft(transfer)), hold, time.instant())
                .getFirst()
                .posted(transfer.key());
    }

    private Draft draft(Transfer transfer) {
        return Draft.of(ids.next("txn"), transfer);
    }
}
