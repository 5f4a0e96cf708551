package heddle.data.filter;

import heddle.data.type.Schema;
import heddle.kernel.json.Json;
import heddle.kernel.postgres.EmbeddedPostgres;
import heddle.kernel.postgres.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.lifecycle.Lifespan;
import net.jqwik.api.lifecycle.Store;

/** A real server with generated worlds in it, and the smallest way to run a text with named values. */
public final class Database implements Store.CloseOnReset {
    private static final Pattern NAME = Pattern.compile(":([a-z_][a-z0-9_]*)");

    private final Path home;
    private final EmbeddedPostgres server;
    private final Connection connection;
    private final Map<Integer, World> worlds = new HashMap<>();

    private Database() {
        try {
            home = Files.createTempDirectory("heddle-filter");
            server = EmbeddedPostgres.start(home, Options.small());
            connection = DriverManager.getConnection(
                    server.jdbcUrl(EmbeddedPostgres.DATABASE), server.user(), server.password());
            run("create schema data");
            run("create table data.associations (tenant_id text, association_type text, from_id text, to_id text)");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The one server of a test run. */
    public static Database shared() {
        return Store.getOrCreate("database", Lifespan.RUN, Database::new).get();
    }

    /** The world of this number, stored on first use. */
    World world(int number) {
        return worlds.computeIfAbsent(number, n -> {
            World world = new World(n);
            String tenant = world.schema.type().tenantId();
            run("create schema " + Schema.tenantSchema(tenant));
            store(world.schema, world.rows);
            store(world.target, List.copyOf(world.targets.values()));
            for (World.Link link : world.links) {
                update(
                        "insert into data.associations values (:a, :b, :c, :d)",
                        Map.of("a", tenant, "b", link.type(), "c", link.from(), "d", link.to()));
            }
            return world;
        });
    }

    public void store(Schema schema, List<Row> rows) {
        run("""
                create table %s (
                    id         text        primary key,
                    props      jsonb       not null,
                    created_by text,
                    created_at timestamptz not null,
                    updated_at timestamptz not null,
                    version    integer     not null,
                    is_deleted boolean     not null
                )""".formatted(schema.table()));
        String insert = "insert into " + schema.table() + " values (?, cast(? as jsonb), ?, ?, ?, ?, ?)";
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            for (Row row : rows) {
                statement.setString(1, row.id());
                statement.setString(2, Json.text(row.props()));
                statement.setString(3, row.createdBy());
                statement.setTimestamp(4, Timestamp.from(row.createdAt()));
                statement.setTimestamp(5, Timestamp.from(row.updatedAt()));
                statement.setLong(6, row.version());
                statement.setBoolean(7, row.deleted());
                statement.addBatch();
            }
            statement.executeBatch();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public void run(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private void update(String sql, Map<String, Object> values) {
        try (PreparedStatement statement = prepared(sql, values)) {
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The rows of a query, each cell as text or null. */
    public List<List<String>> query(String sql, Map<String, Object> values) {
        List<List<String>> out = new ArrayList<>();
        try (PreparedStatement statement = prepared(sql, values);
                ResultSet found = statement.executeQuery()) {
            int columns = found.getMetaData().getColumnCount();
            while (found.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    row.add(String.valueOf(found.getString(i)));
                }
                out.add(row);
            }
            return out;
        } catch (SQLException e) {
            throw new IllegalStateException(sql + " with " + values, e);
        }
    }

    private PreparedStatement prepared(String sql, Map<String, Object> values) throws SQLException {
        List<Object> bound = new ArrayList<>();
        Matcher names = NAME.matcher(sql);
        String positional = names.replaceAll(found -> {
            Object value = values.get(found.group(1));
            if (value == null) {
                throw new IllegalStateException("no value for :" + found.group(1) + " in " + sql);
            }
            bound.add(value);
            return "?";
        });
        PreparedStatement statement = connection.prepareStatement(positional);
        for (int i = 0; i < bound.size(); i++) {
            bind(statement, i + 1, bound.get(i));
        }
        return statement;
    }

    private void bind(PreparedStatement statement, int at, Object value) throws SQLException {
        switch (value) {
            case String text -> statement.setString(at, text);
            case BigDecimal number -> statement.setBigDecimal(at, number);
            case Long number -> statement.setLong(at, number);
            case Double number -> statement.setDouble(at, number);
            case Boolean flag -> statement.setBoolean(at, flag);
            case String[] texts -> statement.setArray(at, connection.createArrayOf("text", texts));
            default -> throw new IllegalStateException("no way to bind " + value.getClass());
        }
    }

    @Override
    public void close() throws IOException, SQLException {
        connection.close();
        server.stop();
        try (var files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
