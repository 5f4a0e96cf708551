package heddle.kernel.db;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * SQL with {@code :name} values on plain JDBC, for the paths where a statement is all there is. A name is a colon and
 * letters, digits or underscores; {@code ::} casts and quoted text are left alone.
 */
public final class NamedSql {
    /** Texts are made of a type's table and its policies, so there are a few for each type in use. */
    private static final Cache<String, Positional> KNOWN =
            Caffeine.newBuilder().maximumSize(10_000).build();

    record Positional(String sql, List<String> names) {}

    private NamedSql() {}

    /**
     * Prepares the statement and binds every name in it.
     *
     * @param params String, String[], Integer, Long, BigDecimal, Double, Boolean or byte[] by name; null values allowed
     */
    public static PreparedStatement prepare(Connection connection, String sql, Map<String, ?> params)
            throws SQLException {
        Positional known = known(sql);
        PreparedStatement statement = connection.prepareStatement(known.sql());
        for (int i = 0; i < known.names().size(); i++) {
            String name = known.names().get(i);
            if (!params.containsKey(name)) {
                throw new IllegalArgumentException("Nothing to bind for :" + name + " in " + sql);
            }
            bind(connection, statement, i + 1, params.get(name));
        }
        return statement;
    }

    static Positional known(String sql) {
        return KNOWN.get(sql, text -> {
            List<String> names = new ArrayList<>(16);
            return new Positional(positional(text, names), List.copyOf(names));
        });
    }

    static String positional(String sql, List<String> names) {
        StringBuilder out = new StringBuilder(sql.length());
        boolean quoted = false;
        boolean identifier = false;
        int i = 0;
        while (i < sql.length()) {
            char c = sql.charAt(i);
            if (c == '\'' && !identifier) {
                quoted = !quoted;
            } else if (c == '"' && !quoted) {
                identifier = !identifier;
            } else if (c == ':' && !quoted && !identifier) {
                if (i + 1 < sql.length() && sql.charAt(i + 1) == ':') {
                    out.append("::");
                    i += 2;
                    continue;
                }
                int end = i + 1;
                while (end < sql.length() && isName(sql.charAt(end))) {
                    end++;
                }
                if (end > i + 1) {
                    names.add(sql.substring(i + 1, end));
                    out.append('?');
                    i = end;
                    continue;
                }
            }
            out.append(c);
            i++;
        }
        return out.toString();
    }

    private static boolean isName(char c) {
        return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static void bind(Connection connection, PreparedStatement statement, int at, @Nullable Object value)
            throws SQLException {
        switch (value) {
            case null -> statement.setObject(at, null);
            case String text -> statement.setString(at, text);
            case String[] texts -> statement.setArray(at, connection.createArrayOf("text", texts));
            case Integer number -> statement.setInt(at, number);
            case Long number -> statement.setLong(at, number);
            case BigDecimal number -> statement.setBigDecimal(at, number);
            case Double number -> statement.setDouble(at, number);
            case Boolean flag -> statement.setBoolean(at, flag);
            case byte[] bytes -> statement.setBytes(at, bytes);
            default -> throw new IllegalArgumentException("Cannot bind a " + value.getClass());
        }
    }
}
