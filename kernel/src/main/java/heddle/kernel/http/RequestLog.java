package heddle.kernel.http;

import heddle.kernel.access.Caller;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One log line and one measurement per request. The query is left out: tokens travel in it. */
public final class RequestLog {
    private static final Logger LOG = LoggerFactory.getLogger("heddle.access");

    private record Series(String route, int status) {}

    private final MeterRegistry meters;
    private final ConcurrentHashMap<Series, Timer> timers = new ConcurrentHashMap<>();

    public RequestLog(MeterRegistry meters) {
        this.meters = meters;
    }

    void done(String requestId, Router.Exchange exchange, int status) {
        long nanos = exchange.nanos();
        Route route = exchange.route();
        String name = route == null ? "unmatched" : route.method() + " " + route.path();
        timers.computeIfAbsent(new Series(name, status), this::timer).record(nanos, TimeUnit.NANOSECONDS);
        if (LOG.isInfoEnabled() && (route == null || !route.quiet())) {
            Caller caller = exchange.caller();
            LOG.info(
                    "{} {} {} {} {}us {} {}",
                    requestId,
                    exchange.method(),
                    exchange.path(),
                    status,
                    nanos / 1000,
                    caller == null ? "-" : caller.id(),
                    exchange.ip());
        }
    }

    private Timer timer(Series series) {
        return Timer.builder("http_requests")
                .tag("route", series.route())
                .tag("status", Integer.toString(series.status()))
                .serviceLevelObjectives(
                        Duration.ofMillis(5), Duration.ofMillis(25), Duration.ofMillis(100), Duration.ofMillis(500))
                .register(meters);
    }
}
