package heddle.kernel.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes of one transaction that nobody waits for. They go to the database together: the driver sends several statements
 * that are one text in one round trip, and many of one kind as a batch.
 */
final class Pending {
    /** Longer texts, and such as name a statement more than once, would be ones that are never prepared. */
    private static final int IN_ONE_TEXT = 16;

    private record Write(NamedSql.Positional sql, Map<String, ? extends @Nullable Object> params, boolean exactlyOne) {
        void check(int rows) {
            if (exactlyOne && rows != 1) {
                throw new IllegalStateException(rows + " rows instead of one: " + sql.sql());
            }
        }
    }

    private final List<Write> writes = new ArrayList<>(8);

    void add(String sql, Map<String, ? extends @Nullable Object> params, boolean exactlyOne) {
        writes.add(new Write(NamedSql.known(sql), params, exactlyOne));
    }

    /** What waits is not to be written after all. */
    void forget() {
        writes.clear();
    }

    /** Sends what waits, in its order; nothing of it waits afterwards. */
    void send(Connection connection) {
        if (writes.isEmpty()) {
            return;
        }
        List<Write> sent = List.copyOf(writes);
        writes.clear();
        try {
            if (sent.size() <= IN_ONE_TEXT
                    && sent.stream().map(Write::sql).distinct().count() == sent.size()) {
                together(connection, sent);
                return;
            }
            int from = 0;
            while (from < sent.size()) {
                int to = from + 1;
                while (to < sent.size()
                        && sent.get(to).sql().equals(sent.get(from).sql())) {
                    to++;
                }
                batch(connection, sent.subList(from, to));
                from = to;
            }
        } catch (SQLException e) {
            throw new DbFailure(e);
        }
    }

    private static void together(Connection connection, List<Write> sent) throws SQLException {
        String text = sent.stream().map(w -> w.sql().sql()).collect(Collectors.joining(";\n"));
        try (PreparedStatement statement = connection.prepareStatement(text)) {
            int at = 1;
            for (Write write : sent) {
                at = bind(connection, statement, at, write);
            }
            statement.execute();
            for (Write write : sent) {
                write.check(statement.getUpdateCount());
                statement.getMoreResults();
            }
        }
    }

    private static void batch(Connection connection, List<Write> alike) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(alike.getFirst().sql().sql())) {
            for (Write write : alike) {
                bind(connection, statement, 1, write);
                statement.addBatch();
            }
            int[] rows = statement.executeBatch();
            for (int i = 0; i < rows.length; i++) {
                alike.get(i).check(rows[i]);
            }
        }
    }

    /** The place after the last one bound. */
    private static int bind(Connection connection, PreparedStatement statement, int from, Write write)
            throws SQLException {
        int at = from;
        for (String name : write.sql().names()) {
            if (!write.params().containsKey(name)) {
                throw new IllegalArgumentException(
                        "Nothing to bind for :" + name + " in " + write.sql().sql());
            }
            bind(connection, statement, at++, write.params().get(name));
        }
        return at;
    }

    /**
     * Text, moments, numbers and null go without a type of their own: PostgreSQL takes the column's, and a statement that
     * has null where it had a value before need not be parsed again.
     */
    private static void bind(Connection connection, PreparedStatement statement, int at, @Nullable Object value)
            throws SQLException {
        switch (value) {
            case null -> statement.setNull(at, Types.OTHER);
            case String text -> statement.setObject(at, text, Types.OTHER);
            case Instant moment -> statement.setObject(at, moment.toString(), Types.OTHER);
            case Number number -> statement.setObject(at, number.toString(), Types.OTHER);
            case Boolean flag -> statement.setBoolean(at, flag);
            case byte[] bytes -> statement.setBytes(at, bytes);
            case Collection<?> texts -> statement.setArray(at, connection.createArrayOf("text", texts.toArray()));
            default -> throw new IllegalArgumentException("Cannot bind a " + value.getClass());
        }
    }
}
