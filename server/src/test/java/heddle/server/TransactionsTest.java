package heddle.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.problem.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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

    private static void later(Tx tx, String id, @Nullable Long value) {
        Map<String, @Nullable Object> row = new HashMap<>();
        row.put("id", id);
        row.put("value", value);
        tx.write(
                "insert into data.counters (tenant_id, property_id, value) values (:tenant, :id, coalesce(:value, 7))",
                row);
    }

    @Test
    void whatIsWrittenLaterIsThereForTheNextQuestionAndTheCommit() {
        db.tx(caller, tx -> {
            later(tx, "a", 1L);
            later(tx, "b", null);
            assertThat(ids(tx)).containsExactly("a", "b");
            later(tx, "c", 3L);
            return true;
        });
        assertThat(db.tx(caller, TransactionsTest::ids)).containsExactly("a", "b", "c");
        assertThat(db.<Long>tx(
                        caller,
                        tx -> tx.query("select sum(value) from data.counters where tenant_id = :tenant")
                                .mapTo(Long.class)
                                .one()))
                .isEqualTo(11);
    }

    @Test
    void manyWritesKeepTheirOrder() {
        db.tx(caller, tx -> {
            for (int i = 0; i < 100; i++) {
                later(tx, "n" + i, (long) i);
            }
            tx.write("delete from data.counters where tenant_id = :tenant and value < 90", Map.of());
            later(tx, "n0", 0L);
            return true;
        });
        assertThat(db.tx(caller, TransactionsTest::ids)).hasSize(11).contains("n0", "n99");
    }

    @Test
    void aRefusedWriteUndoesTheTransaction() {
        assertThatThrownBy(() -> db.tx(caller, tx -> {
                    later(tx, "a", 1L);
                    later(tx, "a", 2L);
                    return true;
                }))
                .isInstanceOf(RuntimeException.class);
        assertThat(db.tx(caller, TransactionsTest::ids)).isEmpty();
    }

    @Test
    void whatAFailedPartWroteLaterIsNotWritten() {
        db.tx(caller, tx -> {
            later(tx, "a", 1L);
            assertThatThrownBy(() -> tx.attempt(() -> {
                        later(tx, "b", 1L);
                        throw Problem.notFound();
                    }))
                    .isInstanceOf(Problem.class);
            assertThatThrownBy(() -> tx.attempt(() -> {
                        later(tx, "a", 1L);
                        return true;
                    }))
                    .isInstanceOf(RuntimeException.class);
            later(tx, "c", 1L);
            return true;
        });
        assertThat(db.tx(caller, TransactionsTest::ids)).containsExactly("a", "c");
    }

    @Test
    void whatMustWriteOneRowFailsWhereItWritesNone() {
        assertThatThrownBy(() -> db.tx(caller, tx -> {
                    later(tx, "a", 1L);
                    tx.writeOne(
                            "update data.counters set value = 2 where tenant_id = :tenant and property_id = :id",
                            Map.of("id", "other"));
                    return true;
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(db.tx(caller, TransactionsTest::ids)).isEmpty();
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
