package heddle.ledger.posting;

import heddle.contracts.Ledger.Posted;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.db.SqlProblems;
import heddle.kernel.problem.Problem;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Posts what many callers ask for at the same moment in one transaction, so that they share its round trip, its account
 * locks and its flush to disk. Each caller gets the outcome of the own transfer; a refused one leaves the others alone.
 */
final class GroupCommit {
    // A second batch is made ready while the first one is flushed; more would only wait for the first one's accounts.
    private static final int LANES = 2;
    private static final int MOST = 256;
    private static final int WAITING = 8_192;

    /** A transfer with its waiting caller. */
    private static final class Waiting extends Crowd.Ask {
        private final String book;
        private final Draft draft;
        private @Nullable Outcome outcome;
        private @Nullable RuntimeException failure;

        Waiting(String book, Draft draft) {
            this.book = book;
            this.draft = draft;
        }

        void answer(Outcome made) {
            outcome = made;
            finish();
        }

        void fail(RuntimeException cause) {
            failure = cause;
            finish();
        }
    }

    /** Asks of one book with a key each; who asks for the same under the same key shares a place. */
    private record Round(String book, Map<String, List<Waiting>> asks) {
        boolean takes(Waiting ask) {
            List<Waiting> same = asks.get(ask.draft.key());
            return book.equals(ask.book)
                    && (same == null
                            || java.util.Arrays.equals(same.getFirst().draft.digest(), ask.draft.digest()));
        }

        void add(Waiting ask) {
            asks.computeIfAbsent(ask.draft.key(), k -> new ArrayList<>()).add(ask);
        }
    }

    private final Db db;
    private final PostingStore store;
    private final InstantSource time;
    private final Crowd<Waiting> crowd = new Crowd<>(LANES, MOST, WAITING, this::carryOut);

    GroupCommit(Db db, PostingStore store, InstantSource time) {
        this.db = db;
        this.store = store;
        this.time = time;
    }

    Posted post(String book, Draft draft) {
        Waiting ask = new Waiting(book, draft);
        crowd.join(ask);
        if (ask.failure != null) {
            throw ask.failure;
        }
        if (ask.outcome == null) {
            throw new IllegalStateException("A transfer was finished without an outcome");
        }
        return ask.outcome.posted(draft.key());
    }

    private void carryOut(List<Waiting> batch) {
        List<Round> rounds = new ArrayList<>();
        for (Waiting ask : batch) {
            Round round = rounds.stream().filter(r -> r.takes(ask)).findFirst().orElseGet(() -> {
                Round fresh = new Round(ask.book, new LinkedHashMap<>());
                rounds.add(fresh);
                return fresh;
            });
            round.add(ask);
        }
        rounds.forEach(r -> carryOut(r.book(), List.copyOf(r.asks().values())));
    }

    /** All at once; where that fails for another reason than the database's absence, one by one. */
    private void carryOut(String book, List<List<Waiting>> asks) {
        try {
            List<Outcome> outcomes = transact(book, asks);
            for (int i = 0; i < asks.size(); i++) {
                answer(asks.get(i), outcomes.get(i));
            }
        } catch (RuntimeException failure) {
            if (asks.size() == 1 || away(failure)) {
                asks.forEach(same -> same.forEach(a -> a.fail(failure)));
            } else {
                asks.forEach(same -> carryOut(book, List.of(same)));
            }
        }
    }

    private List<Outcome> transact(String book, List<List<Waiting>> asks) {
        List<Draft> drafts = asks.stream().map(same -> same.getFirst().draft).toList();
        return db.tx(Caller.system(book, "ledger"), tx -> store.post(tx, drafts, null, time.instant()));
    }

    private static void answer(List<Waiting> same, Outcome outcome) {
        same.getFirst().answer(outcome);
        same.stream().skip(1).forEach(a -> a.answer(outcome.repeated()));
    }

    private static boolean away(RuntimeException failure) {
        Problem problem = SqlProblems.of(failure);
        return problem != null && problem.status() == 503;
    }
}
