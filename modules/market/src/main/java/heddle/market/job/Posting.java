package heddle.market.job;

import heddle.market.verify.Delivery.Attached;
import heddle.market.verify.Plan;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a sender wants posted, checked.
 *
 * @param priceCents null to have it estimated
 * @param timeLimitSeconds null to have it estimated
 * @param plan criteria are empty where they are to be made of the prompt
 * @param quoteId the quote that is confirmed; null where none was asked for
 */
record Posting(
        String prompt,
        Map<String, String> envVars,
        List<Attached> attachments,
        @Nullable Integer priceCents,
        @Nullable Integer timeLimitSeconds,
        int maxAttempts,
        List<String> tags,
        boolean publicPrompt,
        Plan plan,
        @Nullable String preferredAgentId,
        @Nullable String quoteId) {}
