package heddle.client;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Follows a job's log to its end, over broken lines and restarts of the server, without telling anything twice. */
final class Follower {
    private static final int MOST_FAILURES = 20;
    private static final Duration RETRY = Duration.ofSeconds(3);

    private final Session session;
    private final String jobId;
    private @Nullable String lastId;

    /** Is told each event; answers whether to go on. */
    interface Listener {
        boolean heard(String type, JsonNode data);
    }

    Follower(Session session, String jobId) {
        this.session = session;
        this.jobId = jobId;
    }

    void follow(Listener listener) {
        int failures = 0;
        boolean began = false;
        while (true) {
            try {
                InputStream stream = session.server().events(session.path(jobId, "/logs"), lastId);
                if (stream == null || passed(stream, listener)) {
                    return;
                }
                began = true;
                failures = 0;
            } catch (Failure lost) {
                failures++;
                if (!began || lost.exitCode() != Failure.UNREACHABLE || failures > MOST_FAILURES) {
                    throw lost;
                }
            }
            session.around().pass(RETRY);
        }
    }

    /** Whether it is over; false when the line broke first. */
    private boolean passed(InputStream stream, Listener listener) {
        try (EventReader events = new EventReader(stream)) {
            EventReader.Event event;
            while ((event = events.next()) != null) {
                JsonNode data = event.json();
                if (event.id() != null) {
                    lastId = event.id();
                }
                if (data != null && !listener.heard(event.type(), data)) {
                    return true;
                }
                if (event.type().equals("end")) {
                    return true;
                }
            }
            return false;
        } catch (IOException broken) {
            return false;
        }
    }
}
