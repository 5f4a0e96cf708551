package heddle.market.joblog;

import heddle.kernel.access.Authenticator;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Permission;
import heddle.kernel.access.Surface;
import heddle.kernel.db.Db;
import heddle.kernel.db.DbFailure;
import heddle.kernel.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** All followers of this node: lets them in, asks about their credentials again while they stay, sees them out. */
final class LogStreams {
    private static final int PER_PERSON = 5;
    /** How long a stream that was let in may take to begin. */
    private static final Duration BEGIN = Duration.ofSeconds(10);

    /**
     * What somebody comes in with.
     *
     * @param after the line seen last
     */
    record Ticket(String jobId, String token, Caller caller, JobReaders.Share share, Position after) {}

    private final Db db;
    private final InstantSource time;
    private final Authenticator authenticator;
    private final JobReaders readers;
    private final Permission permission;
    private final LineStore store = new LineStore();
    private final Map<String, Room> rooms = new ConcurrentHashMap<>();
    private final Seats seats = new Seats(PER_PERSON);
    private final Set<LogStream> open = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean draining = new AtomicBoolean();

    LogStreams(Db db, InstantSource time, Authenticator authenticator, JobReaders readers, Permission permission) {
        this.db = db;
        this.time = time;
        this.authenticator = authenticator;
        this.readers = readers;
        this.permission = permission;
    }

    /**
     * Lets a stream in, which has to begin soon.
     *
     * @throws Problem 429 when the person follows enough, 503 while this node is stopping
     */
    LogStream prepare(Ticket ticket) {
        if (draining.get()) {
            throw Problem.unavailable("NOT_READY", "This server is stopping");
        }
        LogStream stream = new LogStream(this, ticket, time, caller -> share(caller, ticket.jobId()));
        if (!seats.take(stream, time.instant().plus(BEGIN))) {
            throw Problem.tooMany("You follow " + PER_PERSON + " jobs already; close one of those streams", 5);
        }
        return stream;
    }

    /** Begins a stream, which leaves by {@link #leave}. */
    Room enter(LogStream stream, String jobId) {
        if (!seats.take(stream, Instant.MAX)) {
            stream.dismiss();
        }
        open.add(stream);
        Room room = rooms.compute(jobId, (id, known) -> {
            Room kept = known == null ? new Room(db, id, end(stream.caller(), id)) : known;
            kept.enter();
            return kept;
        });
        // What was committed between looking for the end and standing in the map has woken nobody.
        room.wake();
        if (draining.get()) {
            stream.dismiss();
        }
        return room;
    }

    private Position end(Caller caller, String jobId) {
        return db.tx(caller, tx -> store.last(tx, jobId)).orElse(Position.START);
    }

    private JobReaders.@Nullable Share share(Caller caller, String jobId) {
        return db.tx(caller, tx -> readers.mayRead(tx, caller, jobId)).orElse(null);
    }

    void leave(LogStream stream, String jobId) {
        open.remove(stream);
        seats.leave(stream);
        rooms.computeIfPresent(jobId, (id, room) -> room.leave() ? null : room);
    }

    /** A job's log has grown, here or on another node. */
    void changed(String jobId) {
        Room room = rooms.get(jobId);
        if (room != null) {
            room.wake();
        }
    }

    /** Any log may have grown. */
    void anythingChanged() {
        rooms.values().forEach(Room::wake);
    }

    /** Called once a second: whoever may no longer listen is sent away, whoever never came is not waited for. */
    void tick() {
        open.forEach(this::recheck);
        seats.forgetLate(time.instant());
    }

    private void recheck(LogStream stream) {
        Caller was = stream.caller();
        try {
            Caller is = authenticator.authenticate(
                    Surface.PLATFORM, stream.token(), was.requestId(), was.ip(), was.userAgent());
            if (is.may(permission)) {
                stream.renewed(is);
            } else {
                stream.dismiss();
            }
        } catch (Problem refused) {
            stream.dismiss();
        } catch (DbFailure away) {
            // Nothing is known against the reader; it is asked about again soon.
        }
    }

    int count() {
        return open.size();
    }

    void drain() {
        draining.set(true);
        open.forEach(LogStream::dismiss);
    }
}
