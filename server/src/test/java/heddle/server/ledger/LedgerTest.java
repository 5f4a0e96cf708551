package heddle.server.ledger;

import static heddle.server.ledger.Book.BANK;
import static heddle.server.ledger.Book.USD;
import static heddle.server.ledger.Book.move;
import static heddle.server.ledger.Book.transfer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heddle.contracts.Ledger.Balance;
import heddle.contracts.Ledger.Entry;
import heddle.contracts.Ledger.EntryQuery;
import heddle.contracts.Ledger.Move;
import heddle.contracts.Ledger.Posted;
import heddle.contracts.Ledger.Transfer;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import heddle.server.TestServer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One caller at a time: what moves, what is refused, what is read. */
class LedgerTest {
    private final Book book = Book.open(TestServer.shared().app());

    private static void refused(String code, int status, ThrowingCallable work) {
        assertThatThrownBy(work).isInstanceOfSatisfying(Problem.class, p -> {
            assertThat(p.code()).isEqualTo(code);
            assertThat(p.status()).isEqualTo(status);
        });
    }

    @Test
    void movesBetweenAccountsThatComeToBe() {
        Posted posted = book.post("a", move(BANK, "user:a", 500));
        assertThat(posted.id()).startsWith("txn_");
        assertThat(posted.fresh()).isTrue();
        book.join("b", move("user:a", "escrow:1", 300));
        assertThat(book.balance("user:a")).isEqualTo(new Balance(200, 0));
        assertThat(book.balance("escrow:1")).isEqualTo(new Balance(300, 0));
        assertThat(book.balance(BANK)).isEqualTo(new Balance(-500, 0));
        assertThat(book.balance("user:nobody")).isEqualTo(new Balance(0, 0));
    }

    @Test
    void settlesSeveralMovesTogether() {
        book.fund("escrow:1", 500);
        book.join("settle", move("escrow:1", "user:w", 350), move("escrow:1", "platform:fees", 150));
        assertThat(book.balance("escrow:1").balance()).isZero();
        assertThat(book.balance("user:w").balance()).isEqualTo(350);
        assertThat(book.balance("platform:fees").balance()).isEqualTo(150);
    }

    @Test
    void movesOnWhatItGotInTheSameTransfer() {
        book.post("chain", move(BANK, "user:a", 10), move("user:a", "user:b", 10), move("user:b", "user:c", 4));
        assertThat(book.balance("user:b").balance()).isEqualTo(6);
        assertThat(book.entries("user:b")).extracting(Entry::balanceAfter).containsExactly(6L, 10L);
    }

    @Test
    void answersARepeatedKeyWithWhatWasDone() {
        book.fund("user:a", 100);
        Posted first = book.post("pay", move("user:a", "user:b", 60));
        for (Posted again : List.of(
                book.post("pay", move("user:a", "user:b", 60)), book.join("pay", move("user:a", "user:b", 60)))) {
            assertThat(again).isEqualTo(new Posted(first.id(), false));
        }
        assertThat(book.balance("user:b").balance()).isEqualTo(60);
    }

    @Test
    void refusesAKeyThatStandsForSomethingElse() {
        book.fund("user:a", 100);
        book.post("pay", move("user:a", "user:b", 60));
        refused("LEDGER_KEY_REUSED", 409, () -> book.post("pay", move("user:a", "user:b", 61)));
        refused("LEDGER_KEY_REUSED", 409, () -> book.post("pay", move("user:a", "user:c", 60)));
        refused("LEDGER_KEY_REUSED", 409, () -> book.join("pay", move("user:b", "user:a", 60)));
        refused(
                "LEDGER_KEY_REUSED",
                409,
                () -> book.ledger()
                        .post(
                                book.id(),
                                new Transfer("pay", "other", "reference", List.of(move("user:a", "user:b", 60)))));
        assertThat(book.balance("user:b").balance()).isEqualTo(60);
        assertThat(book.count("accounts")).as("no account of the refused ones").isEqualTo(3);
    }

    @Test
    void saysHowMuchIsMissing() {
        book.fund("user:a", 100);
        for (ThrowingCallable work : List.<ThrowingCallable>of(
                () -> book.post("x", move("user:a", "user:b", 70), move("user:a", "user:c", 50)),
                () -> book.join("x", move("user:a", "user:b", 70), move("user:a", "user:c", 50)))) {
            assertThatThrownBy(work).isInstanceOfSatisfying(Problem.class, p -> {
                assertThat(p.status()).isEqualTo(402);
                assertThat(p.code()).isEqualTo("INSUFFICIENT_BALANCE");
                assertThat(p.members()).isEqualTo(Map.of("required", 120L, "available", 100L));
                assertThat(p.text()).contains("add funds");
            });
        }
        assertThat(book.balance("user:a").balance()).isEqualTo(100);
        assertThat(book.count("accounts")).as("a refused transfer opens none").isEqualTo(2);
        assertThat(book.post("x", move("user:a", "user:b", 100)).fresh())
                .as("a refused key is free")
                .isTrue();
    }

