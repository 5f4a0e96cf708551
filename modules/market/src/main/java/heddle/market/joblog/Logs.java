package heddle.market.joblog;

import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.problem.Problem;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reading a job's log. */
final class Logs {
    private static final int PAGE = 500;

    private final Db db;
    private final JobReaders readers;
    private final LogStreams streams;
    private final LineStore store = new LineStore();

    Logs(Db db, JobReaders readers, LogStreams streams) {
        this.db = db;
        this.readers = readers;
        this.streams = streams;
    }

    /** What happened after a line, at once and without waiting. */
    LogJson.Page page(Caller caller, String jobId, @Nullable String after) {
        return db.tx(caller, tx -> {
            JobReaders.Share share = readers.mayRead(tx, caller, jobId).orElseThrow(Problem::notFound);
            Position start = start(tx, share, jobId, after);
            List<StoredLine> lines = store.after(tx, jobId, start, PAGE);
            Position next = lines.isEmpty() ? start : lines.getLast().at();
            return new LogJson.Page(
                    lines.stream()
                            .filter(l -> l.isEnd() || share.shows(l.at().attempt()))
                            .map(LogJson::of)
                            .toList(),
                    next.equals(Position.START) ? null : next.toString(),
                    share.ended() && lines.size() < PAGE);
        });
    }

    /** A stream of what happens after a line; null when nothing ever will. */
    @Nullable
    LogStream follow(Caller caller, String token, String jobId, @Nullable String after) {
        Optional<LogStreams.Ticket> ticket = db.tx(caller, tx -> {
            JobReaders.Share share = readers.mayRead(tx, caller, jobId).orElseThrow(Problem::notFound);
            Position start = start(tx, share, jobId, after);
            boolean told = after != null
                    && share.ended()
                    && Position.parse(after) != null
                    && store.after(tx, jobId, start, 1).isEmpty();
            return told ? Optional.empty() : Optional.of(new LogStreams.Ticket(jobId, token, caller, share, start));
        });
        return ticket.map(streams::prepare).orElse(null);
    }

    /** Where a reader goes on: after the line that it names, or where that one is not there, where the newest attempt begins. */
    private Position start(Tx tx, JobReaders.Share share, String jobId, @Nullable String after) {
        if (after == null || after.isEmpty()) {
            return Position.START;
        }
        Position named = Position.parse(after);
        boolean known = named != null
                && (named.equals(Position.START)
                        || store.exists(tx, jobId, named)
                        || (share.ended() && store.last(tx, jobId).isEmpty()));
        return known && named != null ? named : new Position(share.attempt(), 0);
    }
}
