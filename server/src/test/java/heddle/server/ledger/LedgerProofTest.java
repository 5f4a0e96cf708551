package heddle.server.ledger;

import static heddle.server.ledger.Book.move;
import static org.assertj.core.api.Assertions.assertThat;

import heddle.contracts.Ledger.Move;
import heddle.contracts.Ledger.Transfer;
import heddle.kernel.access.Realm;
import heddle.server.TestServer;
import heddle.server.identity.PlatformPerson;
import heddle.testkit.Api;
import heddle.testkit.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Who may ask whether the books add up, and that the answer is no when they do not. On a database of its own. */
class LedgerProofTest {
    private static final TestServer SERVER = TestServer.start(TestDatabase.fresh(), Map.of());
    private Book book = Book.open(SERVER.app());

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static JsonNode verify() {
        return SERVER.operator().get("/api/admin/ledger/verify").is(200).json();
    }

    private static List<String> broken() {
        return verify().path("checks")
                .valueStream()
                .filter(c -> !c.path("ok").asBoolean())
                .map(c -> c.path("name").stringValue())
                .toList();
    }

    /** Changes what no program may change, as somebody who owns the database could, and puts it back. */
    private void tampered(String with, String back, Runnable look) {
        tamper(with);
        try {
            look.run();
        } finally {
            tamper(back);
        }
        assertThat(broken()).isEmpty();
    }

    private void tamper(String sql) {
        book.db().systemTx("a test breaks the rules", tx -> {
            tx.define("set local session_replication_role = replica");
            tx.define(sql.replace("$book", "'" + book.id() + "'"));
            return true;
        });
    }

    private void fill() {
        book.fund("user:a", 100);
        book.post("pay", move("user:a", "user:b", 40), move("user:a", "platform:fees", 2));
        book.hold("h", "user:b", 10);
    }

