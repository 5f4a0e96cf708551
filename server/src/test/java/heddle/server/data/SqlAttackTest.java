package heddle.server.data;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.kernel.crypto.Tokens;
import heddle.kernel.id.Ids;
import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a tenant may try against the others: at the door, and past the door in the tenant's own database login. */
class SqlAttackTest {
    private static final String CANARY = "canary-of-the-victim";

    private static final TestTenant ATTACKER = TestServer.shared().tenant();
    private static final TestTenant VICTIM = TestServer.shared().tenant();
    private static final String VICTIMS_TYPE = VICTIM.type("""
            {"name":"prey","display_name":"%s","properties":[{"name":"text","data_type":"string"}]}""".formatted(CANARY));
    private static final String VICTIMS_TABLE = "t_" + Ids.body(VICTIM.id()) + ".o_" + Ids.body(VICTIMS_TYPE);

    /** A session of the attacker's role that no parser stands in front of. */
    private static Connection bare = connect();

    private static Connection connect() {
        ATTACKER.object(
                ATTACKER.type("{\"name\":\"prey\",\"properties\":[{\"name\":\"text\",\"data_type\":\"string\"}]}"),
                "{\"text\":\"mine\"}");
        VICTIM.object(VICTIMS_TYPE, "{\"text\":\"" + CANARY + "\"}");
        SqlTest.sql(ATTACKER.api(), "select 1").is(200);
        SqlTest.sql(VICTIM.api(), "select 1").is(200);
        return login(ATTACKER);
    }

