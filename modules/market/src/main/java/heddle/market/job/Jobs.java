package heddle.market.job;

import heddle.contracts.Ledger;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.id.Ids;
import heddle.kernel.problem.Problem;
import heddle.market.list.Page;
import heddle.market.list.PageCursor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a sender does: quote, post, pay, cancel, look. */
public final class Jobs {
    private static final int MOST_OPEN = 100;
    private static final Duration SAME = Duration.ofMinutes(10);
    private static final String ORDER = "newest";

    /**
     * A job that was to be paid.
     *
     * @param missing cents that the wallet lacks; 0 where it is paid
     */
    public record Payment(Job job, JobJson.View view, long available, long missing) {}

    private final Db db;
    private final JobStore store;
    private final EnvVars envVars;
    private final Quotes quotes;
    private final Transitions transitions;
    private final JobViews views;
    private final Ledger ledger;
    private final Sides sides;
    private final Ids ids;
    private final InstantSource time;
    private final PlanRules plans;
    private final RunRules.Uploads uploads;

    Jobs(Parts parts, PlanRules plans, RunRules.Uploads uploads) {
        this.plans = plans;
        this.uploads = uploads;
        this.db = parts.db();
        this.store = parts.store();
        this.envVars = parts.envVars();
        this.quotes = parts.quotes();
        this.transitions = parts.transitions();
        this.views = parts.views();
        this.ledger = parts.ledger();
        this.sides = parts.sides();
        this.ids = parts.ids();
        this.time = parts.time();
    }

    /**
     * What a job would cost and how it would be judged; nothing is stored.
     *
     * @throws Problem 400 with all faults
     */
    public JobJson.QuoteView quote(Caller caller, JobJson.Run wanted) {
        String account = Members.account(caller);
        Checked checked = check(caller, account, wanted);
        return JobJson.quote(quotes.make(account, checked.posting(), time.instant()), checked.available());
    }

    /**
     * Posts a job and pays it, or keeps it until it is paid. Outside every transaction a saved card is asked for what the
     * wallet lacks; what is answered then posts.
     *
     * @throws Problem 400 with all faults, or QUOTE_EXPIRED
     */
    Supplier<Payment> posting(Caller caller, JobJson.Run wanted) {
        String account = Members.account(caller);
        Checked checked = check(caller, account, wanted);
        Posting posting = checked.posting();
        Instant now = time.instant();
        Quote quote = posting.quoteId() == null
                ? quotes.make(account, posting, now)
                : quotes.open(account, posting.quoteId(), posting, now);
        cover(account, quote.terms().priceCents() - checked.available());
        return () -> db.tx(caller, tx -> {
            Job job = kept(tx, account, quote, now).orElseGet(() -> begin(tx, caller, account, quote, posting, now));
            return pay(tx, caller, job, now);
        });
    }

    public Payment post(Caller caller, JobJson.Run wanted) {
        return posting(caller, wanted).get();
    }

    /** What is asked for, and what the wallet has. */
    private record Checked(Posting posting, long available) {}

    private Checked check(Caller caller, String account, JobJson.Run wanted) {
        return db.tx(
                caller,
                tx -> new Checked(new RunRules(plans, uploads).check(tx, account, wanted), available(tx, account)));
    }

    /** Pays a job in the two steps of {@link #posting}. */
    Supplier<Payment> paying(Caller caller, String id) {
        String account = Members.account(caller);
        long missing = db.<Long>tx(caller, tx -> {
            Job job = store.find(tx, id).orElseThrow(Problem::notFound);
            requireSender(tx, job, account);
            return job.status() == Status.PENDING_PAYMENT ? job.terms().priceCents() - available(tx, account) : 0;
        });
        cover(account, missing);
        return () -> db.tx(caller, tx -> {
            Job job = store.lock(tx, id).orElseThrow(Problem::notFound);
            return pay(tx, caller, job, time.instant());
        });
    }

    public Payment pay(Caller caller, String id) {
        return paying(caller, id).get();
    }

    /** Asks the saved card for what is missing, if anything is. */
    private void cover(String account, long missing) {
        if (missing > 0) {
            sides.cover(account, missing);
        }
    }

