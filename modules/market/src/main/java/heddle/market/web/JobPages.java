package heddle.market.web;

import static heddle.kernel.access.Permission.MARKET_READ;
import static heddle.kernel.access.Permission.MARKET_SPEND;

import heddle.kernel.access.Caller;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.page.Pages;
import heddle.market.job.JobJson;
import heddle.market.job.Jobs;
import heddle.market.list.Page;
import java.util.List;
import java.util.Map;

/** A job with its log, and the jobs of the visitor, as pages. */
final class JobPages {
    private static final String PATH = "/market/jobs/{id}";
    private static final String MINE = "/market/mine";
    private static final String BY_PAGE = "cancelled on its page";
    private static final int SHOWN = 20;

    /** What a form of the page did, by the word that its redirect carries. */
    private static final Map<String, String> NOTICES = Map.of(
            "posted", "The job is on the board.",
            "paid", "The job is paid and on the board.",
            "unpaid", "Your wallet holds too little. Top it up, then pay here.",
            "cancelled", "The job is cancelled.",
            "asked", "The job ends at its next failure; if the work passes, it is paid.");

    private final Jobs jobs;
    private final Purse purse;
    private final Gate gate;
    private final Pages pages;

    JobPages(Jobs jobs, Purse purse, Gate gate, Pages pages) {
        this.jobs = jobs;
        this.purse = purse;
        this.gate = gate;
        this.pages = pages;
    }

    void declare(PageRoutes routes) {
        routes.page(PATH, "A job and its live log as a page")
                .query("did", "string", "What a form of the page just did")
                .to("JobPages.show", gate.members(MARKET_READ, this::show));
        routes.form(PATH + "/pay", "Pay for a job by a form").to("JobPages.pay", gate.changes(MARKET_SPEND, this::pay));
        routes.form(PATH + "/cancel", "Cancel a job by a form")
                .to("JobPages.cancel", gate.changes(MARKET_SPEND, this::cancel));
        routes.page(MINE, "The visitor's jobs as a page")
                .query("role", "string", "sender (default) or receiver")
                .query("cursor", "string", "Where the page before ended")
                .to("JobPages.mine", gate.members(MARKET_READ, this::mine));
    }

    static String at(String id, String did) {
        return Links.to("/market/jobs/" + id).with("did", did).text();
    }

    private Reply show(Request in, Caller visitor) {
        JobJson.View job = jobs.get(visitor, in.path("id"));
        boolean sender = job.sender().equals(visitor.userId());
        boolean unpaid = job.status().equals("pending_payment");
        String did = in.query("did");
        JobPage page = new JobPage(
                Frame.of(visitor, ""),
                job,
                sender,
                sender && unpaid ? purse.balance(visitor).available() : 0,
                did == null ? "" : NOTICES.getOrDefault(did, ""));
        return pages.page(job.title(), "job.jte", page);
    }

    private Reply pay(Request in, Caller visitor) {
        String id = in.path("id");
        return Reply.redirect(at(id, jobs.pay(visitor, id).missing() == 0 ? "paid" : "unpaid"));
    }

    private Reply cancel(Request in, Caller visitor) {
        String id = in.path("id");
        JobJson.View after = jobs.cancel(visitor, id, BY_PAGE);
        return Reply.redirect(at(id, after.status().equals("cancelled") ? "cancelled" : "asked"));
    }

    private Reply mine(Request in, Caller visitor) {
        Sought sought = Sought.of(in, MINE, List.of(), "role");
        boolean sent = !sought.get("role").equals("receiver");
        Page<JobJson.View> found = jobs.mine(visitor, sent ? "sender" : "receiver", in.query("cursor"), SHOWN);
        MinePage page =
                new MinePage(Frame.of(visitor, "mine"), sent, found.items(), sought.first(), sought.next(found.next()));
        return pages.page("Your jobs", "mine.jte", page);
    }
}
