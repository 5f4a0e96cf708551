package heddle.data.sql;

import heddle.kernel.access.Permission;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;

/** The one operation of the group SQL. */
public final class SqlRoutes {
    private final SqlQueries queries;

    public SqlRoutes(SqlQueries queries) {
        this.queries = queries;
    }

    public void declare(Routes routes) {
        routes.post("/v1/sql", Permission.SQL_EXECUTE)
                .group("SQL")
                .summary("Execute SQL query")
                .takes(SqlJson.Ask.class)
                .reads()
                .gives(200, SqlJson.Result.class)
                .to("SqlQueries.run", this::run);
    }

    private Reply run(Request in) {
        return Reply.ok(queries.run(in.caller(), in.body(SqlJson.Ask.class)));
    }
}
