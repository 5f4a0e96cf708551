package heddle.kernel.config;

import java.util.List;
import java.util.stream.Collectors;

/** The settings do not allow a start. The message names every fault at once and never shows a secret. */
public final class ConfigFault extends RuntimeException {
    private final List<Wrong> all;

    /**
     * One setting that is not right.
     *
     * @param variable its name, e.g. {@code HEDDLE_PORT}
     * @param what is wrong with it, e.g. {@code is not a number}
     * @param remedy a sentence that says what to write
     */
    public record Wrong(String variable, String what, String remedy) {
        @Override
        public String toString() {
            return variable + " " + what + ". " + remedy + (remedy.endsWith("?") ? "" : ".");
        }
    }

    ConfigFault(List<Wrong> all) {
        super(all.stream()
                .map(wrong -> "\n  " + wrong)
                .collect(Collectors.joining(
                        "",
                        "Heddle cannot start: " + (all.size() == 1 ? "one setting is" : all.size() + " settings are")
                                + " not right.",
                        "")));
        this.all = List.copyOf(all);
    }

    public List<Wrong> all() {
        return all;
    }
}
