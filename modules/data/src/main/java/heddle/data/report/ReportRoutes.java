package heddle.data.report;

import static heddle.kernel.access.Permission.REPORTS_READ;

import heddle.kernel.http.Reply;
import heddle.kernel.http.Routes;

/** The four operations of the group Reports. */
public final class ReportRoutes {
    private static final String GROUP = "Reports";

    private final Reports reports;

    public ReportRoutes(Reports reports) {
        this.reports = reports;
    }

    public void declare(Routes routes) {
        routes.post("/v1/reports/pipeline", REPORTS_READ)
                .group(GROUP)
                .summary("Pipeline report")
                .takes(ReportJson.Pipeline.class)
                .gives(200, ReportJson.Stages.class)
                .to(
                        "Reports.pipeline",
                        in -> Reply.ok(reports.pipeline(in.caller(), in.body(ReportJson.Pipeline.class))));
        routes.post("/v1/reports/timeseries", REPORTS_READ)
                .group(GROUP)
                .summary("Time series report")
                .takes(ReportJson.TimeSeries.class)
                .gives(200, ReportJson.Series.class)
                .to(
                        "Reports.timeSeries",
                        in -> Reply.ok(reports.timeSeries(in.caller(), in.body(ReportJson.TimeSeries.class))));
        routes.post("/v1/reports/leaderboard", REPORTS_READ)
                .group(GROUP)
                .summary("Leaderboard report")
                .takes(ReportJson.Leaderboard.class)
                .gives(200, ReportJson.Entries.class)
                .to(
                        "Reports.leaderboard",
                        in -> Reply.ok(reports.leaderboard(in.caller(), in.body(ReportJson.Leaderboard.class))));
        routes.post("/v1/reports/funnel", REPORTS_READ)
                .group(GROUP)
                .summary("Funnel report")
                .takes(ReportJson.Funnel.class)
                .gives(200, ReportJson.Funnelled.class)
                .to("Reports.funnel", in -> Reply.ok(reports.funnel(in.caller(), in.body(ReportJson.Funnel.class))));
    }
}
