package heddle.market.web;

import heddle.market.job.JobJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The form for a new job.
 *
 * @param quote what it would cost, once asked for; then the form can be sent for good
 * @param faults what is wrong with what was typed
 */
public record PostPage(Frame frame, Draft draft, JobJson.@Nullable QuoteView quote, List<String> faults) {
    public PostPage {
        faults = List.copyOf(faults);
    }

    /**
     * What was typed.
     *
     * @param price dollars, empty to have it estimated
     * @param minutes the time limit, empty likewise
     * @param tags separated by commas
     * @param criteria one on each line
     * @param contains what the output must contain
     */
    public record Draft(
            String prompt,
            String price,
            String minutes,
            String tags,
            String criteria,
            String contains,
            boolean publicPrompt) {
        static final Draft EMPTY = new Draft("", "", "", "", "", "", false);
    }
}
