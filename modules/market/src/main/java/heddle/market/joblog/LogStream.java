package heddle.market.joblog;

import heddle.kernel.access.Caller;
import heddle.kernel.http.Reply;
import heddle.kernel.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A follower of one job over server-sent events, written by its request's own thread. */
final class LogStream implements Reply.Body {
    static final String TYPE = "text/event-stream";
    private static final Duration QUIET = Duration.ofSeconds(15);
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final byte[] PING = ascii(": ping\n\n");

    /** Asks again what the reader may see. */
    interface Asking {
        JobReaders.@Nullable Share share(Caller caller);
    }

    private final LogStreams streams;
    private final String jobId;
    private final String token;
    private final String person;
    private final InstantSource time;
    private final Instant until;
    private final Asking asking;
    private final Set<Integer> asked = new HashSet<>();
    private volatile Caller caller;
    private volatile boolean dismissed;
    private volatile @Nullable Room room;
    private JobReaders.Share share;
    private Position place;

    LogStream(LogStreams streams, LogStreams.Ticket ticket, InstantSource time, Asking asking) {
        this.streams = streams;
        this.jobId = ticket.jobId();
        this.token = ticket.token();
        this.caller = ticket.caller();
        this.person = person(ticket.caller());
        this.share = ticket.share();
        this.place = ticket.after();
        this.time = time;
        this.until = time.instant().plus(LONGEST);
        this.asking = asking;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        Room entered = streams.enter(this, jobId);
        room = entered;
        try {
            write(out, ascii("retry: 3000\n\n"));
            write(out, status());
            follow(entered, out);
        } catch (IOException gone) {
            // The client went away; it resumes where it likes.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            streams.leave(this, jobId);
        }
    }

    private void follow(Room in, OutputStream out) throws IOException, InterruptedException {
        while (!over()) {
            List<StoredLine> kept = in.after(place, share.ended() ? Duration.ZERO : QUIET, this::over);
            List<StoredLine> lines = kept == null ? in.page(place) : kept;
            if (lines.isEmpty() && share.ended()) {
                write(out, ended());
                return;
            }
            if (lines.isEmpty() && !over()) {
                // A look of our own too, in case a message was lost.
                write(out, PING);
                in.wake();
            }
            if (pass(out, lines)) {
                return;
            }
        }
    }

    /** Writes what the reader may see; returns whether it was told the end. */
    private boolean pass(OutputStream out, List<StoredLine> lines) throws IOException {
        for (StoredLine line : lines) {
            place = line.at();
            if (shows(line)) {
                write(out, line.frame());
            }
            if (line.isEnd()) {
                return true;
            }
        }
        return false;
    }

    private boolean shows(StoredLine line) {
        int attempt = line.at().attempt();
        if (!line.isEnd() && !share.shows(attempt) && asked.add(attempt)) {
            JobReaders.Share now = asking.share(caller);
            share = now == null ? share : now;
        }
        return line.isEnd() || share.shows(attempt);
    }

    private boolean over() {
        return dismissed || !time.instant().isBefore(until);
    }

    /** Without an id, so that the client's last one stays what it was. */
    private byte[] status() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("status", share.status());
        data.put("attempt_count", share.attempt());
        data.put("at", share.since());
        return event("", "status", data);
    }

    /** The end of a job whose lines are gone. */
    private byte[] ended() {
        return event(
                "id: " + new Position(Math.max(place.attempt(), share.attempt()), place.seq()) + "\n",
                StoredLine.END,
                Map.of("status", share.status()));
    }

    private static byte[] event(String id, String name, Map<String, Object> data) {
        return (id + "event: " + name + "\ndata: " + Json.text(data) + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    String token() {
        return token;
    }

    /** Whose stream it is, whatever credential it came with. */
    String person() {
        return person;
    }

    private static String person(Caller caller) {
        String user = caller.userId();
        return user == null ? caller.id() : user;
    }

    Caller caller() {
        return caller;
    }

    void renewed(Caller now) {
        caller = now;
    }

    void dismiss() {
        dismissed = true;
        Room waitingIn = room;
        if (waitingIn != null) {
            waitingIn.stir();
        }
    }

    private static void write(OutputStream out, byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
