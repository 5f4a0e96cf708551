package heddle.kernel.db;

import heddle.kernel.access.Caller;
import heddle.kernel.problem.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what many callers ask for at the same moment in one transaction, so that they share its round trips, its
 * locks and its flush to disk. Each gets an answer of its own, and a refused one leaves the others alone. Where the
 * transaction fails they are carried out one by one.
 *
 * @param <A> what is asked for
 * @param <R> what is answered
 */
public final class Together<A, R> {
    private static final int MOST = 256;
    private static final int WAITING = 8_192;

    /** What became of one ask: a value, or why there is none. */
    public record Answer<R>(@Nullable R value, @Nullable Problem refusal) {
        public static <R> Answer<R> of(R value) {
            return new Answer<>(value, null);
        }

        public static <R> Answer<R> refused(Problem why) {
            return new Answer<>(null, why);
        }

        /** The value; empty where the ask was refused. */
        public Optional<R> found() {
            return Optional.ofNullable(value);
        }

        /** What is made of the value; the refusal stays. */
        public <T> Answer<T> map(Function<R, T> made) {
            return value == null ? new Answer<>(null, refusal) : of(made.apply(value));
        }

        /** The value, or the refusal thrown. */
        public R get() {
            if (refusal != null) {
                throw refusal;
            }
            if (value == null) {
                throw new IllegalStateException("Neither answered nor refused");
            }
            return value;
        }
    }

    /** Carries asks out in a transaction. */
    @FunctionalInterface
    public interface Work<A, R> {
        /**
         * Writes nothing for an ask that it refuses; what it throws undoes all.
         *
         * @return an answer for each ask, in their order
         */
        List<Answer<R>> run(Tx tx, List<A> asks);
    }

    private static final class Waiting<A, R> extends Crowd.Ask {
        private final @Nullable String tenantId;
        private final A ask;
        private @Nullable Answer<R> answer;
        private @Nullable RuntimeException failure;

        Waiting(@Nullable String tenantId, A ask) {
            this.tenantId = tenantId;
            this.ask = ask;
        }

        void answer(Answer<R> made) {
            answer = made;
            finish();
        }

        void fail(RuntimeException cause) {
            failure = cause;
            finish();
        }

        R get() {
            if (failure != null) {
                throw failure;
            }
            if (answer == null) {
                throw new IllegalStateException("The batch broke off before it came to this");
            }
            return answer.get();
        }
    }

    private final Db db;
    private final Work<A, R> work;
    private final Crowd<Waiting<A, R>> crowd;

    /**
     * @param lanes transactions at a time: with one, more ask while it goes on and share the next; with two, the second is
     *     made ready while the first is flushed
     */
    public Together(Db db, int lanes, Work<A, R> work) {
        this.db = db;
        this.work = work;
        this.crowd = new Crowd<>(lanes, MOST, WAITING, this::carryOut);
    }

    /**
     * Returns when the ask is carried out and committed. A thread that is in a transaction joins that instead: waiting for
     * a batch could be waiting for its own locks.
     *
     * @throws Problem the ask's refusal; 503 BUSY where too many wait
     */
    public R ask(Caller caller, A ask) {
        if (db.inTransaction()) {
            return db.tx(caller, tx -> work.run(tx, List.of(ask)).getFirst().get());
        }
        Waiting<A, R> waiting = new Waiting<>(caller.tenantId(), ask);
        crowd.join(waiting);
        return waiting.get();
    }

    private void carryOut(List<Waiting<A, R>> batch) {
        Map<@Nullable String, List<Waiting<A, R>>> byTenant = new LinkedHashMap<>();
        batch.forEach(w ->
                byTenant.computeIfAbsent(w.tenantId, _ -> new ArrayList<>()).add(w));
        byTenant.forEach(this::carryOut);
    }

    /** All at once; where that fails for another reason than the database's absence, one by one. */
    private void carryOut(@Nullable String tenantId, List<Waiting<A, R>> asked) {
        try {
            List<Answer<R>> answers = db.together(
                    tenantId, tx -> work.run(tx, asked.stream().map(w -> w.ask).toList()));
            for (int i = 0; i < asked.size(); i++) {
                asked.get(i).answer(answers.get(i));
            }
        } catch (RuntimeException failure) {
            if (asked.size() == 1 || away(failure)) {
                asked.forEach(w -> w.fail(failure));
            } else {
                asked.forEach(w -> carryOut(tenantId, List.of(w)));
            }
        }
    }

    private static boolean away(RuntimeException failure) {
        Problem problem = SqlProblems.of(failure);
        return problem != null && problem.status() == 503;
    }
}
