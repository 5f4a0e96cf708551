package heddle.market.web;

import heddle.kernel.json.Json;
import heddle.kernel.json.RecordReader;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import heddle.market.job.JobJson;
import heddle.market.web.PostPage.Draft;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes of what people type what the API takes, and tells in their words what is wrong with it. */
final class JobForm {
    private static final int LEAST_CENTS = 100;
    private static final int MOST_CENTS = 100_000;
    private static final int MOST_MINUTES = 1_440;
    private static final int LONGEST_PROMPT = 20_000;

    private JobForm() {}

    static Draft read(Form form) {
        return new Draft(
                form.text("prompt"),
                form.text("price"),
                form.text("minutes"),
                form.text("tags"),
                form.text("criteria"),
                form.text("contains"),
                form.text("public").equals("yes"));
    }

    /**
     * @param quoteId of the quote that is confirmed, or empty to ask for one
     * @throws Problem 400 with all faults
     */
    static JobJson.Run wanted(Draft draft, String quoteId) {
        List<Fault> faults = new ArrayList<>();
        ObjectNode run = Json.object().put("prompt", draft.prompt()).put("public_prompt", draft.publicPrompt());
        if (draft.prompt().isEmpty() || draft.prompt().length() > LONGEST_PROMPT) {
            faults.add(new Fault("prompt", "required", "Say what is to be done, in at most 20,000 characters"));
        }
        price(draft.price(), faults, cents -> run.put("price_cents", cents));
        minutes(draft.minutes(), faults, count -> run.put("time_limit_seconds", count * 60));
        ArrayNode tags = run.putArray("tags");
        parts(draft.tags(), ",").forEach(tags::add);
        ArrayNode criteria = run.putArray("criteria");
        parts(draft.criteria(), "\n").forEach(criteria::add);
        if (!draft.contains().isEmpty()) {
            ObjectNode verifier = run.putArray("verifiers").addObject().put("kind", "contains");
            verifier.putObject("spec").put("value", draft.contains());
        }
        if (!quoteId.isEmpty()) {
            run.put("quote_id", quoteId).put("confirmed", true);
        }
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        return RecordReader.read(run, JobJson.Run.class);
    }

    private static void price(String typed, List<Fault> faults, Consumer<Integer> taken) {
        try {
            Form.cents("price", typed).ifPresent(cents -> {
                if (cents < LEAST_CENTS || cents > MOST_CENTS) {
                    faults.add(new Fault("price", "out_of_range", "A price is $1.00 to $1,000.00"));
                }
                taken.accept(cents);
            });
        } catch (Problem unreadable) {
            faults.addAll(unreadable.faults());
        }
    }

    private static void minutes(String typed, List<Fault> faults, Consumer<Integer> taken) {
        if (typed.isEmpty()) {
            return;
        }
        boolean number = typed.matches("[0-9]{1,4}");
        int count = number ? Integer.parseInt(typed) : 0;
        if (count < 1 || count > MOST_MINUTES) {
            faults.add(new Fault("minutes", "out_of_range", "A time limit is 1 to 1,440 minutes"));
        }
        taken.accept(count);
    }

    private static Stream<String> parts(String text, String separator) {
        return Arrays.stream(text.split(separator)).map(String::strip).filter(p -> !p.isEmpty());
    }
}
