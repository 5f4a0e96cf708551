package heddle.data.object;

import heddle.data.filter.SqlPredicate;
import heddle.data.type.Schema;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.db.NamedSql;
import heddle.kernel.db.Tx;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All SQL of objects. Every statement is one round trip; a change writes the row and its event in the same statement.
 */
final class ObjectStore {
    private static final String EVENT_COLUMNS = """
            (id, tenant_id, type, resource_type, resource_id, object_type_id, actor_type, actor_id, actor_label,
             ip, user_agent, request_id, source, silent, version, before, after, changed, at)
            """;

    private static final String EVENT_FACTS = """
            :tenant, :event_type, 'object', c.id, :type_id, :actor_type, :actor_id, :actor_label,
            :ip, :user_agent, :request_id, :source, :silent
            """;

    private final Db db;

    ObjectStore(Db db) {
        this.db = db;
    }

    /** A live object that the predicate lets through, in one round trip. */
    Optional<ObjectRow> find(Caller caller, Schema schema, String id, SqlPredicate visible) {
        String sql = "select " + ObjectRow.COLUMNS + " from " + schema.table() + " o where id = :id and not is_deleted"
                + and(visible);
        return db.direct(caller, sql, c -> first(c, sql, params(caller, visible, "id", id)));
    }

    /** The same inside a transaction, whether live or trashed. */
    Optional<ObjectRow> findAny(Tx tx, Schema schema, String id) {
        String sql = "select " + ObjectRow.COLUMNS + " from " + schema.table() + " o where id = :id";
        return run(tx.connection(), c -> first(c, sql, Map.of("id", id)));
    }

    /** Objects in no particular order, each at most once. */
    List<ObjectRow> findAll(Caller caller, Schema schema, String[] ids, SqlPredicate visible) {
        String sql = "select " + ObjectRow.COLUMNS + " from " + schema.table()
                + " o where id = any(:ids) and not is_deleted" + and(visible);
        return db.direct(caller, sql, c -> rows(c, sql, params(caller, visible, "ids", ids)));
    }

    /** A locked row with what the caller may do to it. */
    record Locked(ObjectRow row, boolean visible, boolean allowed) {}

