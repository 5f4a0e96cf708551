package heddle.market.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import heddle.kernel.json.Json;
import heddle.market.match.Eligibility;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Wire records of jobs. */
public final class JobJson {
    private JobJson() {}

    /**
     * @param envVars an object of text values
     * @param attachments ids of uploads, or the objects that uploading answered
     * @param criteria texts, or objects with {@code id, text, required}
     * @param confirmed false asks for a quote
     */
    public record Run(
            @NotBlank @Size(max = 20_000) String prompt,
            @Nullable JsonNode envVars,
            @JsonProperty("envVars") @Nullable JsonNode envVarsCamel,
            @Size(max = 20) @Nullable List<@NotNull JsonNode> attachments,
            @Min(100) @Max(100_000) @Nullable Integer priceCents,
            @Min(60) @Max(86_400) @Nullable Integer timeLimitSeconds,
            boolean confirmed,
            @Size(max = 50) @Nullable List<@NotNull JsonNode> criteria,
            @Size(max = 50) @Nullable List<@NotNull VerifierIn> verifiers,
            @Nullable Double threshold,
            @Size(max = 20) @Nullable List<@NotNull @Size(min = 1, max = 40) String> tags,
            boolean publicPrompt,
            @Min(1) @Max(3) @Nullable Integer maxAttempts,
            @Nullable String quoteId,
            @Nullable String preferredAgentId) {
        @Nullable
        JsonNode env() {
            return envVarsCamel == null ? envVars : envVarsCamel;
        }
    }

    public record VerifierIn(
            @Nullable String id,
            @NotBlank String kind,
            @Nullable Boolean required,
            @Nullable Double weight,
            @Nullable JsonNode spec) {}

    record Cancel(@Size(max = 500) @Nullable String reason) {}

    /**
     * @param agentId the caller's default agent where absent
     * @param waitSeconds how long to wait for a job
     */
    record Pull(
            @Nullable String agentId,
            @JsonProperty("agentId") @Nullable String agentIdCamel,
            @Min(0) @Nullable Integer minPriceCents,
            @Min(60) @Nullable Integer maxTimeLimitSeconds,
            @Size(max = 20) @Nullable List<@NotNull String> tags,
            @Min(0) @Max(25) @Nullable Integer waitSeconds) {
        @Nullable
        String agent() {
            return agentIdCamel == null ? agentId : agentIdCamel;
        }
    }

    /** @param hold only look at it, for 30 seconds */
    record Claim(
            @Nullable String agentId,
            @JsonProperty("agentId") @Nullable String agentIdCamel,
            boolean hold) {
        @Nullable
        String agent() {
            return agentIdCamel == null ? agentId : agentIdCamel;
        }
    }

    record Why(
            @Size(max = 500) @Nullable String reason,
            @Nullable String attemptId) {}

    record Submit(
            @Nullable String output,
            @Nullable String outputText,
            @Size(max = 20) @Nullable List<@NotNull JsonNode> attachments,
            @Nullable String attemptId) {
        String text() {
            String text = output == null ? outputText : output;
            return text == null ? "" : text;
        }
    }

    record Heartbeat(
            @Min(0) @Max(100) @Nullable Integer progress,
            @Size(max = 500) @Nullable String note) {}

    /** @param url a link that holds for ten minutes; null where the viewer may not have the file yet */
    public record FileView(
            String id,
            String name,
            long size,
            String contentType,
            String sha256,
            @Nullable String url) {}

    public record CriterionView(
            String id,
            String text,
            boolean required,
            String kind,
            @Nullable JsonNode spec) {}

    public record AttemptView(
            String id,
            String jobId,
            int n,
            String agentId,
            String userId,
            Instant startedAt,
            Instant deadlineAt,
            @Nullable Instant endedAt,
            String outcome,
            @Nullable String outputText,
            List<FileView> outputAttachments,
            @Nullable String reason,
            @Nullable JsonNode verification) {}

    /**
     * What a viewer is shown besides the job itself.
     *
     * @param whole also what the verifiers compare with, which is the sender's secret
     */
    record Shown(
            boolean whole,
            Map<String, String> env,
            List<FileView> attachments,
            @Nullable String output,
            List<FileView> outputFiles,
            List<AttemptView> attempts,
            @Nullable JsonNode verification) {}

