package heddle.server.ledger;

import static heddle.server.AtOnce.among;
import static heddle.server.AtOnce.atOnce;
import static heddle.server.ledger.Book.move;
import static org.assertj.core.api.Assertions.assertThat;

import heddle.contracts.Ledger.Move;
import heddle.contracts.Ledger.Posted;
import heddle.kernel.problem.Problem;
import heddle.server.TestServer;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many callers at the same moment. */
@Timeout(120)
class LedgerRacesTest {
    private final Book book = Book.open(TestServer.shared().app());

    private static String codeOf(Supplier<Posted> call) {
        try {
            return call.get().fresh() ? "fresh" : "known";
        } catch (Problem refused) {
            return refused.code();
        }
    }

    private static long count(List<String> codes, String code) {
        return codes.stream().filter(code::equals).count();
    }

    @Test
    void postsOnceForAHundredThatAskTheSame() {
        book.fund("user:a", 1_000);
        List<Posted> posted = atOnce(
                100,
                i -> i % 2 == 0
                        ? book.post("pay", move("user:a", "user:b", 10))
                        : book.join("pay", move("user:a", "user:b", 10)));
        assertThat(posted.stream().filter(Posted::fresh)).hasSize(1);
        assertThat(posted).extracting(Posted::id).containsOnly(posted.getFirst().id());
        assertThat(book.balance("user:b").balance()).isEqualTo(10);
    }

    @Test
    void postsOnceAlsoWhereNoAccountIsLocked() {
        List<Posted> posted = atOnce(
                100,
                i -> i % 2 == 0
                        ? book.post("fix", move("platform:adjust", "stripe:clearing", 10))
                        : book.join("fix", move("platform:adjust", "stripe:clearing", 10)));
        assertThat(posted.stream().filter(Posted::fresh)).hasSize(1);
        assertThat(book.balance("platform:adjust").balance()).isEqualTo(-10);
    }

    @Test
    void givesAKeyToOneOfThoseWhoWantItForDifferentThings() {
        book.fund("user:a", 1_000);
        List<String> codes = atOnce(
                60,
                i -> codeOf(() -> i % 2 == 0
                        ? book.post("k", move("user:a", "user:b" + i, 1))
                        : book.join("k", move("user:a", "user:b" + i, 1))));
        assertThat(count(codes, "fresh")).isEqualTo(1);
        assertThat(count(codes, "LEDGER_KEY_REUSED")).isEqualTo(59);
        assertThat(book.balance("user:a").balance()).isEqualTo(999);
    }

    /** A payout and a refund share the key of their job, so there is one of them, whoever is first. */
    @Test
    void settlesEachOfManyJobsOnce() {
        int jobs = 10_000;
        for (int from = 0; from < jobs; from += 500) {
            Move[] prices = IntStream.range(from, from + 500)
                    .mapToObj(i -> move("stripe:clearing", "escrow:" + i, 500))
                    .toArray(Move[]::new);
            book.post("jobs:" + from, prices);
        }
        List<String> codes = among(64, 2 * jobs, i -> {
            String job = "job:" + i / 2 + ":settle";
            String escrow = "escrow:" + i / 2;
            return codeOf(() -> i % 2 == 0
                    ? book.post(job, move(escrow, "user:worker", 350), move(escrow, "platform:fees", 150))
                    : book.post(job, move(escrow, "user:buyer", 500)));
        });
        assertThat(count(codes, "fresh")).isEqualTo(jobs);
        assertThat(count(codes, "LEDGER_KEY_REUSED")).isEqualTo(jobs);
        long paid = book.balance("user:worker").balance() / 350;
        long refunded = book.balance("user:buyer").balance() / 500;
        assertThat(paid + refunded).isEqualTo(jobs);
        assertThat(book.balance("platform:fees").balance()).isEqualTo(150 * paid);
    }

    /** Opposite directions, several accounts each, joined and combined: none waits for another in a ring. */
    @Test
    void neverDeadlocks() {
        IntStream.range(0, 6).forEach(i -> book.fund("user:" + i, 100_000));
        long before = deadlocks();
        List<String> codes = among(24, 2_000, i -> {
            String a = "user:" + i % 6;
            String b = "user:" + (i + 1 + i / 6 % 5) % 6;
            Move[] moves = i % 2 == 0
                    ? new Move[] {move(a, b, 2), move(a, "user:new" + i % 50, 1)}
                    : new Move[] {move(b, "user:new" + (49 - i % 50), 1), move(b, a, 2)};
            return codeOf(() -> i % 3 == 0 ? book.post("t" + i, moves) : book.join("t" + i, moves));
        });
        assertThat(count(codes, "fresh")).isEqualTo(2_000);
        assertThat(deadlocks()).isEqualTo(before);
        long sum = IntStream.range(0, 6)
                        .mapToLong(i -> book.balance("user:" + i).balance())
                        .sum()
                + IntStream.range(0, 50)
                        .mapToLong(i -> book.balance("user:new" + i).balance())
                        .sum();
        assertThat(sum).isEqualTo(600_000);
    }

    private long deadlocks() {
        return book.db().systemTx("test", tx -> {
            tx.query("select pg_stat_force_next_flush()::text")
                    .mapTo(String.class)
                    .one();
            return tx.query("select deadlocks from pg_stat_database where datname = current_database()")
                    .mapTo(Long.class)
                    .one();
        });
    }

    /** Two reservations that each see enough cannot both be made. */
    @Test
    void neverReservesMoreThanThereIs() {
        book.fund("user:a", 100);
        List<String> codes = atOnce(50, i -> codeOf(() -> book.hold("h" + i, "user:a", 30)));
        assertThat(count(codes, "fresh")).isEqualTo(3);
        assertThat(count(codes, "INSUFFICIENT_BALANCE")).isEqualTo(47);
        assertThat(book.balance("user:a").held()).isEqualTo(90);
    }

    @Test
    void endsAHoldOnce() {
        book.fund("user:a", 1_000);
        for (int round = 0; round < 50; round++) {
            String hold = "h" + round;
            book.hold(hold, "user:a", 10);
            List<String> codes = atOnce(
                    6,
                    i -> i < 3
                            ? codeOf(() -> book.capture(hold, hold + ":" + i, move("user:a", "user:b", 10)))
                            : (book.release(hold) ? "fresh" : "ended"));
            assertThat(count(codes, "fresh")).isEqualTo(1);
        }
        assertThat(book.balance("user:a").held()).isZero();
        assertThat(book.balance("user:a").balance() + book.balance("user:b").balance())
                .isEqualTo(1_000);
    }

    @Test
    void aRefusedTransferLeavesTheOthersOfItsBatchAlone() {
        book.fund("user:a", 50);
        List<String> codes = atOnce(
                200, i -> codeOf(() -> book.post("t" + i, move(i % 2 == 0 ? "user:a" : "user:poor", "user:b", 1))));
        assertThat(count(codes, "fresh")).isEqualTo(50);
        assertThat(count(codes, "INSUFFICIENT_BALANCE")).isEqualTo(150);
        assertThat(book.balance("user:b").balance()).isEqualTo(50);
    }
}
