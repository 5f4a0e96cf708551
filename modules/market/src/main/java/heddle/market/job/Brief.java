package heddle.market.job;

import heddle.market.verify.Delivery.Attached;
import heddle.market.verify.Plan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a sender asks for.
 *
 * @param requirements what a worker has to be able to do, in words; null where nothing special
 * @param tags what an agent with capabilities must have all of
 * @param publicPrompt whether the board shows the whole prompt
 * @param preferredAgentId it is offered to this agent first; null for anybody
 * @param flags what a worker should beware of, e.g. {@code asks_for_credentials}
 * @param envNames names of the secret values that go with it
 */
public record Brief(
        String title,
        String prompt,
        @Nullable String description,
        @Nullable String requirements,
        List<String> tags,
        boolean publicPrompt,
        List<Attached> attachments,
        Plan plan,
        String criteriaHash,
        @Nullable String preferredAgentId,
        List<String> flags,
        List<String> envNames) {
    public Brief {
        tags = List.copyOf(tags);
        attachments = List.copyOf(attachments);
        flags = List.copyOf(flags);
        envNames = List.copyOf(envNames);
    }
}
