package heddle.ledger.posting;

import heddle.contracts.Ledger.Posted;
import heddle.kernel.db.Together.Answer;
import heddle.kernel.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * What the database made of one transfer or hold.
 *
 * @param word as {@code ledger.post} and {@code ledger.hold} say it
 * @param id of what stands under the key now; null where nothing does
 * @param account the account that refused, or an empty text
 */
record Outcome(String word, @Nullable String id, String account, long required, long available) {
    static Outcome of(String word, @Nullable String id) {
        return new Outcome(word, id, "", 0, 0);
    }

    /** The answer, or the refusal thrown. */
    Posted posted(String key) {
        return answer(key).get();
    }

    Answer<Posted> answer(String key) {
        return switch (word) {
            case "posted", "held" -> Answer.of(new Posted(given(), true));
            case "known" -> Answer.of(new Posted(given(), false));
            default -> Answer.refused(refusal(key));
        };
    }

    private String given() {
        if (id == null) {
            throw new IllegalStateException("The database tells no id of what is " + word);
        }
        return id;
    }

    Problem refusal(String key) {
        return switch (word) {
            case "reused" ->
                Problem.conflict(
                        "LEDGER_KEY_REUSED",
                        "The key " + key + " stands for something else already; take another key for another transfer");
            case "short" ->
                Problem.of(
                                402,
                                "INSUFFICIENT_BALANCE",
                                "%s has %d available and %d are needed; add funds or ask for less"
                                        .formatted(account, available, required))
                        .with("required", required)
                        .with("available", available);
            case "overflow" ->
                Problem.invalid(
                        "moves", "out_of_range", "The balance of " + account + " would become too large to be kept");
            case "hold_unknown" -> Problem.of(404, "LEDGER_HOLD_UNKNOWN", "There is no such hold; reserve it first");
            case "hold_ended" ->
                Problem.conflict(
                        "LEDGER_HOLD_ENDED", "This hold was captured or released before; what it reserved is free");
            case "hold_other" ->
                Problem.conflict(
                        "LEDGER_HOLD_OTHER_ACCOUNT", "No move of the transfer takes from the account of the hold");
            case "hold_small" ->
                Problem.conflict(
                                "LEDGER_HOLD_EXCEEDED",
                                "The hold reserved %d and %d were to be taken; capture less or hold more"
                                        .formatted(available, required))
                        .with("required", required)
                        .with("available", available);
            default -> throw new IllegalStateException("Unknown outcome " + word);
        };
    }
}
