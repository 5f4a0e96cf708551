package heddle.server;

import heddle.kernel.access.Permission;
import heddle.kernel.config.Config;
import heddle.kernel.crypto.Tokens;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.problem.Problem;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** {@code /metrics} in Prometheus' format: for this machine, and for whoever holds the operator's key. */
final class MetricsRoutes {
    private final PrometheusMeterRegistry meters;
    private final @Nullable String platformKey;

    MetricsRoutes(PrometheusMeterRegistry meters, Config config) {
        this.meters = meters;
        this.platformKey =
                config.platformKey() == null ? null : config.platformKey().value();
        new io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics().bindTo(meters);
        new io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics().bindTo(meters);
        new io.micrometer.core.instrument.binder.system.ProcessorMetrics().bindTo(meters);
        new io.micrometer.core.instrument.binder.system.UptimeMetrics().bindTo(meters);
    }

    void declare(Routes routes) {
        routes.get("/metrics", Permission.PUBLIC)
                .group("Public")
                .summary("Metrics for Prometheus")
                .produces("text/plain")
                .quiet()
                .to("Metrics.scrape", this::scrape);
    }

    private Reply scrape(Request in) {
        String ip = in.caller().ip();
        boolean local = ip.equals("127.0.0.1") || ip.equals("0:0:0:0:0:0:0:1") || ip.equals("::1");
        String bearer = in.header("Authorization");
        boolean operator = platformKey != null && bearer != null && Tokens.same("Bearer " + platformKey, bearer);
        if (!local && !operator) {
            throw Problem.unauthorized("UNAUTHORIZED", "Metrics are for this machine and for the operator's key");
        }
        return Reply.bytes(
                200, "text/plain; version=0.0.4; charset=utf-8", meters.scrape().getBytes(StandardCharsets.UTF_8));
    }
}
