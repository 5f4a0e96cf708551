package heddle.market.job;

import heddle.kernel.db.Tx;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import heddle.market.job.JobJson.AttemptView;
import heddle.market.verify.Delivery.Attached;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    private final EnvVars envVars;
    private final Links links;

    JobViews(AttemptStore attempts, EnvVars envVars, Links links) {
        this.attempts = attempts;
        this.envVars = envVars;
        this.links = links;
    }

    /** The viewer's side of the job; empty where they have none. */
    Optional<Side> side(Tx tx, Job job, String accountId) {
        return present(job, accountId)
                .or(() -> job.attempts() == 0 ? Optional.empty() : former(attempts.of(tx, job.id()), accountId));
    }

    private static Optional<Side> present(Job job, String accountId) {
        Job.Hold hold = job.stage().hold();
        Job.Work work = job.work();
        if (job.senderId().equals(accountId)) {
            return Optional.of(Side.SENDER);
        }
        if (work != null && work.ownerId().equals(accountId)) {
            return Optional.of(Side.WORKER);
        }
        return hold != null && hold.ownerId().equals(accountId) ? Optional.of(Side.HOLDER) : Optional.empty();
    }

    private static Optional<Side> former(List<Attempt> made, String accountId) {
        return made.stream().anyMatch(a -> a.ownerId().equals(accountId)) ? Optional.of(Side.FORMER) : Optional.empty();
    }

    /** Refuses whoever has no side, as if there were no such job. */
    void require(Tx tx, Job job, String accountId) {
        if (side(tx, job, accountId).isEmpty()) {
            throw Problem.notFound();
        }
    }

    JobJson.View of(Tx tx, Job job, String accountId) {
        return of(tx, List.of(job), accountId).stream().findFirst().orElseThrow(Problem::notFound);
    }

    /** Those of the jobs that the account has a side of, with as few statements as one of them needs. */
    List<JobJson.View> of(Tx tx, List<Job> some, String accountId) {
        Map<String, List<Attempt>> made = made(tx, some);
        return some.stream()
                .flatMap(job -> {
                    List<Attempt> ofJob = made.getOrDefault(job.id(), List.of());
                    return present(job, accountId)
                            .or(() -> former(ofJob, accountId))
                            .map(side -> view(tx, job, accountId, side, ofJob))
                            .stream();
                })
                .toList();
    }

    /** For whoever has just given the side up, or is known to have it. */
    JobJson.View of(Tx tx, Job job, String accountId, Side side) {
        return of(tx, job, accountId, side, made(tx, List.of(job)));
    }

    /**
     * The same where the attempts are known.
     *
     * @param made what {@link #made} tells of this job and perhaps others
     */
    JobJson.View of(Tx tx, Job job, String accountId, Side side, Map<String, List<Attempt>> made) {
        return view(tx, job, accountId, side, made.getOrDefault(job.id(), List.of()));
    }

    /** The attempts at some jobs, by job. */
    Map<String, List<Attempt>> made(Tx tx, List<Job> some) {
        Map<String, List<Attempt>> known = new HashMap<>();
        List<String> asked = new ArrayList<>();
        for (Job job : some) {
            Job.Work work = job.work();
            if (job.attempts() == 1 && job.status() == Status.ACCEPTED && work != null) {
                known.put(job.id(), List.of(Attempt.begun(job, work)));
            } else if (job.attempts() > 0) {
                asked.add(job.id());
            }
        }
        if (!asked.isEmpty()) {
            known.putAll(attempts.of(tx, asked).stream().collect(Collectors.groupingBy(Attempt::jobId)));
        }
        return known;
    }

    private JobJson.View view(Tx tx, Job job, String accountId, Side side, List<Attempt> made) {
        List<Attempt> shown = shown(made.stream(), side, accountId).toList();
        Optional<Attempt> delivery =
                shown.stream().filter(a -> a.output() != null).reduce((_, later) -> later);
        return JobJson.view(
                job,
                new JobJson.Shown(
                        side == Side.SENDER,
                        env(tx, job, side, job.brief().envNames()),
                        files(job.brief().attachments(), side != Side.HOLDER),
                        delivery.map(Attempt::output).orElse(null),
                        delivery.map(d -> files(d.attachments(), true)).orElse(List.of()),
                        shown.stream().map(this::attempt).toList(),
                        verification(job, shown)));
    }

    private static Stream<Attempt> shown(Stream<Attempt> made, Side side, String accountId) {
        return made.filter(a -> side == Side.SENDER || a.ownerId().equals(accountId));
    }

    List<AttemptView> attempts(Tx tx, Job job, String accountId) {
        Side side = side(tx, job, accountId).orElseThrow(Problem::notFound);
        return shown(attempts.of(tx, job.id()).stream(), side, accountId)
                .map(this::attempt)
                .toList();
    }

    private AttemptView attempt(Attempt attempt) {
        return JobJson.attempt(attempt, files(attempt.attachments(), true));
    }

    private Map<String, String> env(Tx tx, Job job, Side side, List<String> names) {
        if (names.isEmpty() || side == Side.FORMER || (side == Side.WORKER && job.status() != Status.ACCEPTED)) {
            return Map.of();
        }
        if (side == Side.WORKER) {
            return envVars.read(tx, job.id());
        }
        Map<String, String> out = new LinkedHashMap<>();
        names.forEach(name -> out.put(name, HIDDEN));
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