    private static Connection login(TestTenant tenant) {
        String role = "v_" + Ids.body(tenant.id());
        String password = Tokens.base62(20);
        try (Connection owner = owner();
                Statement statement = owner.createStatement()) {
            statement.execute("alter role " + role + " password '" + password + "'");
            return DriverManager.getConnection(url(), role, password);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String url() {
        return TestServer.shared().app().kernel().databaseUrl().replaceAll("\\?.*", "");
    }

    private static Connection owner() throws SQLException {
        return TestDatabase.connect(url().substring(url().lastIndexOf('/') + 1));
    }

    @BeforeAll
    static void open() throws SQLException {
        assertThat(bare.isClosed()).isFalse();
    }

    @AfterAll
    static void close() throws SQLException {
        bare.close();
    }

    static Stream<String> attacks() {
        String foreign = "select text from " + VICTIMS_TABLE;
        return Stream.of(
                // 1: another role, through a function that runs SQL
                "select set_config('role', 'v_" + Ids.body(VICTIM.id()) + "', true), query_to_xml('" + foreign
                        + "', true, true, '')",
                "select query_to_xml('select 1', true, true, '')",
                foreign,
                // 2: a setting that a policy of the database could look at
                "with s as materialized (select set_config('app.tenant', '" + VICTIM.id()
                        + "', true)) select o.* from s, lateral (select * from data.object_types) o",
                "select * from data.object_types",
                "select * from kernel.events",
                "select * from identity.api_keys",
                "select * from data.sql_access",
                // 3: limits lifted from within
                "select set_config('statement_timeout', '0', true)",
                "select set_config('transaction_read_only', 'off', true)",
                // 5: large objects
                "select lo_create(0)",
                "select lo_from_bytea(0, 'x')",
                "select lo_import('/etc/passwd')",
                // 6: locks that outlive the transaction
                "select pg_advisory_lock(1)",
                "select pg_try_advisory_lock(1)",
                "select pg_advisory_xact_lock(1)",
                // 7: the rest of those that run SQL, wait, or reach other sessions
                "select ts_stat('" + foreign + "')",
                "select ts_rewrite('a'::tsquery, 'select ''a''::tsquery, ''b''::tsquery')",
                "select table_to_xml('" + VICTIMS_TABLE + "', true, true, '')",
                "select schema_to_xml('data', true, true, '')",
                "select database_to_xml(true, true, '')",
                "select pg_sleep(30)",
                "select pg_notify('heddle_keys', 'x')",
                "select pg_cancel_backend(1)",
                "select pg_terminate_backend(1)",
                "select pg_export_snapshot()",
                // files and settings
                "select pg_read_file('/etc/passwd')",
                "select pg_ls_dir('.')",
                "select current_setting('data_directory')",
                // the same by another spelling of a call
                "select (0::oid).lo_create",
                "select (30.0::float8).pg_sleep");
    }

    /** The SQLSTATE, or the word for a success. */
    private static String refusal(Statement statement, String attack) {
        try {
            statement.execute(attack);
            return "done";
        } catch (SQLException e) {
            return String.valueOf(e.getSQLState());
        }
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void theDoorRefuses(String attack) {
        Answer answer = SqlTest.sql(ATTACKER.api(), attack).refused(403, "SQL_FORBIDDEN");
        assertThat(answer.text()).doesNotContain(CANARY);
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void theDatabaseRefusesToo(String attack) throws SQLException {
        try (Statement statement = bare.createStatement()) {
            assertThat(refusal(statement, attack)).as(attack).isEqualTo("42501");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set role heddle",
                "set session authorization heddle",
                "insert into prey (id) values ('obj_x')",
                "update prey set is_deleted = true",
                "delete from object_types",
                "create table mine (a int)",
                "create table public.mine (a int)",
                "create temporary table mine (a int)",
                "create function f() returns int language sql as 'select 1'",
                "copy prey to '/tmp/heddle-attack'",
                "copy (select 1) to program 'id'",
                "alter role current_user superuser",
                "show data_directory"
            })
    void theRoleMayOnlyRead(String attack) throws SQLException {
        try (Statement statement = bare.createStatement()) {
            statement.execute("set default_transaction_read_only = off");
            assertThat(refusal(statement, attack)).as(attack).isEqualTo("42501");
        }
    }

    /** 4: the catalogs tell everybody's names, so that only the door can keep them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select nspname from pg_namespace",
                "select tablename from pg_tables",
                "select nspname from pg_catalog.pg_namespace",
                "select \"nspname\" from \"pg_namespace\"",
                "select * from information_schema.tables",
                "select 'prey'::regclass",
                "select current_user"
            })
    void theCatalogsAreOutOfReach(String attack) {
        SqlTest.sql(ATTACKER.api(), attack).refused(403, "SQL_FORBIDDEN");
    }

    @Test
    void everyViewShowsTheOwnRowsOnly() throws SQLException {
        List<String> views = new ArrayList<>();
        try (Connection owner = owner();
                Statement statement = owner.createStatement();
                ResultSet row = statement.executeQuery("select relname, 'security_barrier=true' = any(reloptions) "
                        + "from pg_class where relkind = 'v' and relnamespace = 'v_" + Ids.body(ATTACKER.id())
                        + "'::regnamespace")) {
            while (row.next()) {
                views.add(row.getString(1));
                assertThat(row.getBoolean(2)).as(row.getString(1)).isTrue();
            }
        }
        assertThat(views)
                .containsExactlyInAnyOrder(
                        "objects", "object_types", "properties", "associations", "audit_logs", "events", "prey");
        for (String view : views) {
            Answer all = SqlTest.sql(ATTACKER.api(), "select * from " + view).is(200);
            assertThat(all.text()).as(view).doesNotContain(CANARY).doesNotContain(VICTIM.id());
        }
        assertThat(SqlTest.sql(VICTIM.api(), "select text from prey").text()).contains(CANARY);
    }

    @Test
    void aSessionLeavesNothingBehind() throws SQLException {
        TestTenant tenant = TestServer.shared().tenant();
        SqlTest.sql(tenant.api(), "select 1").is(200);
        SqlTest.sql(tenant.api(), "select 1/0").refused(400, "SQL_ERROR");
        try (Connection owner = owner();
                Statement statement = owner.createStatement();
                ResultSet row = statement.executeQuery(
                        "select count(*), count(*) filter (where state = 'idle' and query ilike 'discard all') "
                                + "from pg_stat_activity where usename = 'v_" + Ids.body(tenant.id()) + "'")) {
            row.next();
            assertThat(row.getInt(1)).isEqualTo(1);
            assertThat(row.getInt(2)).isEqualTo(1);
        }
    }

    @Test
    void aLostPasswordIsMadeAnew() {
        TestTenant tenant = TestServer.shared().tenant();
        SqlTest.sql(tenant.api(), "select 1").is(200);
        try (Connection owner = owner();
                Statement statement = owner.createStatement()) {
            String role = "v_" + Ids.body(tenant.id());
            statement.execute("alter role " + role + " password 'another'");
            statement.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = '" + role + "'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        SqlTest.sql(tenant.api(), "select 1").is(200);
    }

    @Test
    void theRoleGoesWithTheTenant() throws SQLException {
        TestTenant tenant = TestServer.shared().tenant();
        tenant.type("{\"name\":\"thing\"}");
        SqlTest.sql(tenant.api(), "select * from thing").is(200);
        var operator = TestServer.shared().operator();
        String path = "/v1/platform/tenants/" + tenant.id();
        String token = operator.delete(path)
                .is(409)
                .json()
                .path("error")
                .path("confirm_token")
                .asString("");
        operator.delete(path + "?force=true&confirm_token=" + token).is(200);
        try (Connection owner = owner();
                Statement statement = owner.createStatement();
                ResultSet row = statement.executeQuery("select (select count(*) from pg_roles where rolname = '"
                        + "v_" + Ids.body(tenant.id()) + "') + (select count(*) from pg_namespace where nspname in ('v_"
                        + Ids.body(tenant.id()) + "', 't_" + Ids.body(tenant.id()) + "'))")) {
            row.next();
            assertThat(row.getInt(1)).isZero();
        }
    }
}
