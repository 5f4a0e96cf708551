package heddle.server;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} at any moment: nothing acknowledged is lost, nothing is half there, and the next start works. */
class CrashTest {
    private static final String KEY = "sk_" + "C".repeat(46);
    private static final int ROUNDS = 3;

    @TempDir
    Path home;

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    @Test
    void losesNothingThatWasAcknowledged() throws InterruptedException {
        ServerProcess server =
                ServerProcess.start(home, Map.of("HEDDLE_BOOTSTRAP_TENANT", "Crash", "HEDDLE_BOOTSTRAP_KEY", KEY));
        Api api = server.as(KEY);
        api.post("/v1/object-types", "{\"name\":\"thing\",\"properties\":[{\"name\":\"n\",\"data_type\":\"integer\"}]}")
                .is(201);
        for (int round = 0; round < ROUNDS; round++) {
            List<Thread> writers = writers(api, acknowledged.size() + 50L * (round + 1));
            for (Thread writer : writers) {
                writer.join();
            }
            server.kill();
            server.restart();
            holdsEverything(api);
        }
        server.close();
    }

    /** Threads that write until enough was acknowledged; one of them then kills nothing, the test does. */
    private List<Thread> writers(Api api, long enough) {
        return java.util.stream.IntStream.range(0, 4)
                .mapToObj(i -> Thread.ofVirtual().start(() -> write(api, enough)))
                .toList();
    }

    private void write(Api api, long enough) {
        int n = 0;
        while (acknowledged.size() < enough) {
            try {
                Answer answer = api.post("/v1/objects/thing", "{\"properties\":{\"n\":" + n++ + "}}");
                if (answer.status() == 201) {
                    acknowledged.add(answer.id());
                }
            } catch (UncheckedIOException killed) {
                return;
            }
        }
    }

    private void holdsEverything(Api api) {
        for (String id : acknowledged) {
            api.get("/v1/objects/thing/" + id).is(200);
        }
        long objects = api.get("/v1/objects/thing/list?limit=1&count=exact")
                .is(200)
                .data()
                .path("total")
                .asLong();
        long created = api.get("/v1/audit-logs?action=object.created&limit=1")
                .is(200)
                .data()
                .path("total")
                .asLong();
        assertThat(created)
                .as("every object has its event and no event is without its object")
                .isEqualTo(objects);
    }
}
