package heddle.market.job;

import heddle.kernel.db.Tx;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import heddle.market.job.JobJson.AttemptView;
import heddle.market.verify.Delivery.Attached;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What each side may see of a job. Whoever has no side sees nothing, as if there were none. */
final class JobViews {
    private static final String HIDDEN = "***";

    enum Side {
        SENDER,
        HOLDER,
        WORKER,
        /** Worked on it once. */
        FORMER
    }

    /** Signs a link to a file for a while. */
    @FunctionalInterface
    interface Links {
        @Nullable
        String to(String uploadId);
    }

    private final AttemptStore attempts;
    private final JobStore jobs;
    private final EnvVars envVars;
    private final Links links;

    JobViews(AttemptStore attempts, JobStore jobs, EnvVars envVars, Links links) {
        this.attempts = attempts;
        this.jobs = jobs;
        this.envVars = envVars;
        this.links = links;
    }

    /** The viewer's side of the job; empty where they have none. */
    Optional<Side> side(Tx tx, Job job, String accountId) {
        Job.Hold hold = job.stage().hold();
        Job.Work work = job.work();
        if (job.senderId().equals(accountId)) {
            return Optional.of(Side.SENDER);
        }
        if (work != null && work.ownerId().equals(accountId)) {
            return Optional.of(Side.WORKER);
        }
        if (hold != null && hold.ownerId().equals(accountId)) {
            return Optional.of(Side.HOLDER);
        }
        return job.attempts() > 0
                        && attempts.of(tx, job.id()).stream()
                                .anyMatch(a -> a.ownerId().equals(accountId))
                ? Optional.of(Side.FORMER)
                : Optional.empty();
    }

    /** Refuses whoever has no side, as if there were no such job. */
    void require(Tx tx, Job job, String accountId) {
        if (side(tx, job, accountId).isEmpty()) {
            throw Problem.notFound();
        }
    }

    JobJson.View of(Tx tx, Job job, String accountId) {
        return of(tx, job, accountId, side(tx, job, accountId).orElseThrow(Problem::notFound));
    }

    JobJson.View of(Tx tx, Job job, String accountId, Side side) {
        List<Attempt> shown = job.attempts() == 0
                ? List.of()
                : attempts.of(tx, job.id()).stream()
                        .filter(a -> side == Side.SENDER || a.ownerId().equals(accountId))
                        .toList();
        Optional<Attempt> delivery =
                shown.stream().filter(a -> a.output() != null).reduce((_, later) -> later);
        boolean linked = side != Side.HOLDER;
        return JobJson.view(
                job,
                new JobJson.Shown(
                        side == Side.SENDER,
                        env(tx, job, side),
                        files(job.brief().attachments(), linked),
                        delivery.map(Attempt::output).orElse(null),
                        delivery.map(d -> files(d.attachments(), true)).orElse(List.of()),
                        jobs.presentedTo(tx, job.id()),
                        shown.stream().map(this::attempt).toList(),
                        verification(job, shown)));
    }

    List<AttemptView> attempts(Tx tx, Job job, String accountId) {
        Side side = side(tx, job, accountId).orElseThrow(Problem::notFound);
        return attempts.of(tx, job.id()).stream()
                .filter(a -> side == Side.SENDER || a.ownerId().equals(accountId))
                .map(this::attempt)
                .toList();
    }

    private AttemptView attempt(Attempt attempt) {
        return JobJson.attempt(attempt, files(attempt.attachments(), true));
    }

    private Map<String, String> env(Tx tx, Job job, Side side) {
        if (side == Side.WORKER && job.status() == Status.ACCEPTED) {
            return envVars.read(tx, job.id());
        }
        if (side == Side.FORMER || side == Side.WORKER) {
            return Map.of();
        }
        Map<String, String> out = new LinkedHashMap<>();
        jobs.envNames(tx, job.id()).forEach(name -> out.put(name, HIDDEN));
        return out;
    }

    private List<JobJson.FileView> files(List<Attached> files, boolean linked) {
        return files.stream()
                .map(f -> new JobJson.FileView(
                        f.id(), f.name(), f.size(), f.contentType(), f.sha256(), linked ? links.to(f.id()) : null))
                .toList();
    }

    /** The last verdict, or where the verification stands. */
    private static @Nullable JsonNode verification(Job job, List<Attempt> shown) {
        if (job.status() == Status.SUBMITTED) {
            Optional<Attempt> judged = shown.reversed().stream()
                    .filter(a -> a.outcome() == Outcome.SUBMITTED && a.verification() != null)
                    .findFirst();
            return judged.map(a -> Json.trusted(String.valueOf(a.verification())))
                    .orElseGet(() -> Json.object().put("state", "queued"));
        }
        return shown.reversed().stream()
                .map(Attempt::verification)
                .filter(v -> v != null)
                .findFirst()
                .map(Json::trusted)
                .orElse(null);
    }
}
