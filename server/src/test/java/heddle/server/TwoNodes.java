package heddle.server;

import heddle.testkit.TestDatabase;
import java.util.Map;

/** Two programs on one database, which they have for themselves. */
public record TwoNodes(TestServer one, TestServer two) implements AutoCloseable {
    public static TwoNodes start() {
        String database = TestDatabase.fresh();
        return new TwoNodes(TestServer.start(database, Map.of()), TestServer.start(database, Map.of()));
    }

    @Override
    public void close() {
        two.close();
        one.close();
    }
}
