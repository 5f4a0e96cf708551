package heddle.market.verify;

import heddle.kernel.Kernel;
import heddle.kernel.access.Permission;
import heddle.kernel.config.Config;
import heddle.kernel.http.RateLimits;
import heddle.kernel.http.Routes;
import heddle.kernel.script.Scripts;
import heddle.market.joblog.JobLog;
import heddle.market.joblog.JobReaders;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Wires verification: of submitted work, on its own, by people, and its receipts. */
public final class VerifyParts implements AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration SWEEP = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** What verification needs of the rest of the Market. */
    public record Needs(JobLog log, JobReaders readers, Submissions submissions, Plans plans, DeliveredFiles files) {}

    /** Who may look at receipts, and who may verify. */
    public record Permissions(Permission read, Permission work) {}

    private final Kernel kernel;
    private final Judgements judgements;
    private final Verification verification;
    private final Verifications verifications;
    private final Rehearsals rehearsals;
    private final Reviews reviews;
    private final Receipts receipts;
    private final Permissions permissions;

    /**
     * @param judge null where there is no model, so that people decide what no program can
     */
    public VerifyParts(
            Kernel kernel,
            Scripts scripts,
            Config.@Nullable Judge judge,
            RateLimits limits,
            Permissions permissions,
            Needs needs) {
        this.kernel = kernel;
        this.permissions = permissions;
        FileBytes bytes = new FileBytes(needs.files());
        this.judgements = new Judgements(kernel.db(), kernel.time());
        this.verification = new Verification(kernel.outbound(), scripts, judge(judge, bytes), bytes, PATIENCE);
        this.receipts = new Receipts(kernel.db(), kernel.secrets(), kernel.ids(), kernel.time(), needs.readers());
        this.reviews =
                new Reviews(kernel.db(), kernel.ids(), kernel.time(), needs.submissions(), receipts, needs.files());
        this.verifications = new Verifications(
                kernel.db(), verification, needs.submissions(), reviews, receipts, needs.log(), kernel.time());
        this.rehearsals = new Rehearsals(
                kernel.db(), kernel.ids(), kernel.time(), limits, verification, needs.plans(), needs.files());
    }

    private Judge judge(Config.@Nullable Judge judge, FileBytes files) {
        return judge == null
                ? Judge.none()
                : new ModelJudge(
                        new ChatModel(
                                kernel.outbound(),
                                judge.url(),
                                judge.key() == null ? null : judge.key().value(),
                                judge.model()),
                        judgements,
                        files);
    }

    public Verification verification() {
        return verification;
    }

    /** Verifies what was submitted; {@link Verifications#enqueue} in the transaction that submits. */
    public Verifications verifications() {
        return verifications;
    }

    public void routes(Routes routes) {
        new VerifyRoutes(rehearsals, permissions.work()).declare(routes);
        new ReviewRoutes(reviews).declare(routes);
        new ReceiptRoutes(receipts, permissions.read()).declare(routes);
    }

    public void work() {
        kernel.ticker().every(LOOK, verifications::takeLate);
        kernel.work().every("verifications-expiry", SWEEP, rehearsals::forgetOld);
        kernel.work().every("judgements-expiry", SWEEP, judgements::forgetOld);
    }

    @Override
    public void close() {
        verifications.close();
    }
}
