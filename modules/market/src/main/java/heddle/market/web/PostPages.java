package heddle.market.web;

import static heddle.kernel.access.Permission.MARKET_SPEND;

import heddle.kernel.access.Caller;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.page.Pages;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import heddle.market.job.JobJson;
import heddle.market.job.Jobs;
import heddle.market.web.PostPage.Draft;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Posting a job by a form: first the quote, then, with the same words, the job. */
final class PostPages {
    private static final String PATH = "/market/new";

    private final Jobs jobs;
    private final Gate gate;
    private final Pages pages;

    PostPages(Jobs jobs, Gate gate, Pages pages) {
        this.jobs = jobs;
        this.gate = gate;
        this.pages = pages;
    }

    void declare(PageRoutes routes) {
        routes.page(PATH, "The form for a new job")
                .to(
                        "PostPages.show",
                        gate.members(MARKET_SPEND, (in, visitor) -> page(visitor, 200, Draft.EMPTY, null, List.of())));
        routes.form(PATH, "Ask by a form what a job would cost")
                .to("PostPages.quote", gate.changes(MARKET_SPEND, this::quote));
        routes.form("/market/jobs", "Post a job by a form")
                .to("PostPages.post", gate.changes(MARKET_SPEND, this::post));
    }

    private Reply quote(Request in, Caller visitor) {
        Draft draft = JobForm.read(Form.of(in));
        try {
            return page(visitor, 200, draft, jobs.quote(visitor, JobForm.wanted(draft, "")), List.of());
        } catch (Problem refusal) {
            return again(visitor, draft, refusal);
        }
    }

    private Reply post(Request in, Caller visitor) {
        Form form = Form.of(in);
        Draft draft = JobForm.read(form);
        String quote = form.text("quote");
        if (quote.isEmpty()) {
            return quote(in, visitor);
        }
        try {
            Jobs.Payment payment = jobs.post(visitor, JobForm.wanted(draft, quote));
            return Reply.redirect(JobPages.at(payment.view().id(), payment.missing() == 0 ? "posted" : "unpaid"));
        } catch (Problem refusal) {
            return again(visitor, draft, refusal);
        }
    }

    /** The form as it was filled in, with what is wrong. */
    private Reply again(Caller visitor, Draft draft, Problem refusal) {
        List<String> faults = refusal.faults().isEmpty()
                ? List.of(refusal.text())
                : refusal.faults().stream().map(Fault::message).toList();
        return page(visitor, refusal.status(), draft, null, faults);
    }

    private Reply page(
            Caller visitor, int status, Draft draft, JobJson.@Nullable QuoteView quote, List<String> faults) {
        return pages.page(
                status,
                quote == null ? "Post a job" : "Confirm the job",
                "post.jte",
                new PostPage(Frame.of(visitor, "new"), draft, quote, faults));
    }
}
