package heddle.ledger.posting;

import heddle.contracts.Ledger.Entry;
import heddle.contracts.Ledger.EntryQuery;
import heddle.kernel.db.Times;
import heddle.kernel.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;

/** The SQL by which an account's moves are read, each side of a move as an entry. */
final class EntryStore {
    private static final String SIDE = """
            select m.seq, m.transfer_id, m.n, %s as delta, %s as balance_after, t.kind, t.reference, t.created_at
            from ledger.moves m join ledger.transfers t on t.book = m.book and t.id = m.transfer_id
            where m.book = :tenant and %s = :no and m.seq < :before
            """;

    /** An account's number, and what it has where it floats. */
    record Account(long no, boolean floating, long balance) {}

    Optional<Account> account(Tx tx, String path, String asset) {
        return tx.query("""
                        select a.no, a.floating, a.balance + coalesce((select sum(u.delta) from ledger.unfolded u
                                where a.floating and u.no = a.no), 0) as balance
                        from ledger.accounts a where a.book = :tenant and a.path = :path and a.asset = :asset
                        """)
                .bind("path", path)
                .bind("asset", asset)
                .map((row, context) ->
                        new Account(row.getLong("no"), row.getBoolean("floating"), row.getLong("balance")))
                .findOne();
    }

    /** The place of an entry in the order of its account, or the end of it. */
    Optional<Long> place(Tx tx, EntryId id) {
        return tx.query("select m.seq from ledger.moves m"
                        + " where m.book = :tenant and m.transfer_id = :transfer and m.n = :n")
                .bind("transfer", id.transferId())
                .bind("n", id.n())
                .mapTo(Long.class)
                .findOne();
    }

    List<Entry> read(Tx tx, Account account, long before, EntryQuery wanted) {
        StringBuilder filter = new StringBuilder();
        if (wanted.kind() != null) {
            filter.append(" and t.kind = :kind");
        }
        if (wanted.since() != null) {
            filter.append(" and t.created_at >= :since");
        }
        String end = filter + " order by m.seq desc limit :limit";
        Query query = tx.query("select * from ((" + SIDE.formatted("-m.amount", "m.from_after", "m.from_no") + end
                        + ") union all (" + SIDE.formatted("m.amount", "m.to_after", "m.to_no") + end
                        + ")) side order by seq desc limit :limit")
                .bind("no", account.no())
                .bind("before", before)
                .bind("limit", wanted.limit());
        if (wanted.kind() != null) {
            query.bind("kind", wanted.kind());
        }
        if (wanted.since() != null) {
            query.bind("since", wanted.since().atOffset(ZoneOffset.UTC));
        }
        List<Row> rows = query.map(EntryStore::row).list();
        return account.floating()
                ? withBalances(tx, account, rows, wanted.kind() == null)
                : rows.stream().map(Row::entry).toList();
    }

    Map<String, Long> totals(Tx tx, Account account) {
        return tx
                .query("""
                        select t.kind, cast(sum(side.delta) as bigint) as total
                        from (select m.transfer_id, -m.amount as delta from ledger.moves m
                              where m.book = :tenant and m.from_no = :no
                              union all
                              select m.transfer_id, m.amount from ledger.moves m
                              where m.book = :tenant and m.to_no = :no) side
                        join ledger.transfers t on t.book = :tenant and t.id = side.transfer_id
                        group by t.kind
                        """)
                .bind("no", account.no())
                .map((row, context) -> Map.entry(row.getString("kind"), row.getLong("total")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /**
     * An account that floats keeps no balance with its moves: what came later is taken off what it has now.
     *
     * @param whole no entry is left out between these
     */
    private static List<Entry> withBalances(Tx tx, Account account, List<Row> rows, boolean whole) {
        List<Entry> out = new ArrayList<>(rows.size());
        for (Row row : rows) {
            Entry newer = out.isEmpty() ? null : out.getLast();
            out.add(row.entryAt(
                    whole && newer != null
                            ? newer.balanceAfter() - newer.delta()
                            : account.balance() - later(tx, account.no(), row.seq())));
        }
        return out;
    }

    private static long later(Tx tx, long no, long seq) {
        return tx.query("""
                        select coalesce((select sum(amount) from ledger.moves
                                where book = :tenant and to_no = :no and seq > :seq), 0)
                            - coalesce((select sum(amount) from ledger.moves
                                where book = :tenant and from_no = :no and seq > :seq), 0)
                        """).bind("no", no).bind("seq", seq).mapTo(Long.class).one();
    }

    private record Row(long seq, Entry entry) {
        Entry entryAt(long balance) {
            return new Entry(
                    entry.id(),
                    entry.transferId(),
                    entry.delta(),
                    balance,
                    entry.kind(),
                    entry.reference(),
                    entry.createdAt());
        }
    }

    private static Row row(ResultSet row, StatementContext context) throws SQLException {
        EntryId id = new EntryId(row.getString("transfer_id"), row.getInt("n"));
        return new Row(
                row.getLong("seq"),
                new Entry(
                        id.text(),
                        id.transferId(),
                        row.getLong("delta"),
                        row.getLong("balance_after"),
                        row.getString("kind"),
                        row.getString("reference"),
                        Times.instant(row, "created_at")));
    }
}
