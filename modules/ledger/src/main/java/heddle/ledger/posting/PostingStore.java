package heddle.ledger.posting;

import heddle.contracts.Ledger.Balance;
import heddle.kernel.db.DbFailure;
import heddle.kernel.db.Times;
import heddle.kernel.db.Tx;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The SQL of whatever moves or reserves. One statement each; the functions are in {@code db/ledger}. */
final class PostingStore {
    private static final String POST =
            "select o_outcome, o_id, o_account, o_required, o_available from ledger.post(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    /**
     * @param hold key of the hold that the only draft captures, or null
     * @return an outcome for each draft
     */
    List<Outcome> post(Tx tx, List<Draft> drafts, @Nullable String hold, Instant now) {
        Places places = new Places(drafts);
        Connection connection = tx.connection();
        // Plain JDBC: Jdbi takes the statement apart anew for each transfer.
        try (PreparedStatement statement = connection.prepareStatement(POST)) {
            statement.setString(1, book(tx));
            statement.setObject(2, Times.utc(now));
            statement.setArray(3, texts(connection, drafts.stream().map(Draft::id)));
            statement.setArray(4, texts(connection, drafts.stream().map(Draft::key)));
            statement.setArray(
                    5, texts(connection, drafts.stream().map(d -> d.transfer().kind())));
            statement.setArray(
                    6, texts(connection, drafts.stream().map(d -> d.transfer().reference())));
            byte[][] digests = drafts.stream().map(Draft::digest).toArray(byte[][]::new);
            statement.setArray(7, connection.createArrayOf("bytea", digests));
            statement.setObject(8, places.first());
            statement.setArray(9, connection.createArrayOf("text", places.paths()));
            statement.setArray(10, connection.createArrayOf("text", places.assets()));
            statement.setObject(11, places.from());
            statement.setObject(12, places.to());
            statement.setObject(13, places.amounts());
            statement.setString(14, hold);
            try (ResultSet rows = statement.executeQuery()) {
                return outcomes(rows, places, drafts.size());
            }
        } catch (SQLException e) {
            throw new DbFailure(e);
        }
    }

    private static java.sql.Array texts(Connection connection, java.util.stream.Stream<String> texts)
            throws SQLException {
        return connection.createArrayOf("text", texts.toArray(String[]::new));
    }

    private static List<Outcome> outcomes(ResultSet rows, Places places, int count) throws SQLException {
        List<Outcome> out = new ArrayList<>(count);
        while (rows.next()) {
            int place = rows.getInt(3);
            out.add(new Outcome(
                    rows.getString(1),
                    rows.getString(2),
                    place == 0 ? "" : places.path(place),
                    rows.getLong(4),
                    rows.getLong(5)));
        }
        return out;
    }

    Outcome hold(Tx tx, String id, String key, String account, String asset, long amount, Instant now) {
        return tx.query("select * from ledger.hold(:tenant, :now, :id, :key, :path, :asset, :amount)")
                .bind("now", Times.utc(now))
                .bind("id", id)
                .bind("key", key)
                .bind("path", account)
                .bind("asset", asset)
                .bind("amount", amount)
                .map((row, context) -> new Outcome(
                        row.getString("o_outcome"), row.getString("o_id"), account, amount, row.getLong("o_available")))
                .one();
    }

    /** {@code released}, {@code ended} or {@code unknown}. */
    String release(Tx tx, String key, Instant now) {
        return tx.query("select ledger.release(:tenant, :now, :key)")
                .bind("now", Times.utc(now))
                .bind("key", key)
                .mapTo(String.class)
                .one();
    }

    Balance balance(Tx tx, String account, String asset) {
        return tx.query("""
                        select a.balance + coalesce((select sum(u.delta) from ledger.unfolded u
                                where a.floating and u.no = a.no), 0) as balance, a.held
                        from ledger.accounts a where a.book = :tenant and a.path = :path and a.asset = :asset
                        """)
                .bind("path", account)
                .bind("asset", asset)
                .map((row, context) -> new Balance(row.getLong("balance"), row.getLong("held")))
                .findOne()
                .orElse(new Balance(0, 0));
    }

    Map<String, Long> funded(Tx tx, String book, String prefix, String asset) {
        return tx
                .query("""
                        select a.path, a.balance from ledger.accounts a
                        where a.book = :book and a.path ^@ :prefix and a.asset = :asset and a.balance <> 0 and not a.floating
                        """)
                .bind("book", book)
                .bind("prefix", prefix)
                .bind("asset", asset)
                .map((row, context) -> Map.entry(row.getString("path"), row.getLong("balance")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static String book(Tx tx) {
        String book = tx.tenantId();
        if (book == null || book.isEmpty()) {
            throw new IllegalStateException("Money moves in a book: bind the transaction to a tenant or realm");
        }
        return book;
    }
}
