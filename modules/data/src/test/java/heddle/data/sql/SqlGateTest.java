package heddle.data.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import heddle.kernel.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlGateTest {
    private static Problem refused(String sql) {
        Problem refusal = catchThrowableOfType(Problem.class, () -> SqlGate.admit(sql));
        assertThat(refusal).as(sql).isNotNull();
        return refusal;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1",
                "SELECT count(*), sum(amount) FILTER (WHERE stage = 'won') FROM deals WHERE stage IN ('a;b', 'it''s')",
                "values (1, 'a'), (2, 'b')",
                "(select id from deals) union all (select id from objects) limit 3;",
                "with recursive a(n) as (select 1 union all select n + 1 from a where n < 9), b (x, y) as materialized (select n, n from a) select * from b",
                "select d.id, t.k from deals d cross join lateral jsonb_each(d.data) as t(k, v)",
                "select cast(amount as numeric(10, 2)), amount::varchar(20), extract(year from created_at) from deals",
                "select rank() over (partition by stage order by amount desc) from deals",
                "select percentile_cont(0.5) within group (order by amount) from deals",
                "select count(*) from deals group by rollup (stage, owner)",
                "select x is distinct from all (array[1,2]), (a).*, 'delete from x; --' from t",
                "select \"user\", \"delete\" from deals -- set role x\n/* and /* nested; */ drop */",
                "explain (analyze, format json) select 1",
                "explain analyze verbose with a as (select 1) select * from a",
                "select tags ? 'x', tags ?| array['a'], a[1:2], -1.5e-3, .5, 0x1F, 1_000 from t"
            })
    void admitsReading(String sql) {
        assertThatCode(() -> SqlGate.admit(sql)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into deals values (1)",
                "update deals set x = 1",
                "delete from deals",
                "merge into deals using x on true when matched then delete",
                "truncate deals",
                "create table x (a int)",
                "drop view deals",
                "copy deals to '/tmp/x'",
                "with a as (delete from deals returning *) select * from a",
                "with a as (select 1) insert into deals select * from a",
                "select * into copied from deals",
                "select * from deals for update",
                "explain analyze delete from deals",
                "explain (analyze) insert into deals values (1)",
                "(delete from deals)"
            })
    void refusesWriting(String sql) {
        assertThat(refused(sql).code()).isEqualTo("SQL_READ_ONLY");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1; select 2",
                "set role postgres",
                "reset all",
                "show data_directory",
                "begin",
                "do 'begin end'",
                "call x()",
                "listen x",
                "lock deals",
                "discard all",
                "select set_config('role', 'v_other', true)",
                "select query_to_xml('select 1', true, true, '')",
                "select \"set_config\"('role', 'x', true)",
                "select SET_CONFIG('role', 'x', true)",
                "select set_config /* call */ ('role', 'x', true)",
                "select pg_catalog.lower('X')",
                "select public.similarity('a', 'b')",
                "select * from pg_class",
                "select * from \"pg_class\"",
                "select * from information_schema.tables",
                "select pg_sleep(10)",
                "select (0.5::float8).pg_sleep",
                "select (0::oid).lo_create",
                "select ('x'::text).\"quote_ident\"",
                "select array['a'].upper",
                "select * from lo_create(0)",
                "select * from set_config('a', 'b', true) as t(x)",
                "select 'objects'::regclass",
                "select regclass 'objects'",
                "select cast('x' as \"regrole\")",
                "select current_user",
                "select session_user, user",
                "select * from t_01jd2v6h8m0123456789abcdef.o_01jd2v6h8m0123456789abcdef",
                "select * from deals d(a, b)",
                "select 1 where ts_stat('select 1') is null",
                "select operator(pg_catalog.+)(1, 2)",
                "with a as (select 1), lo_create(x) as (1) select 1",
                "select * from (select 1 as a) s, lateral dblink(a) as (values text)",
                "table deals"
            })
    void refusesReachingOut(String sql) {
        assertThat(refused(sql).code()).isEqualTo("SQL_FORBIDDEN");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "selec 1",
                "select 'open",
                "select \"open",
                "select /* open",
                "select $$x$$",
                "select $tag$x$tag$",
                "select e'\\''; drop table x; --'",
                "select U&'\\0027'",
                "select U&\"\\0070g_sleep\"(1)",
                "select {fn now()}",
                "select 1.pg_sleep",
                "select 123abc",
                "select $1x",
                "select $0a",
                "select \"\"",
                "select \\",
                "select `x`",
                "explain",
                "explain (analyze"
            })
    void refusesWhatOthersCouldReadDifferently(String sql) {
        assertThat(refused(sql).code()).isEqualTo("SQL_SYNTAX_ERROR");
    }

    @Test
    void limitsTheLength() {
        String sql = "select '" + "x".repeat(9_991) + "'";
        assertThat(sql).hasSize(10_000);
        assertThatCode(() -> SqlGate.admit(sql)).doesNotThrowAnyException();
        assertThat(refused(sql + " ").code()).isEqualTo("SQL_TOO_LONG");
        assertThat(refused(" ; ").code()).isEqualTo("VALIDATION_ERROR");
    }

    @Test
    void tellsWhere() {
        assertThat(refused("select 1,\n pg_sleep(1)").members()).containsEntry("position", 12);
    }
}
