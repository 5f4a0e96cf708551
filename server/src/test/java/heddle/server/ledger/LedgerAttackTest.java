package heddle.server.ledger;

import static heddle.server.ledger.Book.BANK;
import static heddle.server.ledger.Book.move;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heddle.contracts.Ledger.Balance;
import heddle.server.TestServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain SQL past all of our code: the database itself refuses what would make money wrong. */
class LedgerAttackTest {
    private final Book book = Book.open(TestServer.shared().app());
    private final Book other = Book.open(TestServer.shared().app());

    @BeforeEach
    void fill() {
        book.fund("user:a", 100);
        book.post("pay", move("user:a", "user:b", 40));
        book.hold("h", "user:a", 10);
        other.fund("user:a", 100);
    }

    private int run(String sql) {
        String account = "(select no from ledger.accounts where book = :tenant and path = '%s' and asset = 'USD/2')";
        String text = sql.replace("$a", account.formatted("user:a"))
                .replace("$b", account.formatted("user:b"))
                .replace("$clearing", account.formatted(BANK))
                .replace(
                        "$other",
                        "(select no from ledger.accounts where book = '" + other.id() + "' and path = 'user:a')")
                .replace("$t", "(select id from ledger.transfers where book = :tenant and key = 'pay')");
        return book.tx(tx -> tx.update(text).execute());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update ledger.moves set amount = 1 where book = :tenant",
                "delete from ledger.moves where book = :tenant",
                "update ledger.transfers set kind = 'gift' where book = :tenant",
                "delete from ledger.transfers where book = :tenant",
                "update ledger.accounts set balance = balance + 1 where book = :tenant",
                "update ledger.accounts set held = 0 where book = :tenant",
                "update ledger.accounts set path = 'user:thief' where book = :tenant and path = 'user:a'",
                "delete from ledger.accounts where book = :tenant and path = 'user:a'",
                "delete from ledger.accounts where book = :tenant and path = 'stripe:clearing'",
                "insert into ledger.unfolded (no, delta) select no, 5 from ledger.accounts where book = :tenant",
                "delete from ledger.holds where book = :tenant",
                "truncate ledger.moves /* :tenant */",
                "truncate ledger.accounts /* :tenant */",
                "truncate ledger.unfolded /* :tenant */",
                "truncate ledger.links /* :tenant */"
            })
    void whatWasPostedStays(String sql) {
        assertThatThrownBy(() -> run(sql)).hasStackTraceContaining("is refused");
        unchanged();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                // more than there is; more than is available beside the hold
                "$a; $b; USD/2; 61; accounts_covered",
                "$a; $b; USD/2; 51; accounts_covered",
                "$a; $b; USD/2; 0; moves_amount",
                "$a; $b; USD/2; -5; moves_amount",
                "$a; $a; USD/2; 5; moves_two_accounts",
                "$a; $other; USD/2; 5; another book or asset",
                "$clearing; $other; USD/2; 5; another book or asset",
                "$a; $b; EUR/2; 5; another book or asset",
                "$clearing; $b; EUR/2; 5; another book or asset",
                "$a; -1; USD/2; 5; another book or asset"
            })
    void aMoveKeepsTheRules(String from, String to, String asset, long amount, String refusal) {
        assertThatThrownBy(() -> run(("insert into ledger.moves (book, transfer_id, n, asset, from_no, to_no, amount)"
                                + " values (:tenant, $t, 99, '%s', %s, %s, %d)")
                        .formatted(asset, from, to, amount)))
                .hasStackTraceContaining(refusal);
        unchanged();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "$a; 51; open; accounts_covered",
                "$a; 0; open; holds_amount",
                "$clearing; 5; open; one that floats",
                "$other; 5; open; another book",
                "$a; 5; released; holds_end"
            })
    void aHoldKeepsTheRules(String account, long amount, String state, String refusal) {
        assertThatThrownBy(() -> run(("insert into ledger.holds (book, id, key, no, amount, state, created_at)"
                                + " values (:tenant, 'hold_x', 'x', %s, %d, '%s', now())")
                        .formatted(account, amount, state)))
                .hasStackTraceContaining(refusal);
        unchanged();
    }

    @Test
    void aHoldEndsOnce() {
        book.release("h");
        for (String sql : new String[] {
            "update ledger.holds set amount = 1 where book = :tenant",
            "update ledger.holds set state = 'open', ended_at = null where book = :tenant",
            "update ledger.holds set state = 'captured', transfer_id = 'txn_x' where book = :tenant"
        }) {
            assertThatThrownBy(() -> run(sql)).hasStackTraceContaining("A hold ends once");
        }
    }

    @Test
    void anAccountBeginsWithNothing() {
        assertThatThrownBy(() -> run("insert into ledger.accounts (book, path, asset, balance)"
                        + " values (:tenant, 'user:rich', 'USD/2', 1000)"))
                .hasStackTraceContaining("An account begins with nothing");
        unchanged();
    }

    /** Balances follow whatever is moved, whoever moves it; taken back, because no transfer stands for it. */
    @Test
    void aMoveByHandIsPostedLikeAnyOther() {
        assertThatThrownBy(() -> book.tx(tx -> {
                    run("insert into ledger.moves (book, transfer_id, n, asset, from_no, to_no, amount)"
                            + " values (:tenant, $t, 99, 'USD/2', $b, $clearing, 40)");
                    assertThat(book.balance("user:b").balance()).isZero();
                    assertThat(book.balance(BANK).balance()).isEqualTo(-60);
                    throw new IllegalStateException("roll back");
                }))
                .hasMessage("roll back");
        unchanged();
    }

    private void unchanged() {
        assertThat(book.balance("user:a")).isEqualTo(new Balance(60, 10));
        assertThat(book.balance("user:b")).isEqualTo(new Balance(40, 0));
        assertThat(book.balance(BANK)).isEqualTo(new Balance(-100, 0));
        assertThat(other.balance("user:a")).isEqualTo(new Balance(100, 0));
        assertThat(book.count("moves")).isEqualTo(2);
        assertThat(book.count("transfers")).isEqualTo(2);
    }
}