    private Payment pay(Tx tx, Caller caller, Job job, Instant now) {
        Step step = job.pay(now);
        long available = available(tx, job.senderId());
        long missing = job.terms().priceCents() - available;
        if (missing > 0) {
            return new Payment(job, views.of(tx, job, job.senderId(), JobViews.Side.SENDER), available, missing);
        }
        try {
            return paid(tx, tx.attempt(() -> transitions.apply(tx, caller, job, step, Said.NOTHING, now)));
        } catch (Problem refused) {
            if (refused.status() != 402) {
                throw refused;
            }
            long left = available(tx, job.senderId());
            return new Payment(
                    job,
                    views.of(tx, job, job.senderId(), JobViews.Side.SENDER),
                    left,
                    Math.max(1, job.terms().priceCents() - left));
        }
    }

    private Payment paid(Tx tx, Job job) {
        return new Payment(job, views.of(tx, job, job.senderId(), JobViews.Side.SENDER), 0, 0);
    }

    /** A client that was told to pay and asks again, without a key of its own, gets the same job. */
    private Optional<Job> kept(Tx tx, String account, Quote quote, Instant now) {
        return store.sameUnpaid(
                        tx, account, quote.brief().prompt(), quote.terms().priceCents(), now.minus(SAME))
                .filter(j -> j.brief().criteriaHash().equals(quote.brief().criteriaHash()));
    }

    private Job begin(Tx tx, Caller caller, String account, Quote quote, Posting posting, Instant now) {
        if (store.open(tx, account) >= MOST_OPEN) {
            throw Problem.badRequest(
                    "TOO_MANY_OPEN_JOBS", "You have " + MOST_OPEN + " open jobs; wait for some to end or cancel some");
        }
        Job job = Job.unpaid(ids.next("job"), account, quote.brief(), quote.terms(), now);
        store.insert(tx, job);
        envVars.keep(tx, job.id(), posting.envVars());
        transitions.begin(tx, caller, job, now);
        return job;
    }

    private long available(Tx tx, String account) {
        return ledger.balance(tx, Transitions.wallet(account), Transitions.ASSET)
                .available();
    }

    public JobJson.View cancel(Caller caller, String id, @Nullable String reason) {
        return db.tx(caller, tx -> {
            Instant now = time.instant();
            Job job = store.lock(tx, id).orElseThrow(Problem::notFound);
            String account = Members.account(caller);
            requireSender(tx, job, account);
            Job after = transitions.apply(tx, caller, job, job.cancel(reason, now), Said.of(reason), now);
            return views.of(tx, after, account, JobViews.Side.SENDER);
        });
    }

    /** A job that the caller may see is refused with 403, any other as if there were none. */
    private void requireSender(Tx tx, Job job, String account) {
        JobViews.Side side = views.side(tx, job, account).orElseThrow(Problem::notFound);
        if (side != JobViews.Side.SENDER) {
            throw Problem.forbidden("FORBIDDEN", "Only the sender of the job can do this");
        }
    }

    public JobJson.View get(Caller caller, String id) {
        return db.tx(
                caller, tx -> views.of(tx, store.find(tx, id).orElseThrow(Problem::notFound), Members.account(caller)));
    }

    List<JobJson.AttemptView> attempts(Caller caller, String id) {
        return db.tx(
                caller,
                tx -> views.attempts(tx, store.find(tx, id).orElseThrow(Problem::notFound), Members.account(caller)));
    }

    Page<JobJson.View> list(Caller caller, JobFilter filter, int limit) {
        List<JobJson.View> found =
                db.tx(caller, tx -> views.of(tx, store.list(tx, filter, limit + 1), filter.accountId()));
        return Page.of(
                found, limit, last -> new PageCursor(ORDER, last.createdAt().toString(), last.id()));
    }

    /**
     * All jobs that the caller sent or works on, newest first.
     *
     * @param role {@code sender receiver any}
     * @param cursor where the page before ended, or null
     */
    public Page<JobJson.View> mine(Caller caller, String role, @Nullable String cursor, int limit) {
        JobFilter filter = new JobFilter(Members.account(caller), role, List.of(), null, null, after(cursor));
        return list(caller, filter, limit);
    }

    static JobFilter.@Nullable After after(@Nullable String cursor) {
        return PageCursor.read(cursor, ORDER).map(JobFilter.After::of).orElse(null);
    }

    /** Those of the jobs that the caller sent. */
    public Set<String> sent(Caller caller, Collection<String> ids) {
        return ids.isEmpty() ? Set.of() : db.tx(caller, tx -> store.sent(tx, Members.account(caller), ids));
    }
}
