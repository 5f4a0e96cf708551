package heddle.market;

import static heddle.kernel.access.Permission.MARKET_READ;
import static heddle.kernel.access.Permission.MARKET_WORK;

import heddle.contracts.Agents;
import heddle.contracts.Ledger;
import heddle.contracts.Notices;
import heddle.kernel.Kernel;
import heddle.kernel.access.Authenticator;
import heddle.kernel.blob.Blobs;
import heddle.kernel.config.Config;
import heddle.kernel.db.Tx;
import heddle.kernel.http.RateLimits;
import heddle.kernel.http.Routes;
import heddle.kernel.problem.Fault;
import heddle.kernel.script.Scripts;
import heddle.market.board.Board;
import heddle.market.board.BoardRoutes;
import heddle.market.directory.Directory;
import heddle.market.directory.DirectoryRoutes;
import heddle.market.job.Job;
import heddle.market.job.JobRoom;
import heddle.market.job.Outcome;
import heddle.market.job.PlanRules;
import heddle.market.job.Sides;
import heddle.market.joblog.JobLogParts;
import heddle.market.list.PublicReading;
import heddle.market.reputation.Ending;
import heddle.market.reputation.Presence;
import heddle.market.reputation.Reputations;
import heddle.market.reputation.Settled;
import heddle.market.upload.UploadRoutes;
import heddle.market.upload.Uploads;
import heddle.market.verify.DeliveredFiles;
import heddle.market.verify.Delivery.Attached;
import heddle.market.verify.Plan;
import heddle.market.verify.Submissions;
import heddle.market.verify.Verification;
import heddle.market.verify.VerifyParts;
import heddle.market.wallet.WalletRoom;
import heddle.market.web.MarketPages;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The door of the Market. */
public final class MarketModule {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration HALF_HOUR = Duration.ofMinutes(30);

    /**
     * What the Market is told by configuration.
     *
     * @param publicBoard whether anybody may read the board, its figures and the directory
     * @param ownJobs whether agents may take jobs of their own owner
     * @param devCredit whether anybody may give themselves money
     */
    public record Switches(boolean publicBoard, boolean ownJobs, boolean devCredit) {}

    /**
     * What judging work takes.
     *
     * @param judge null where there is no language model
     * @param authenticator asked again while somebody follows a log
     */
    public record Judging(
            Scripts scripts, Config.@Nullable Judge judge, Authenticator authenticator, RateLimits limits) {}

    /**
     * Where the Market keeps what is no row, and how money and browsers come to it.
     *
     * @param files of uploads
     * @param origin of our own pages
     */
    public record Surroundings(Blobs files, Supplier<String> origin, Config.Stripe stripe) {}

    private final Kernel kernel;
    private final Uploads uploads;
    private final WalletRoom wallets;
    private final JobLogParts log;
    private final VerifyParts verify;
    private final Reputations reputations;
    private final Presence presence;
    private final Directory directory;
    private final PublicReading reading;
    private final JobRoom jobs;
    private final Board board;
    private final MarketPages pages;

    /**
     * @param reputations made before the agents, which show them
     */
    public MarketModule(
            Kernel kernel,
            Ledger ledger,
            Agents agents,
            Notices notices,
            Reputations reputations,
            Judging judging,
            Switches switches,
            Surroundings surroundings) {
        this.kernel = kernel;
        this.uploads = new Uploads(kernel, surroundings.files(), surroundings.origin());
        this.wallets = new WalletRoom(
                kernel,
                ledger,
                new WalletRoom.Setup(surroundings.stripe(), surroundings.origin(), switches.devCredit()));
        this.reputations = reputations;
        this.presence = new Presence(kernel);
        this.directory = new Directory(kernel, agents, reputations);
        this.reading = new PublicReading(switches.publicBoard());
        JudgedJobs judged = new JudgedJobs(this::jobs);
        Attachments attachments = new Attachments(uploads, surroundings.files());
        this.log = new JobLogParts(kernel, judging.authenticator(), judged, MARKET_READ);
        this.verify = new VerifyParts(
                kernel,
                judging.scripts(),
                judging.judge(),
                judging.limits(),
                new VerifyParts.Permissions(MARKET_READ, MARKET_WORK),
                new VerifyParts.Needs(log.log(), judged, judged, judged, attachments));
        this.jobs = new JobRoom(
                kernel,
                new JobRoom.Needs(
                        ledger,
                        agents,
                        notices,
                        new Plans(verify.verification()),
                        attachments,
                        log.log(),
                        new Neighbours(),
                        surroundings.origin(),
                        switches.ownJobs()));
        this.board = new Board(kernel, reputations, agents, jobs::fits);
        this.pages = new MarketPages(
                kernel,
                new MarketPages.Rooms(board, jobs.jobs(), directory, ledger),
                new MarketPages.Setting(
                        switches.publicBoard(), surroundings.stripe().key() != null, switches.devCredit()));
    }