    private void awaitChained() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> book.count("unchained") == 0);
    }

    @Test
    void isForOperatorsAndAdministrators() {
        Api admin = PlatformPerson.register(SERVER).api();
        Api member = PlatformPerson.register(SERVER).api();
        admin.get("/api/admin/ledger/verify").is(200);
        member.get("/api/admin/ledger/verify").is(403);
        SERVER.as(null).get("/api/admin/ledger/verify").is(401);
        SERVER.tenant().api().get("/api/admin/ledger/verify").is(401);
    }

    @Test
    void tellsThatAllIsWell() {
        fill();
        JsonNode answer = verify();
        assertThat(answer.path("ok").asBoolean()).isTrue();
        assertThat(answer.path("accounts").asLong()).isGreaterThanOrEqualTo(4);
        assertThat(answer.path("transfers").asLong()).isGreaterThanOrEqualTo(2);
        assertThat(answer.path("checked_at").stringValue()).isNotEmpty();
        assertThat(answer.path("checks").valueStream().map(c -> c.path("name").stringValue()))
                .containsExactly(
                        "debits_equal_credits",
                        "balances_equal_entries",
                        "no_negative_balance",
                        "held_equals_open_holds",
                        "transfers_are_balanced",
                        "entries_tell_the_balance",
                        "chain_is_unbroken",
                        "escrow_holds_the_price_of_open_jobs");
        awaitChained();
        assertThat(broken()).isEmpty();
        assertThat(book.count("links")).isEqualTo(2);
    }

    @Test
    void findsABalanceThatNobodyMoved() {
        fill();
        String change = "update ledger.accounts set balance = balance %s 7 where book = $book and path = 'user:a'";
        tampered(change.formatted("+"), change.formatted("-"), () -> {
            assertThat(broken()).containsExactly("debits_equal_credits", "balances_equal_entries");
            JsonNode check = verify().path("checks").path(1);
            assertThat(check.path("difference").asLong()).isEqualTo(7);
            assertThat(check.path("examples").path(0).stringValue()).isEqualTo(book.id() + " user:a USD/2");
        });
    }

    @Test
    void findsAHoldThatIsNot() {
        fill();
        String change = "update ledger.accounts set held = held %s 3 where book = $book and path = 'user:b'";
        tampered(
                change.formatted("-"),
                change.formatted("+"),
                () -> assertThat(broken()).containsExactly("held_equals_open_holds"));
    }

    @Test
    void findsAMoveThatWasChanged() {
        fill();
        awaitChained();
        String change = "update ledger.moves set amount = %d, from_after = %d, to_after = %d"
                + " where book = $book and to_after in (40, 41)";
        tampered(
                change.formatted(41, 59, 41),
                change.formatted(40, 60, 40),
                () -> assertThat(broken())
                        .containsExactly("balances_equal_entries", "entries_tell_the_balance", "chain_is_unbroken"));
    }

    /** Balances and moves agree with each other, and yet the past is another: only the chain knows. */
    @Test
    void findsAPastThatWasRewritten() {
        fill();
        awaitChained();
        String change = "update ledger.transfers set reference = '%s' where book = $book and key = 'pay'";
        tampered(change.formatted("another job"), change.formatted("reference"), () -> {
            assertThat(broken()).containsExactly("chain_is_unbroken");
            assertThat(verify().path("checks").path(6).path("difference").asLong())
                    .isEqualTo(1);
        });
    }

    @Test
    void findsATransferThatIsInNoChain() {
        fill();
        awaitChained();
        tampered(
                "insert into ledger.transfers (book, id, key, kind, reference, digest, created_at)"
                        + " values ($book, 'txn_x', 'x', 'k', 'r', '', now())",
                "delete from ledger.transfers where book = $book and id = 'txn_x'",
                () -> assertThat(broken()).containsExactly("transfers_are_balanced", "chain_is_unbroken"));
    }

    /** Links are never made anew, so what they cover must be spelled for ever as it is here. */
    @Test
    void linksTransfersByATextThatStaysTheSame() throws NoSuchAlgorithmException {
        book.fund("user:a", 100);
        List<Move> moves = List.of(move("user:a", "user:b", 40), move("user:a", "platform:fees", 2));
        book.ledger().post(book.id(), new Transfer("pay", "test", "Maß \"7\"", moves));
        awaitChained();
        Map<String, String> spelled = Map.of(
                "reference",
                "\"test\", \"reference\", \"%s\", %d, [[\"stripe:clearing\", \"user:a\", \"USD/2\", 100, null, 100]]]",
                "Maß \"7\"",
                "\"test\", \"Maß \\\"7\\\"\", \"%s\", %d, [[\"user:a\", \"user:b\", \"USD/2\", 40, 60, 40],"
                        + " [\"user:a\", \"platform:fees\", \"USD/2\", 2, 58, null]]]");
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        byte[] before = {};
        List<Linked> chain = chain();
        assertThat(chain).hasSize(2);
        for (Linked link : chain) {
            String text = "[\"%s\", \"%s\", \"%s\", ".formatted(book.id(), link.id(), link.key())
                    + String.valueOf(spelled.get(link.reference())).formatted(link.digest(), link.micros());
            sha256.update(before);
            before = sha256.digest(text.getBytes(StandardCharsets.UTF_8));
            assertThat(link.hash()).as(text).isEqualTo(HexFormat.of().formatHex(before));
        }
    }

    /** A link, and what of its transfer is another each time. */
    private record Linked(String id, String key, String reference, String digest, long micros, String hash) {}

    private List<Linked> chain() {
        return book.tx(tx -> tx.query("""
                        select t.id, t.key, t.reference, encode(t.digest, 'hex') as digest,
                            cast(extract(epoch from t.created_at) * 1000000 as bigint) as micros,
                            encode(l.hash, 'hex') as hash
                        from ledger.links l join ledger.transfers t on t.book = l.book and t.id = l.transfer_id
                        where l.book = :tenant order by l.no
                        """)
                .map((row, context) -> new Linked(
                        row.getString("id"),
                        row.getString("key"),
                        row.getString("reference"),
                        row.getString("digest"),
                        row.getLong("micros"),
                        row.getString("hash")))
                .list());
    }

    @Test
    void foldsWhatAccountsThatFloatGained() {
        fill();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> folded() == 2);
        assertThat(book.balance("platform:fees").balance()).isEqualTo(2);
        book.post("more", move("user:a", "platform:fees", 5));
        assertThat(book.balance("platform:fees").balance()).isEqualTo(7);
    }

    private long folded() {
        return book.tx(
                tx -> tx.query("select balance from ledger.accounts where book = :tenant and path = 'platform:fees'")
                        .mapTo(Long.class)
                        .one());
    }

    @Test
    void goesWithItsTenant() {
        var tenant = SERVER.tenant();
        book = new Book(SERVER.app(), tenant.id());
        fill();
        Api operator = SERVER.operator();
        var asked = operator.delete("/v1/platform/tenants/" + tenant.id()).is(409);
        assertThat(asked.text()).contains("ledger_accounts");
        String token = asked.json().at("/error/confirm_token").asString("");
        operator.delete("/v1/platform/tenants/" + tenant.id() + "?force=true&confirm_token=" + token)
                .is(200);
        for (String table : List.of("accounts", "transfers", "moves", "holds", "links", "unchained")) {
            assertThat(book.count(table)).as(table).isZero();
        }
        assertThat(broken()).isEmpty();
    }

    @Test
    void remembersThatItDidNotAddUp() {
        fill();
        String change = "update ledger.accounts set balance = balance %s 7 where book = $book and path = 'user:a'";
        tampered(change.formatted("+"), change.formatted("-"), () -> {
            SERVER.operator()
                    .post("/v1/platform/clock", "{\"advance_seconds\":90000}")
                    .is(200);
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> failures() > 0);
        });
    }

    private long failures() {
        return book.db()
                .systemTx(
                        "test",
                        tx -> tx.query(
                                        "select count(*) from kernel.events where tenant_id = :realm and type = 'ledger.verify_failed'")
                                .bind("realm", Realm.PLATFORM)
                                .mapTo(Long.class)
                                .one());
    }
}