    @Test
    void letsOnlyOurOwnAccountsFallBelowZero() {
        book.post("a", move("platform:adjust", "user:a", 5));
        book.post("b", move(BANK, "user:a", 5));
        assertThat(book.balance("platform:adjust").balance()).isEqualTo(-5);
        refused("INSUFFICIENT_BALANCE", 402, () -> book.post("c", move("platformer:a", "user:a", 5)));
        refused("INSUFFICIENT_BALANCE", 402, () -> book.post("d", move("user:new", "user:a", 1)));
    }

    @Test
    void keepsAssetsAndBooksApart() {
        Book other = Book.open(TestServer.shared().app());
        book.fund("user:a", 10);
        book.ledger().post(book.id(), new Transfer("t", "test", "r", List.of(new Move(BANK, "user:a", "TOK/0", 99))));
        other.post("t", move(BANK, "user:a", 3));
        assertThat(book.balance("user:a").balance()).isEqualTo(10);
        assertThat(other.balance("user:a").balance()).isEqualTo(3);
        assertThat(book.tx(tx -> book.ledger().balance(tx, "user:a", "TOK/0")).balance())
                .isEqualTo(99);
        assertThat(other.entries("user:a")).hasSize(1);
    }

    @Test
    void namesEveryFault() {
        Transfer bad = new Transfer("", "k", "r", List.of(new Move("user", "user", "usd", 0)));
        assertThatThrownBy(() -> book.ledger().post(book.id(), bad))
                .isInstanceOfSatisfying(
                        Problem.class,
                        p -> assertThat(p.faults())
                                .extracting(Fault::field)
                                .containsExactlyInAnyOrder(
                                        "key",
                                        "moves[0].from",
                                        "moves[0].to",
                                        "moves[0].asset",
                                        "moves[0].amount",
                                        "moves[0].to"));
        refused("VALIDATION_ERROR", 400, () -> book.ledger().post(book.id(), new Transfer("k", "k", "r", List.of())));
        refused("VALIDATION_ERROR", 400, () -> book.post("k".repeat(201), move("user:a", "user:b", 1)));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1_000_000_000_000_001L})
    void refusesAmountsOutOfRange(long amount) {
        refused("VALIDATION_ERROR", 400, () -> book.post("k", move(BANK, "user:a", amount)));
        refused("VALIDATION_ERROR", 400, () -> book.hold("h", "user:a", amount));
    }

    @Test
    void refusesABalanceThatCannotBeKept() {
        long most = 1_000_000_000_000_000L;
        for (int i = 0; i < 5; i++) {
            Move[] moves = new Move[1_000];
            java.util.Arrays.fill(moves, move(BANK, "user:rich", most));
            int n = i;
            if (i < 4) {
                book.post("rich:" + n, moves);
            } else {
                refused("VALIDATION_ERROR", 400, () -> book.post("rich:" + n, moves));
            }
        }
        assertThat(book.balance("user:rich").balance()).isEqualTo(4_000 * most);
    }

    @Test
    void joinsTheTransactionOfItsThread() {
        book.fund("user:a", 100);
        assertThatThrownBy(() -> book.tx(tx -> {
                    book.post("p", move("user:a", "user:b", 60));
                    assertThat(book.ledger().balance(tx, "user:b", USD).balance())
                            .isEqualTo(60);
                    throw new IllegalStateException("roll back");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(book.balance("user:b").balance()).isZero();
    }

    @Test
    void reservesCapturesAndReleases() {
        book.fund("user:a", 100);
        Posted held = book.hold("h1", "user:a", 70);
        assertThat(held.id()).startsWith("hold_");
        assertThat(book.balance("user:a")).isEqualTo(new Balance(100, 70));
        refused("INSUFFICIENT_BALANCE", 402, () -> book.post("p", move("user:a", "user:b", 31)));
        refused("INSUFFICIENT_BALANCE", 402, () -> book.hold("h2", "user:a", 31));
        assertThat(book.hold("h1", "user:a", 70)).isEqualTo(new Posted(held.id(), false));
        refused("LEDGER_KEY_REUSED", 409, () -> book.hold("h1", "user:a", 60));
        refused("LEDGER_KEY_REUSED", 409, () -> book.hold("h1", "user:zz", 70));

        assertThat(book.capture("h1", "c1", move("user:a", "user:b", 40)).fresh())
                .isTrue();
        assertThat(book.balance("user:a")).isEqualTo(new Balance(60, 0));
        assertThat(book.capture("h1", "c1", move("user:a", "user:b", 40)).fresh())
                .isFalse();
        refused("LEDGER_HOLD_ENDED", 409, () -> book.capture("h1", "c2", move("user:a", "user:b", 1)));
        assertThat(book.release("h1")).isFalse();

        book.hold("h3", "user:a", 60);
        assertThat(book.release("h3")).isTrue();
        assertThat(book.release("h3")).isFalse();
        refused("LEDGER_HOLD_ENDED", 409, () -> book.capture("h3", "c3", move("user:a", "user:b", 1)));
        assertThat(book.balance("user:a")).isEqualTo(new Balance(60, 0));
    }

    @Test
    void capturesOnlyWhatWasReserved() {
        book.fund("user:a", 100);
        book.fund("user:b", 100);
        book.hold("h", "user:a", 50);
        refused("LEDGER_HOLD_EXCEEDED", 409, () -> book.capture("h", "c", move("user:a", "user:c", 51)));
        refused("LEDGER_HOLD_OTHER_ACCOUNT", 409, () -> book.capture("h", "c", move("user:b", "user:c", 1)));
        refused("LEDGER_HOLD_UNKNOWN", 404, () -> book.capture("no", "c", move("user:a", "user:c", 1)));
        refused("LEDGER_HOLD_UNKNOWN", 404, () -> book.release("no"));
        refused("VALIDATION_ERROR", 400, () -> book.hold("f", BANK, 1));
        refused("INSUFFICIENT_BALANCE", 402, () -> book.hold("n", "user:new", 1));
        assertThat(book.balance("user:a")).isEqualTo(new Balance(100, 50));
        book.capture("h", "c", move("user:a", "user:c", 30), move("user:a", "platform:fees", 20));
        assertThat(book.balance("user:a")).isEqualTo(new Balance(50, 0));
    }

    @Test
    void listsEntriesNewestFirst() {
        book.fund("user:a", 1_000);
        for (int i = 1; i <= 9; i++) {
            Transfer transfer =
                    new Transfer("t" + i, i % 2 == 0 ? "even" : "odd", "n" + i, List.of(move("user:a", "user:b", i)));
            book.ledger().post(book.id(), transfer);
        }
        List<Entry> all = book.entries("user:a");
        assertThat(all).hasSize(10);
        assertThat(all.getFirst()).satisfies(e -> {
            assertThat(e.id()).startsWith("ent_");
            assertThat(e.transferId()).startsWith("txn_");
            assertThat(e.delta()).isEqualTo(-9);
            assertThat(e.balanceAfter()).isEqualTo(955);
            assertThat(e.kind() + ":" + e.reference()).isEqualTo("odd:n9");
        });
        List<Entry> page =
                read(new EntryQuery("user:a", USD, null, null, all.get(2).id(), 3));
        assertThat(page).isEqualTo(all.subList(3, 6));
        assertThat(read(new EntryQuery("user:a", USD, "even", null, null, 100)))
                .extracting(Entry::reference)
                .containsExactly("n8", "n6", "n4", "n2");
        Instant fifth = all.get(4).createdAt();
        assertThat(read(new EntryQuery("user:a", USD, null, fifth, null, 100)))
                .allSatisfy(e -> assertThat(e.createdAt()).isAfterOrEqualTo(fifth))
                .hasSizeGreaterThanOrEqualTo(5);
        refused("INVALID_CURSOR", 400, () -> read(new EntryQuery("user:a", USD, null, null, "ent_x", 3)));
        refused("VALIDATION_ERROR", 400, () -> read(new EntryQuery("user:a", USD, null, null, null, 0)));
    }

    @Test
    void tellsTheBalanceOfAnAccountThatFloats() {
        for (int i = 1; i <= 4; i++) {
            book.ledger().post(book.id(), new Transfer("t" + i, "k" + i % 2, "n", List.of(move(BANK, "user:a", i))));
        }
        assertThat(book.entries(BANK)).extracting(Entry::balanceAfter).containsExactly(-10L, -6L, -3L, -1L);
        assertThat(read(new EntryQuery(BANK, USD, "k1", null, null, 10)))
                .extracting(Entry::balanceAfter)
                .containsExactly(-6L, -1L);
    }

    private List<Entry> read(EntryQuery query) {
        return book.tx(tx -> book.ledger().entries(tx, query));
    }

    @Test
    void needsABook() {
        assertThatThrownBy(() -> book.db()
                        .systemTx("test", tx -> book.ledger().post(tx, transfer("k", move("user:a", "user:b", 1)))))
                .isInstanceOf(IllegalStateException.class)
                .asInstanceOf(InstanceOfAssertFactories.THROWABLE)
                .hasMessageContaining("book");
    }
}