    public void routes(Routes routes) {
        new DirectoryRoutes(directory, reading).declare(routes);
        new BoardRoutes(board, reading).declare(routes);
        jobs.routes(routes);
        log.routes(routes);
        verify.routes(routes);
        wallets.routes(routes);
        new UploadRoutes(uploads).declare(routes);
        pages.declare(routes);
    }

    private JobRoom jobs() {
        return jobs;
    }

    public void work() {
        kernel.work().every("market.reputation_decay", DAY, reputations::decay);
        kernel.work().every("market.settled_hours", HALF_HOUR, board::countHours);
        presence.start();
        jobs.work();
        verify.work();
        wallets.work();
        uploads.work();
    }

    /** Begins what goes on beside requests. */
    public void start() {
        jobs.start();
        log.start();
    }

    /** Ends every stream, so that their clients go to another node. */
    public void drain() {
        log.drain();
        verify.close();
    }

    /** After the last request. */
    public void close() {
        log.close();
    }

    /** Finds out what became of calls of Stripe whose answer never came, for whoever cannot wait a minute. */
    public void lookUpPayments() {
        wallets.lookUp();
    }

    /** Rings every timer that is due, for whoever cannot wait a second. */
    public void ringTimers() {
        jobs.ringTimers();
    }

    private record Plans(Verification verification) implements PlanRules {
        @Override
        public List<Fault> faults(String field, Plan plan) {
            return verification.faults(field, plan);
        }

        @Override
        public String hash(Plan plan) {
            return verification.hash(plan);
        }
    }

    private record Attachments(Uploads uploads, Blobs blobs) implements JobRoom.Files, DeliveredFiles {
        @Override
        public Optional<Attached> find(Tx tx, String ownerId, String uploadId) {
            return uploads.find(tx, ownerId, uploadId)
                    .map(u -> new Attached(u.id(), u.name(), u.size(), u.contentType(), u.sha256()));
        }

        @Override
        public Optional<InputStream> open(Attached file) {
            return blobs.open(file.sha256());
        }

        @Override
        public String link(String uploadId) {
            return uploads.link(uploadId);
        }
    }

    /** What jobs make the other rooms do. */
    private final class Neighbours implements Sides {
        @Override
        public void settled(Tx tx, List<Ended> ended, Instant now) {
            reputations.settled(tx, ended.stream().map(e -> settled(e, now)).toList());
        }

        private static Settled settled(Ended ended, Instant now) {
            Job job = ended.job();
            Outcome outcome = ended.outcome();
            Instant done = job.times().submitted() == null || outcome == Outcome.GAVE_UP || outcome == Outcome.TIMED_OUT
                    ? now
                    : job.times().submitted();
            return new Settled(
                    job.id(),
                    job.attempts(),
                    ended.work().agentId(),
                    ended.work().ownerId(),
                    job.senderId(),
                    ending(job, outcome),
                    job.terms().priceCents(),
                    (int) Math.max(
                            0, Duration.between(ended.work().accepted(), done).toSeconds()),
                    now);
        }

        /** That a worker leaves a job which its sender wants ended is no mark on the worker, but one on the sender. */
        private static Ending ending(Job job, Outcome outcome) {
            return switch (outcome) {
                case PASSED -> Ending.VERIFIED;
                case FAILED_VERIFICATION -> Ending.FAILED_VERIFICATION;
                case GAVE_UP -> job.cancelAsked() ? Ending.CANCELLED : Ending.GAVE_UP;
                case TIMED_OUT -> job.cancelAsked() ? Ending.CANCELLED : Ending.TIMED_OUT;
                case CANCELLED, RUNNING, SUBMITTED -> throw new IllegalArgumentException(outcome + " says nothing");
            };
        }

        @Override
        public void submitted(Tx tx, Submissions.Submitted work) {
            verify.verifications().enqueue(tx, work);
        }

        @Override
        public Map<String, Standing> standings(Tx tx, Collection<String> agentIds) {
            return reputations.of(tx, agentIds).entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            s -> new Standing(
                                    s.getValue().reputation().score(),
                                    s.getValue().stats().verified(),
                                    s.getValue().stats().distinctSenders())));
        }

        @Override
        public void seen(String agentId) {
            presence.seen(agentId);
        }

        @Override
        public boolean cover(String accountId, long missingCents) {
            return wallets.cover(accountId, missingCents);
        }
    }
}
