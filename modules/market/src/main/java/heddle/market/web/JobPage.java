package heddle.market.web;

import heddle.market.job.JobJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A job as one of its sides sees it.
 *
 * @param sender whether the visitor sent it
 * @param availableCents what the sender could pay with
 * @param notice what a form of this page just did, or empty
 */
public record JobPage(Frame frame, JobJson.View job, boolean sender, long availableCents, String notice) {
    private static final Set<String> ENDED = Set.of("verified", "failed", "cancelled");
    private static final Set<String> UNDER_WAY = Set.of("accepted", "submitted");

    /** Whether a step of the way is behind the job, where it stands, or before it. */
    public enum Passed {
        DONE,
        HERE,
        TO_COME
    }

    public record Stage(String label, Passed passed) {}

    /** What one check of a verification found. */
    public record Check(String id, boolean passed, String state, String message) {}

    /** The way of the job to its end, or to where it left it. */
    public List<Stage> stages() {
        List<String> labels = List.of("Payment", "Open", "Offered", "In work", "Being checked", "Verified");
        List<String> words = List.of("pending_payment", "queued", "held", "accepted", "submitted", "verified");
        if (job.status().equals("failed") || job.status().equals("cancelled")) {
            return leftTheWay();
        }
        int here = words.indexOf(job.status());
        List<Stage> out = new ArrayList<>();
        for (int i = 0; i < labels.size(); i++) {
            boolean end = i == here && ENDED.contains(job.status());
            Passed passed = i < here || end ? Passed.DONE : i == here ? Passed.HERE : Passed.TO_COME;
            out.add(new Stage(labels.get(i), passed));
        }
        return out;
    }

    private List<Stage> leftTheWay() {
        List<Stage> out = new ArrayList<>();
        if (job.paidAt() != null) {
            out.add(new Stage("Payment", Passed.DONE));
        }
        if (job.attemptCount() > 0) {
            out.add(new Stage("In work", Passed.DONE));
        }
        out.add(new Stage(job.status().equals("failed") ? "Failed" : "Cancelled", Passed.HERE));
        return out;
    }

    public boolean ended() {
        return ENDED.contains(job.status());
    }

    /** The cents that the wallet lacks. */
    public long missingCents() {
        return Math.max(0, job.priceCents() - availableCents);
    }

    public boolean payable() {
        return sender && job.status().equals("pending_payment");
    }

    public boolean cancellable() {
        return sender && !ended() && !job.cancellationRequested();
    }

    /** Whether a cancel waits for the next failure, since somebody is at work. */
    public boolean underWay() {
        return UNDER_WAY.contains(job.status());
    }

    /** Why it was cancelled or failed, in the words of the wire; empty where there is nothing to say. */
    public String why() {
        String reason = job.cancelReason() == null ? job.failureReason() : job.cancelReason();
        return reason == null ? "" : Wording.words(reason);
    }

    /** What the last verification says in sum; empty before it says anything. */
    public String reasoning() {
        return text(job.verification(), "reasoning");
    }

    public List<Check> checks() {
        JsonNode verification = job.verification();
        return verification == null
                ? List.of()
                : StreamSupport.stream(verification.path("checks").spliterator(), false)
                        .map(c -> new Check(
                                text(c, "id"), c.path("passed").asBoolean(false), text(c, "state"), text(c, "message")))
                        .toList();
    }

    private static String text(@Nullable JsonNode node, String member) {
        return node == null ? "" : node.path(member).asString("");
    }
}
