package heddle.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.problem.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Transactions that fail in part, stand apart, or see one moment. */
class TransactionsTest {
    private final TestTenant tenant = TestServer.shared().tenant();
    private final Db db = TestServer.shared().app().kernel().db();
    private final Caller caller = Caller.system(tenant.id(), "test");

    private static void put(Tx tx, String id) {
        tx.update("insert into data.counters (tenant_id, property_id, value) values (:tenant, :id, 1)")
                .bind("id", id)
                .execute();
    }

    private static List<String> ids(Tx tx) {
        return tx.query("select property_id from data.counters where tenant_id = :tenant order by property_id")
                .mapTo(String.class)
                .list();
    }

    @Test
    void aFailedPartLeavesTheRestWhole() {
        db.tx(caller, tx -> {
            put(tx, "a");
            assertThatThrownBy(() -> tx.attempt(() -> {
                        put(tx, "b");
                        tx.attempt(() -> {
                            put(tx, "c");
                            return true;
                        });
                        put(tx, "a");
                        return true;
                    }))
                    .isInstanceOf(RuntimeException.class);
            put(tx, "d");
            return true;
        });
        assertThat(db.tx(caller, TransactionsTest::ids)).containsExactly("a", "d");
    }

    @Test
    void whatIsWrittenApartStays() {
        assertThatThrownBy(() -> db.tx(caller, tx -> {
                    put(tx, "a");
                    db.apart(caller, other -> {
                        assertThat(ids(other)).isEmpty();
                        put(other, "b");
                        return true;
                    });
                    throw Problem.notFound();
                }))
                .isInstanceOf(Problem.class);
        assertThat(db.tx(caller, TransactionsTest::ids)).containsExactly("b");
    }

    @Test
    void aSnapshotSeesOneMomentAndWritesNothing() {
        db.snapshot(caller, tx -> {
            assertThat(ids(tx)).isEmpty();
            db.apart(caller, other -> {
                put(other, "a");
                return true;
            });
            assertThat(db.tx(caller, TransactionsTest::ids)).isEmpty();
            return true;
        });
        assertThat(db.tx(caller, TransactionsTest::ids)).containsExactly("a");
        assertThatThrownBy(() -> db.snapshot(caller, tx -> {
                    put(tx, "b");
                    return true;
                }))
                .isInstanceOf(RuntimeException.class);
    }
}
