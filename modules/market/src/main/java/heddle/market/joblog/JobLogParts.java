package heddle.market.joblog;

import heddle.contracts.Channels;
import heddle.kernel.Kernel;
import heddle.kernel.access.Authenticator;
import heddle.kernel.access.Permission;
import heddle.kernel.http.Routes;
import heddle.kernel.signal.Nudges;
import java.time.Duration;

/** Wires the logs of jobs: whoever writes takes {@link #log}, whoever reads comes by the routes. */
public final class JobLogParts implements AutoCloseable {
    private static final Duration TICK = Duration.ofSeconds(1);

    private final JobLines lines;
    private final LogStreams streams;
    private final Nudges nudges;
    private final LogRoutes routes;

    /**
     * @param readers asked when somebody wants to read; may be given before it works
     */
    public JobLogParts(Kernel kernel, Authenticator authenticator, JobReaders readers, Permission permission) {
        this.streams = new LogStreams(kernel.db(), kernel.time(), authenticator, readers, permission);
        this.nudges = new Nudges(
                kernel.db(), kernel.signals(), Channels.JOB_LINES, streams::changed, streams::anythingChanged);
        this.lines = new JobLines(kernel.db(), kernel.time(), nudges::changed);
        this.routes = new LogRoutes(new Logs(kernel.db(), readers, streams), permission);
        lines.work(kernel.work());
        kernel.ticker().every(TICK, streams::tick);
    }

    public JobLog log() {
        return lines;
    }

    public void routes(Routes all) {
        routes.declare(all);
    }

    /** Begins to tell other nodes. */
    public void start() {
        nudges.start();
    }

    /** How many followers this node has. */
    public int followers() {
        return streams.count();
    }

    /** Ends every stream, so that clients go to another node. */
    public void drain() {
        streams.drain();
    }

    @Override
    public void close() {
        nudges.close();
    }
}
