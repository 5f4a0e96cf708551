package heddle.market;

import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.market.job.Deliveries;
import heddle.market.job.JobRoom;
import heddle.market.job.Members;
import heddle.market.joblog.JobLog;
import heddle.market.joblog.JobReaders;
import heddle.market.verify.Plans;
import heddle.market.verify.Submissions;
import heddle.market.verify.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The jobs as verification and their followers see them.
 *
 * @param jobs asked only once the Market is whole
 */
record JudgedJobs(Supplier<JobRoom> jobs) implements Submissions, JobReaders, Plans {
    @Override
    public Optional<Share> mayRead(Tx tx, Caller caller, String jobId) {
        return jobs.get()
                .access(tx, Members.account(caller), jobId)
                .map(a -> new Share(
                        a.all(),
                        Set.copyOf(a.attempts()),
                        a.status().word(),
                        a.attempt(),
                        a.since(),
                        a.status().terminal()));
    }

    @Override
    public Optional<Frozen> of(Tx tx, Caller caller, String jobId) {
        return jobs.get()
                .judging(tx, Members.account(caller), jobId)
                .map(j -> new Frozen(j.plan(), j.prompt(), j.attempt(), j.priceCents()));
    }

    @Override
    public Optional<Submitted> find(String jobId) {
        return deliveries().submitted(jobId);
    }

    @Override
    public List<String> late(int limit) {
        return deliveries().unjudged(limit);
    }

    @Override
    public void postpone(String jobId, Duration pause) {
        deliveries().postpone(jobId, pause);
    }

    @Override
    public boolean settle(Caller judge, Submitted work, Verdict verdict, Function<Tx, List<JobLog.Line>> counts) {
        return deliveries().settle(judge, work.jobId(), work.attemptId(), verdict, counts);
    }

    @Override
    public boolean abandon(Caller judge, Submitted work) {
        return deliveries().abandon(judge, work.jobId(), work.attemptId());
    }

    @Override
    public void note(Submitted work, @Nullable Verdict verdict, String state) {
        deliveries().note(work.jobId(), work.attemptId(), verdict, state);
    }

    private Deliveries deliveries() {
        return jobs.get().deliveries();
    }
}
