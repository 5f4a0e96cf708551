package heddle.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.contracts.Ledger.Balance;
import heddle.contracts.Ledger.Move;
import heddle.contracts.Ledger.Transfer;
import heddle.kernel.problem.Problem;
import heddle.server.App;
import heddle.server.TestServer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.stateful.Action;
import net.jqwik.api.stateful.ActionSequence;

/**
 * Random commands against the ledger and against {@link Model}: the answers are the same, and so is every balance after
 * every step. Few keys and accounts, so that keys are met again and money runs out.
 */
class LedgerModelTest {
    private static final int STEPS = 100;
    private static final List<String> ACCOUNTS =
            List.of("stripe:clearing", "platform:fees", "user:a", "user:b", "user:c", "escrow:1", "escrow:2");

    /** The ledger and its model side by side. */
    static final class World {
        private final App app = TestServer.shared().app();
        private final Book book = Book.open(app);
        private final Model model = new Model();

        void same(Supplier<String> ours, String expected) {
            String answer;
            try {
                answer = ours.get();
            } catch (Problem refused) {
                answer = refused.code();
            }
            assertThat(answer).isEqualTo(expected);
        }

        void holdsTogether() {
            Map<String, Balance> stands = new TreeMap<>();
            book.tx(tx -> tx.query("""
                            select a.path, a.held, a.balance + coalesce((select sum(u.delta) from ledger.unfolded u
                                where u.no = a.no), 0) as balance
                            from ledger.accounts a where a.book = :tenant
                            """)
                    .map((row, context) ->
                            stands.put(row.getString("path"), new Balance(row.getLong("balance"), row.getLong("held"))))
                    .list());
            // A refused batch may leave an account that floats behind, with nothing in it.
            stands.values().removeIf(new Balance(0, 0)::equals);
            Map<String, Balance> wanted = new TreeMap<>(model.balances());
            wanted.values().removeIf(new Balance(0, 0)::equals);
            assertThat(stands).isEqualTo(wanted);
            assertThat(model.sum()).isZero();
        }

        @Override
        public String toString() {
            return book.id();
        }
    }

    private record Post(Transfer transfer, boolean joined) implements Action<World> {
        @Override
        public World run(World world) {
            world.same(
                    () -> word(
                            joined
                                    ? world.book.tx(tx -> world.book.ledger().post(tx, transfer))
                                    : world.book.ledger().post(world.book.id(), transfer)),
                    world.model.post(transfer));
            return world;
        }
    }

    private record Hold(String key, String account, long amount) implements Action<World> {
        @Override
        public World run(World world) {
            world.same(() -> word(world.book.hold(key, account, amount)), world.model.hold(key, account, amount));
            return world;
        }
    }

    private record Capture(String hold, Transfer transfer) implements Action<World> {
        @Override
        public World run(World world) {
            world.same(
                    () -> word(world.book.tx(tx -> world.book.ledger().capture(tx, hold, transfer))),
                    world.model.capture(hold, transfer));
            return world;
        }
    }

    private record Release(String hold) implements Action<World> {
        @Override
        public World run(World world) {
            world.same(() -> world.book.release(hold) ? "released" : "ended", world.model.release(hold));
            return world;
        }
    }

    private static String word(heddle.contracts.Ledger.Posted posted) {
        return posted.fresh() ? "fresh" : "known";
    }

    @Provide
    Arbitrary<ActionSequence<World>> commands() {
        Arbitrary<String> account = Arbitraries.of(ACCOUNTS);
        Arbitrary<Long> amount = Arbitraries.longs().between(1, 60);
        Arbitrary<String> key = Arbitraries.integers().between(1, 80).map(n -> "t" + n);
        Arbitrary<String> hold = Arbitraries.integers().between(1, 25).map(n -> "h" + n);
        Arbitrary<Move> move = Combinators.combine(account, account, amount)
                .as((from, to, n) -> new Move(from, to, Book.USD, n))
                .filter(m -> !m.from().equals(m.to()));
        // A key often stands for the same content: half of the transfers are made of their key alone.
        Arbitrary<Transfer> free =
                Combinators.combine(key, move.list().ofMinSize(1).ofMaxSize(3)).as(LedgerModelTest::transfer);
        Arbitrary<Transfer> fixed = key.map(LedgerModelTest::byKey);
        Arbitrary<Transfer> transfer = Arbitraries.oneOf(free, fixed, fixed);
        Arbitrary<Action<World>> any = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(
                        6,
                        Combinators.combine(transfer, Arbitraries.of(true, false))
                                .as(Post::new)),
                net.jqwik.api.Tuple.of(
                        2,
                        Combinators.combine(hold, Arbitraries.of(ACCOUNTS), amount)
                                .as(Hold::new)),
                net.jqwik.api.Tuple.of(2, Combinators.combine(hold, transfer).as(Capture::new)),
                net.jqwik.api.Tuple.of(1, hold.map(Release::new)));
        return Arbitraries.sequences(any).ofSize(STEPS);
    }

    private static Transfer transfer(String key, List<Move> moves) {
        return new Transfer(key, "kind", "reference", moves);
    }

    private static Transfer byKey(String key) {
        int n = Integer.parseInt(key.substring(1));
        String from = ACCOUNTS.get(n % 3 == 0 ? 0 : n % ACCOUNTS.size());
        String to = ACCOUNTS.get((ACCOUNTS.indexOf(from) + 1 + n % 6) % ACCOUNTS.size());
        return transfer(key, List.of(new Move(from, to, Book.USD, 1 + n % 50)));
    }

    private static void run(ActionSequence<World> commands) {
        commands.withInvariant(World::holdsTogether).run(new World());
    }

    @Property(tries = 20, shrinking = ShrinkingMode.BOUNDED)
    void doesWhatTheModelDoes(@ForAll("commands") ActionSequence<World> commands) {
        run(commands);
    }

    /** 20,000 commands. */
    @Property(tries = 200, shrinking = ShrinkingMode.BOUNDED)
    @Tag("slow")
    void doesWhatTheModelDoesForLong(@ForAll("commands") ActionSequence<World> commands) {
        run(commands);
    }
}