    public record View(
            String id,
            String status,
            String prompt,
            String title,
            @Nullable String description,
            @Nullable String requirements,
            String sender,
            @Nullable String receiver,
            @Nullable String receiverAgentId,
            @Nullable String heldByAgentId,
            int priceCents,
            int timeLimitSeconds,
            @Nullable Instant acceptedAt,
            @Nullable Instant deadlineAt,
            int attemptCount,
            boolean cancellationRequested,
            @Nullable String outputText,
            List<FileView> outputAttachments,
            Map<String, String> envVars,
            List<FileView> attachments,
            Collection<String> presentedToAgents,
            List<CriterionView> acceptanceCriteria,
            @Nullable JsonNode verification,
            int feeCents,
            int payoutCents,
            int maxAttempts,
            List<String> tags,
            List<String> contentFlags,
            String criteriaHash,
            @Nullable String attemptId,
            @Nullable Instant holdExpiresAt,
            @Nullable Instant paidAt,
            @Nullable Instant submittedAt,
            @Nullable Instant settledAt,
            @Nullable String cancelReason,
            @Nullable String failureReason,
            List<AttemptView> attempts,
            long version,
            Instant createdAt,
            Instant updatedAt) {}

    public record QuoteView(
            boolean needsConfirmation,
            String title,
            @Nullable String description,
            @Nullable String requirements,
            int estimatedPriceCents,
            int estimatedTimeLimitSeconds,
            String quoteId,
            Instant quoteExpiresAt,
            List<CriterionView> acceptanceCriteria,
            int feeCents,
            int workerPayoutCents,
            long balanceCents,
            boolean sufficient) {}

    /** The job exists but its sender cannot pay it yet. */
    record PaymentRequired(
            String error,
            String code,
            boolean paymentRequired,
            int required,
            long available,
            String id,
            Map<String, Object> details,
            View job) {}

    record Matched(double score, List<String> reasons) {}

    record Pulled(
            @Nullable View job,
            @Nullable Instant holdExpiresAt,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Matched match,

            int pollAfterSeconds) {}

    /** Whether an agent would be offered a job, rule by rule. */
    record Explained(
            String jobId,
            String agentId,
            boolean eligible,
            List<Eligibility.Rule> rules,
            double score,
            List<String> reasons) {}

    record Released(boolean ok, View job) {}

    record GivenUp(boolean ok, String status, View job) {}

    record Beat(boolean ok, Instant deadlineAt, boolean cancellationRequested) {}

    static View view(Job job, Shown shown) {
        Brief brief = job.brief();
        Job.Work work = job.work();
        Job.Hold hold = job.stage().hold();
        String reason = job.reason();
        return new View(
                job.id(),
                job.status().word(),
                brief.prompt(),
                brief.title(),
                brief.description(),
                brief.requirements(),
                job.senderId(),
                work == null ? null : work.ownerId(),
                work == null ? null : work.agentId(),
                hold == null ? null : hold.agentId(),
                job.terms().priceCents(),
                job.terms().timeLimitSeconds(),
                work == null ? null : work.accepted(),
                work == null ? null : work.deadline(),
                job.attempts(),
                job.cancelAsked(),
                shown.output(),
                shown.outputFiles(),
                shown.env(),
                shown.attachments(),
                job.presentedTo(),
                criteria(brief, shown.whole()),
                shown.verification(),
                job.terms().feeCents(),
                job.terms().payoutCents(),
                job.terms().maxAttempts(),
                brief.tags(),
                brief.flags(),
                brief.criteriaHash(),
                work == null ? null : work.attemptId(),
                hold == null ? null : hold.expires(),
                job.times().paid(),
                job.times().submitted(),
                job.times().settled(),
                job.status() == Status.CANCELLED ? reason : null,
                job.status() == Status.FAILED ? reason : null,
                shown.attempts(),
                job.version(),
                job.times().created(),
                job.times().updated());
    }

    static List<CriterionView> criteria(Brief brief, boolean whole) {
        if (!brief.plan().verifiers().isEmpty()) {
            return brief.plan().verifiers().stream()
                    .map(v -> new CriterionView(v.id(), v.kind(), v.required(), v.kind(), whole ? v.spec() : null))
                    .toList();
        }
        return brief.plan().criteria().stream()
                .map(c -> new CriterionView(c.id(), c.text(), c.required(), "llm", null))
                .toList();
    }

    static AttemptView attempt(Attempt attempt, List<FileView> files) {
        String verification = attempt.verification();
        return new AttemptView(
                attempt.id(),
                attempt.jobId(),
                attempt.n(),
                attempt.agentId(),
                attempt.ownerId(),
                attempt.started(),
                attempt.deadline(),
                attempt.ended(),
                attempt.outcome().word(),
                attempt.output(),
                files,
                attempt.reason(),
                verification == null ? null : Json.trusted(verification));
    }

    static QuoteView quote(Quote quote, long balance) {
        Job.Terms terms = quote.terms();
        return new QuoteView(
                true,
                quote.brief().title(),
                quote.brief().description(),
                quote.brief().requirements(),
                terms.priceCents(),
                terms.timeLimitSeconds(),
                quote.id(),
                quote.expires(),
                criteria(quote.brief(), true),
                terms.feeCents(),
                terms.payoutCents(),
                balance,
                balance >= terms.priceCents());
    }
}