    /**
     * Locks objects in the order of their ids, so that two batches cannot wait for one another in a circle.
     *
     * @param trashed whether to look in the trash instead of among the live
     */
    List<Locked> lock(
            Caller caller,
            Tx tx,
            Schema schema,
            String[] ids,
            boolean trashed,
            SqlPredicate visible,
            SqlPredicate allowed) {
        String sql = "select " + ObjectRow.COLUMNS + ", " + visible.definite().sql() + ", "
                + allowed.definite().sql() + " from " + schema.table()
                + " o where id = any(:ids) and is_deleted = :trashed"
                + " order by id for update";
        Map<String, Object> params = params(caller, visible, "ids", ids);
        params.putAll(allowed.params());
        params.put("trashed", trashed);
        return run(tx.connection(), c -> {
            List<Locked> out = new ArrayList<>(ids.length);
            try (PreparedStatement statement = NamedSql.prepare(c, sql, params);
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    out.add(new Locked(ObjectRow.of(row), row.getBoolean(10), row.getBoolean(11)));
                }
            }
            return out;
        });
    }

    /** One change to many objects, ready to be written. Arrays run in step. */
    static final class Changes {
        final String eventType;
        final List<String> ids = new ArrayList<>();
        final List<String> props = new ArrayList<>();
        final List<Integer> versions = new ArrayList<>();
        final List<String> eventIds = new ArrayList<>();
        final List<@Nullable String> before = new ArrayList<>();
        final List<String> after = new ArrayList<>();
        final List<String> changed = new ArrayList<>();
        final @Nullable String source;
        final boolean silent;

        Changes(String eventType) {
            this(eventType, null, false);
        }

        /**
         * @param source what makes the change when it is no plain request, e.g. {@code import}
         * @param silent whether webhooks and automations shall leave it alone
         */
        Changes(String eventType, @Nullable String source, boolean silent) {
            this.eventType = eventType;
            this.source = source;
            this.silent = silent;
        }

        /**
         * @param names of the changed properties
         */
        void add(ObjectRow row, String eventId, @Nullable String was, String is, List<String> names) {
            ids.add(row.id());
            props.add(new String(row.props(), java.nio.charset.StandardCharsets.UTF_8));
            versions.add(row.version());
            eventIds.add(eventId);
            before.add(was);
            after.add(is);
            changed.add(String.join(",", names));
        }

        boolean isEmpty() {
            return ids.isEmpty();
        }
    }

    /** Writes one new object and its event in one statement and one round trip. */
    void insertOne(Caller caller, Schema schema, Changes changes, String at) {
        String sql = """
                with o as (
                    insert into %s (id, props, version, created_at, updated_at, created_by, updated_by)
                    values (:id, :props::jsonb, 1, :at::timestamptz, :at::timestamptz, :actor_id, :actor_id)
                )
                insert into kernel.events %s
                select :event_id, :tenant, :event_type, 'object', :id, :type_id, :actor_type, :actor_id, :actor_label,
                    :ip, :user_agent, :request_id, null, false, 1, null, :after::json, '{}', :at::timestamptz
                """.formatted(schema.table(), EVENT_COLUMNS);
        Map<String, Object> params = facts(caller, schema, changes, at);
        params.put("id", changes.ids.getFirst());
        params.put("props", changes.props.getFirst());
        params.put("event_id", changes.eventIds.getFirst());
        params.put("after", changes.after.getFirst());
        db.direct(caller, sql, c -> execute(c, sql, params));
        db.wroteEvents();
    }

    /** Writes new objects and their events in one statement. */
    void insertAll(Caller caller, Schema schema, Changes changes, String at) {
        String sql = """
                with c as materialized (
                    select * from unnest(:ids, :props, :event_ids, :after) as c(id, props, event_id, after)
                ), o as (
                    insert into %s (id, props, version, created_at, updated_at, created_by, updated_by)
                    select c.id, c.props::jsonb, 1, :at::timestamptz, :at::timestamptz, :actor_id, :actor_id from c
                )
                insert into kernel.events %s
                select c.event_id, %s, 1, null, c.after::json, '{}', :at::timestamptz from c
                """.formatted(schema.table(), EVENT_COLUMNS, EVENT_FACTS);
        Map<String, Object> params = facts(caller, schema, changes, at);
        arrays(params, changes);
        db.direct(caller, sql, c -> execute(c, sql, params));
        db.wroteEvents();
    }

    /** Writes changed objects, which are locked, and their events in one statement. */
    void updateAll(Caller caller, Tx tx, Schema schema, Changes changes, String at) {
        change(caller, tx, schema, changes, at, """
                update %s o set props = c.props::jsonb, version = c.version, updated_at = :at::timestamptz,
                    updated_by = :actor_id
                from c where o.id = c.id
                """);
    }

    void trashAll(Caller caller, Tx tx, Schema schema, Changes changes, String at) {
        change(caller, tx, schema, changes, at, """
                update %s o set is_deleted = true, deleted_at = :at::timestamptz, deleted_by = :actor_id,
                    updated_at = :at::timestamptz
                from c where o.id = c.id
                """);
    }

    void restoreAll(Caller caller, Tx tx, Schema schema, Changes changes, String at) {
        change(caller, tx, schema, changes, at, """
                update %s o set is_deleted = false, deleted_at = null, deleted_by = null, version = c.version,
                    updated_at = :at::timestamptz, updated_by = :actor_id
                from c where o.id = c.id
                """);
    }

    void purgeAll(Caller caller, Tx tx, Schema schema, Changes changes, String at) {
        change(caller, tx, schema, changes, at, "delete from %s o using c where o.id = c.id");
    }

    private void change(Caller caller, Tx tx, Schema schema, Changes changes, String at, String deed) {
        String sql = """
                with c as materialized (
                    select * from unnest(:ids, :props, cast(:versions as integer[]), :event_ids, :before, :after, :changed)
                        as c(id, props, version, event_id, before, after, changed)
                ), o as (
                    %s
                )
                insert into kernel.events %s
                select c.event_id, %s, c.version, c.before::json, c.after::json,
                    string_to_array(c.changed, ','), :at::timestamptz
                from c
                """.formatted(deed.formatted(schema.table()), EVENT_COLUMNS, EVENT_FACTS);
        Map<String, Object> params = facts(caller, schema, changes, at);
        arrays(params, changes);
        run(tx.connection(), c -> execute(c, sql, params));
        tx.wroteEvents();
    }

    /** The ids among the given that are live objects of a type. */
    List<String> existing(Caller caller, Schema schema, String[] ids, SqlPredicate visible) {
        String sql = "select id from " + schema.table() + " o where id = any(:ids) and not is_deleted" + and(visible);
        return db.direct(caller, sql, c -> {
            List<String> out = new ArrayList<>();
            try (PreparedStatement statement = NamedSql.prepare(c, sql, params(caller, visible, "ids", ids));
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    out.add(row.getString(1));
                }
            }
            return out;
        });
    }

    /**
     * The live object that holds the same value as the given properties.
     *
     * @param mine the property's expression over {@code p.props}
     * @param theirs the same over {@code o.props}
     */
    Optional<String> holder(Caller caller, Schema schema, String props, String mine, String theirs) {
        String sql = "select o.id from " + schema.table()
                + " o, (select :props::jsonb as props) p where not o.is_deleted and " + theirs + " = " + mine
                + " limit 1";
        return db.direct(caller, sql, c -> {
            try (PreparedStatement statement = NamedSql.prepare(c, sql, Map.of("props", props));
                    ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        });
    }

    /** The next number of an {@code $increment} property. */
    long increment(Tx tx, String propertyId) {
        return increment(tx, propertyId, 1);
    }

    /** Takes several numbers at once and returns the last of them. */
    long increment(Tx tx, String propertyId, int count) {
        return tx.query("""
                        insert into data.counters (tenant_id, property_id, value) values (:tenant, :property, :count)
                        on conflict (tenant_id, property_id) do update set value = data.counters.value + :count
                        returning value
                        """)
                .bind("property", propertyId)
                .bind("count", count)
                .mapTo(Long.class)
                .one();
    }

    private static Map<String, Object> facts(Caller caller, Schema schema, Changes changes, String at) {
        Map<String, Object> params = new HashMap<>(32);
        params.put("tenant", caller.tenantId());
        params.put("event_type", changes.eventType);
        params.put("type_id", schema.type().id());
        params.put("actor_type", caller.actorType());
        params.put("actor_id", caller.id());
        params.put("actor_label", caller.label());
        params.put("ip", caller.ip());
        params.put("user_agent", caller.userAgent());
        params.put("request_id", caller.requestId());
        params.put("source", changes.source);
        params.put("silent", changes.silent);
        params.put("at", at);
        return params;
    }

    private static void arrays(Map<String, Object> params, Changes changes) {
        params.put("ids", changes.ids.toArray(String[]::new));
        params.put("props", changes.props.toArray(String[]::new));
        params.put("versions", changes.versions.stream().map(String::valueOf).toArray(String[]::new));
        params.put("event_ids", changes.eventIds.toArray(String[]::new));
        params.put("before", changes.before.toArray(String[]::new));
        params.put("after", changes.after.toArray(String[]::new));
        params.put("changed", changes.changed.toArray(String[]::new));
    }

    static String and(SqlPredicate predicate) {
        return predicate.isTrue() ? "" : " and " + predicate.sql();
    }

    static Map<String, Object> params(Caller caller, SqlPredicate predicate) {
        Map<String, Object> params = new HashMap<>(predicate.params());
        params.put("tenant", caller.tenantId());
        return params;
    }

    private static Map<String, Object> params(Caller caller, SqlPredicate predicate, String name, Object value) {
        Map<String, Object> params = params(caller, predicate);
        params.put(name, value);
        return params;
    }

    private static int execute(Connection connection, String sql, Map<String, Object> params) throws SQLException {
        try (PreparedStatement statement = NamedSql.prepare(connection, sql, params)) {
            return statement.executeUpdate();
        }
    }

    private static Optional<ObjectRow> first(Connection connection, String sql, Map<String, Object> params)
            throws SQLException {
        try (PreparedStatement statement = NamedSql.prepare(connection, sql, params);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(ObjectRow.of(row)) : Optional.empty();
        }
    }

    static List<ObjectRow> rows(Connection connection, String sql, Map<String, Object> params) throws SQLException {
        try (PreparedStatement statement = NamedSql.prepare(connection, sql, params);
                ResultSet row = statement.executeQuery()) {
            List<ObjectRow> out = new ArrayList<>();
            while (row.next()) {
                out.add(ObjectRow.of(row));
            }
            return out;
        }
    }

    static <T> T run(Connection connection, Db.Direct<T> work) {
        try {
            return work.run(connection);
        } catch (SQLException e) {
            throw new heddle.kernel.db.DbFailure(e);
        }
    }
}
