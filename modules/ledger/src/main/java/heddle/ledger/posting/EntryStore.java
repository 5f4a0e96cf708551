package heddle.ledger.posting;

import heddle.contracts.Ledger.Entry;
import heddle.contracts.Ledger.EntryQuery;
import heddle.kernel.db.Times;
import heddle.kernel.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;

/** The SQL by which an account's moves are read, each side of a move as an entry. */
final class EntryStore {
    /** Moves that are cheaper to add up once than at every look. */
    private static final int LONG = 500;

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

    /** The totals by kind; a past that has become long is added up for the next time. */
    Map<String, Long> totals(Tx tx, Account account) {
        Totals kept = tally(tx, account.no());
        Totals whole = grown(tx, account.no(), kept);
        if (whole.moves() >= LONG && !account.floating()) {
            keep(tx, account.no(), whole);
        }
        return whole.byKind();
    }

    /**
     * @param seq the last move that is in them
     * @param moves how many of them had to be looked at
     */
    private record Totals(Map<String, Long> byKind, long seq, int moves) {}

    private static Totals tally(Tx tx, long no) {
        Map<String, Long> byKind = new HashMap<>();
        long seq = 0;
        Query query = tx.query("""
                select w.kind, w.total, w.seq, 0 as moves from ledger.accounts a join ledger.tallies w on w.no = a.no
                where a.book = :tenant and a.no = :no
                """);
        for (Sum sum : sums(query, no)) {
            byKind.put(sum.kind(), sum.total());
            seq = Math.max(seq, sum.seq());
        }
        return new Totals(byKind, seq, 0);
    }

    private static Totals grown(Tx tx, long no, Totals kept) {
        Map<String, Long> byKind = new HashMap<>(kept.byKind());
        long seq = kept.seq();
        int moves = 0;
        Query query = tx.query("""
                        select t.kind, cast(sum(side.delta) as bigint) as total, max(side.seq) as seq, count(*) as moves
                        from (select m.transfer_id, m.seq, -m.amount as delta from ledger.moves m
                              where m.book = :tenant and m.from_no = :no and m.seq > :seq
                              union all
                              select m.transfer_id, m.seq, m.amount from ledger.moves m
                              where m.book = :tenant and m.to_no = :no and m.seq > :seq) side
                        join ledger.transfers t on t.book = :tenant and t.id = side.transfer_id
                        group by t.kind
                        """).bind("seq", kept.seq());
        for (Sum sum : sums(query, no)) {
            byKind.merge(sum.kind(), sum.total(), Math::addExact);
            seq = Math.max(seq, sum.seq());
            moves += sum.moves();
        }
        return new Totals(byKind, seq, moves);
    }

    private record Sum(String kind, long total, long seq, int moves) {}

    private static List<Sum> sums(Query query, long no) {
        return query.bind("no", no)
                .map((row, context) ->
                        new Sum(row.getString("kind"), row.getLong("total"), row.getLong("seq"), row.getInt("moves")))
                .list();
    }

    /** Of two that keep at once the later one stays, since it holds every kind that the other has. */
    private static void keep(Tx tx, long no, Totals totals) {
        List<String> kinds = totals.byKind().keySet().stream().sorted().toList();
        tx.update("""
                        insert into ledger.tallies (no, kind, total, seq)
                        select a.no, w.kind, w.total, :seq from ledger.accounts a, unnest(:kinds, :totals) as w (kind, total)
                        where a.book = :tenant and a.no = :no
                        on conflict (no, kind) do update set total = excluded.total, seq = excluded.seq
                        where ledger.tallies.seq < excluded.seq
                        """)
                .bind("no", no)
                .bind("seq", totals.seq())
                .bindArray("kinds", String.class, kinds)
                .bindArray(
                        "totals",
                        Long.class,
                        kinds.stream().map(totals.byKind()::get).toList())
                .execute();
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
