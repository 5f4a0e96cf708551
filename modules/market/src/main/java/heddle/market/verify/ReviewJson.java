package heddle.market.verify;

import heddle.market.verify.Delivery.Attached;
import heddle.market.verify.Submissions.Submitted;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Wire records of the review queue. */
final class ReviewJson {
    private ReviewJson() {}

    record Decision(
            @NotNull Boolean passed,
            @NotNull @Size(min = 1, max = 2_000) String reasoning) {}

    record Decided(String id, String jobId, int attempt, boolean passed, Instant decidedAt) {}

    record Criterion(String id, String text, boolean required) {}

    /** @param url holds for ten minutes */
    record FileView(String id, String name, long size, String contentType, String sha256, String url) {}

    /**
     * @param prompt null, like the output, where the job no longer waits
     * @param decideBefore when it is decided without anybody
     */
    record View(
            String id,
            String jobId,
            int attempt,
            String cause,
            String reasoning,
            @Nullable Long priceCents,
            @Nullable String prompt,
            @Nullable String output,
            List<FileView> attachments,
            List<Criterion> criteria,
            List<VerifyJson.CheckView> checks,
            Instant createdAt,
            Instant decideBefore) {}

    static View of(Review review, @Nullable Submitted work, DeliveredFiles files, Duration patience) {
        return new View(
                review.id(),
                review.jobId(),
                review.attempt(),
                review.cause(),
                review.verdict().reasoning(),
                work == null ? null : work.priceCents(),
                work == null ? null : work.delivery().prompt(),
                work == null ? null : work.delivery().output(),
                work == null
                        ? List.of()
                        : work.delivery().attachments().stream()
                                .map(file -> view(file, files))
                                .toList(),
                work == null
                        ? List.of()
                        : work.plan().criteria().stream()
                                .map(c -> new Criterion(c.id(), c.text(), c.required()))
                                .toList(),
                review.verdict().checks().stream().map(VerifyJson::check).toList(),
                review.createdAt(),
                review.createdAt().plus(patience));
    }

    private static FileView view(Attached file, DeliveredFiles files) {
        return new FileView(
                file.id(), file.name(), file.size(), file.contentType(), file.sha256(), files.link(file.id()));
    }
}
