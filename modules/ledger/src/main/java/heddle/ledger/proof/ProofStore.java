package heddle.ledger.proof;

import heddle.contracts.LedgerCheck.Finding;
import heddle.kernel.db.Tx;
import java.util.List;

/** The SQL that looks at all books at once, and the little that is done to them afterwards. */
final class ProofStore {
    /**
     * A rule as a query of what breaks it, a row each: what it is, and how much is wrong.
     *
     * @param sql gives {@code what} and {@code wrong}
     */
    record Rule(String name, String sql) {}

    private static final String SUMS = """
            with side as (
                select from_no as no, -amount as delta from ledger.moves
                union all select to_no, amount from ledger.moves
            ), moved as (select no, sum(delta) as total from side group by no),
            waiting as (select no, sum(delta) as total from ledger.unfolded group by no),
            stands as (
                select a.book, a.path, a.asset, a.no, a.floating, a.held,
                    a.balance + coalesce(w.total, 0) as balance, coalesce(m.total, 0) as moved
                from ledger.accounts a left join moved m on m.no = a.no left join waiting w on w.no = a.no
            )
            """;

    static final List<Rule> RULES = List.of(
            new Rule("debits_equal_credits", SUMS + """
                    select book || ' ' || asset as what, abs(sum(balance)) as wrong
                    from stands group by book, asset having sum(balance) <> 0
                    """),
            new Rule("balances_equal_entries", SUMS + """
                    select book || ' ' || path || ' ' || asset as what, abs(balance - moved) as wrong
                    from stands where balance <> moved
                    union all
                    select 'account ' || m.no, abs(m.total) from moved m
                    where not exists (select from ledger.accounts a where a.no = m.no)
                    """),
            new Rule("no_negative_balance", SUMS + """
                    select book || ' ' || path || ' ' || asset as what, held - balance as wrong
                    from stands where not floating and balance < held
                    """),
            new Rule("held_equals_open_holds", """
                    select a.book || ' ' || a.path || ' ' || a.asset as what, abs(a.held - coalesce(h.total, 0)) as wrong
                    from ledger.accounts a
                    left join (select no, sum(amount) as total from ledger.holds where state = 'open' group by no) h
                        on h.no = a.no
                    where a.held <> coalesce(h.total, 0)
                    """),
            new Rule("transfers_are_balanced", """
                    select m.book || ' ' || m.transfer_id as what, 1 as wrong
                    from ledger.moves m
                    left join ledger.accounts f on f.no = m.from_no and f.book = m.book and f.asset = m.asset
                    left join ledger.accounts d on d.no = m.to_no and d.book = m.book and d.asset = m.asset
                    left join ledger.transfers t on t.book = m.book and t.id = m.transfer_id
                    where f.no is null or d.no is null or t.id is null
                    union all
                    select t.book || ' ' || t.id, 1 from ledger.transfers t
                    where not exists (select from ledger.moves m where m.book = t.book and m.transfer_id = t.id)
                    """),
            new Rule("entries_tell_the_balance", """
                    with side as (
                        select from_no as no, seq, n, -amount as delta, from_after as after from ledger.moves
                        union all select to_no, seq, n, amount, to_after from ledger.moves
                    ), told as (
                        select no, after, sum(delta) over (partition by no order by seq) as summed from side
                    )
                    select a.book || ' ' || a.path || ' ' || a.asset as what, count(*) as wrong
                    from told join ledger.accounts a on a.no = told.no
                    where not a.floating and told.after is distinct from told.summed group by 1
                    """),
            new Rule(
                    "chain_is_unbroken",
                    "select o_book || ' ' || o_transfer_id as what, 1 as wrong from ledger.broken_links()"));

    Finding find(Tx tx, Rule rule) {
        return tx.query("with broken as (" + rule.sql() + """
                        ) select coalesce(sum(wrong), 0) as difference,
                            coalesce((select array_agg(what) from (select what from broken order by what limit 10) listed),
                                '{}') as examples
                        from broken
                        """)
                .map((row, context) -> new Finding(row.getLong("difference"), List.of((String[])
                        row.getArray("examples").getArray())))
                .one();
    }

    /** Looking at everything takes as long as it takes. */
    void withoutHaste(Tx tx) {
        tx.define("set local statement_timeout = 0");
    }

    long accounts(Tx tx) {
        return tx.query("select count(*) from ledger.accounts")
                .mapTo(Long.class)
                .one();
    }

    long transfers(Tx tx) {
        return tx.query("select count(*) from ledger.transfers")
                .mapTo(Long.class)
                .one();
    }

    /** Links at most so many waiting transfers, and tells how many. */
    int chain(Tx tx, int most) {
        return tx.query("select ledger.chain(:most)")
                .bind("most", most)
                .mapTo(Integer.class)
                .one();
    }

    /** Adds what waits to the balances of the accounts that float. */
    void fold(Tx tx) {
        tx.update("delete from ledger.unfolded").execute();
    }

    /** Accounts of the bound book that are not empty. */
    long funded(Tx tx) {
        return tx.query("select count(*) from ledger.accounts where book = :tenant and (balance <> 0 or held <> 0)")
                .mapTo(Long.class)
                .one();
    }

    /** Removes the bound book; the only way to remove what was posted. */
    void clear(Tx tx) {
        tx.query("select set_config('ledger.closing', :tenant, true)")
                .mapTo(String.class)
                .one();
        for (String table : List.of("unfolded", "tallies")) {
            tx.update("delete from ledger." + table
                            + " u using ledger.accounts a where a.no = u.no and a.book = :tenant")
                    .execute();
        }
        for (String table : List.of("unchained", "links", "holds", "moves", "transfers", "accounts")) {
            tx.update("delete from ledger." + table + " where book = :tenant").execute();
        }
    }
}
