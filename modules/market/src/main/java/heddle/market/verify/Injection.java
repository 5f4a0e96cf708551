package heddle.market.verify;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Map;

/** Text in a delivery that is meant for whoever judges it. It costs more votes and a mark in the log, nothing else. */
final class Injection {
    private static final Map<String, Pattern> SIGNS = Map.of(
            "it asks to disregard instructions",
            Pattern.compile(
                    "(?i)\\b(ignore|disregard|forget|override)\\b.{0,40}\\b(previous|prior|above|all|earlier|these)\\b.{0,40}"
                            + "\\b(instruction|prompt|rule|criteri)"),
            "it holds a ready-made verdict",
            Pattern.compile("(?i)\"(met|passed|evidence_quote|verdict)\"\\s*:"),
            "it plays a role of the conversation",
            Pattern.compile(
                    "(?i)(<\\|?/?(system|assistant|im_start|im_end|user)\\|?>|\\[/?INST\\]|^\\s*(system|assistant):)"),
            "it addresses the judge",
            Pattern.compile(
                    "(?i)\\b(judge|grader|evaluator|verifier|reviewer)\\b.{0,60}\\b(must|should|mark|approve|pass|accept)\\b"));

    private Injection() {}

    static List<String> signs(List<String> texts) {
        return SIGNS.entrySet().stream()
                .filter(sign -> texts.stream()
                        .anyMatch(text -> sign.getValue().matcher(text).find()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }
}
