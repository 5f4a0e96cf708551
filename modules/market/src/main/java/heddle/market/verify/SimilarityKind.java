package heddle.market.verify;

import com.google.re2j.Pattern;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.commons.text.similarity.CosineSimilarity;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * {@code similarity}: how close the output is to a {@code reference}, from 0 to 1, by a {@code metric}: {@code levenshtein}
 * counts edits of characters, {@code cosine} compares which words occur how often, {@code rouge_l} looks for the longest run of
 * words that both have in one order. Case and punctuation count for the first alone.
 */
final class SimilarityKind implements Kind {
    private static final int MAX_REFERENCE = 5_000;
    private static final int MAX_OUTPUT = 20_000;
    private static final String LEVENSHTEIN = "levenshtein";
    private static final String COSINE = "cosine";
    private static final String ROUGE_L = "rouge_l";
    private static final Pattern NO_WORD = Pattern.compile("[^\\pL\\pM\\pN]+");

    @Override
    public void check(Spec spec) {
        String reference = spec.requireText("reference", MAX_REFERENCE);
        spec.requireMember("metric");
        if (!metric(spec).equals(LEVENSHTEIN)
                && !reference.isEmpty()
                && words(reference).isEmpty()) {
            spec.refuse("reference", "invalid_format", "reference has no words; compare it by levenshtein");
        }
        spec.requireMember("pass_threshold");
        var _ = spec.share("pass_threshold", 1);
    }

    @Override
    public Finding judge(Spec spec, Subject subject) {
        String output = subject.text().strip();
        if (output.length() > MAX_OUTPUT) {
            return Finding.failed("An output of more than " + MAX_OUTPUT + " characters is compared to nothing", null);
        }
        String reference = spec.requireText("reference", MAX_REFERENCE).strip();
        double score = switch (metric(spec)) {
            case LEVENSHTEIN -> edits(reference, output);
            case COSINE -> cosine(words(reference), words(output));
            default -> rougeL(words(reference), words(output));
        };
        double wanted = spec.share("pass_threshold", 1);
        String told = String.format(
                Locale.ROOT, "The similarity by %s is %.3f where %.3f is wanted", metric(spec), score, wanted);
        return Finding.scored(score >= wanted - 1e-9, score, told);
    }

    @Override
    public Cost cost(Spec spec) {
        return Cost.SCRIPT;
    }

    private static String metric(Spec spec) {
        return spec.choice("metric", ROUGE_L, Set.of(LEVENSHTEIN, COSINE, ROUGE_L));
    }

    private static List<String> words(String text) {
        return List.of(NO_WORD.split(text.toLowerCase(Locale.ROOT))).stream()
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static double edits(String reference, String output) {
        int longer = Math.max(reference.length(), output.length());
        int edits = LevenshteinDistance.getDefaultInstance().apply(reference, output);
        return longer == 0 ? 1 : 1 - (double) edits / longer;
    }

    private static double cosine(List<String> reference, List<String> output) {
        return output.isEmpty() ? 0 : new CosineSimilarity().cosineSimilarity(counted(reference), counted(output));
    }

    private static Map<CharSequence, Integer> counted(List<String> words) {
        Map<String, Integer> out = new HashMap<>();
        words.forEach(word -> out.merge(word, 1, Integer::sum));
        return Map.copyOf(out);
    }

    /** The balanced mean of how much of each text is the common run. */
    private static double rougeL(List<String> reference, List<String> output) {
        int common = commonRun(reference, output);
        return reference.isEmpty() || output.isEmpty() ? 0 : 2.0 * common / (reference.size() + output.size());
    }

    private static int commonRun(List<String> one, List<String> other) {
        int[] above = new int[other.size() + 1];
        for (String word : one) {
            int[] row = new int[other.size() + 1];
            for (int i = 1; i < row.length; i++) {
                row[i] = word.equals(other.get(i - 1)) ? above[i - 1] + 1 : Math.max(above[i], row[i - 1]);
            }
            above = row;
        }
        return above[other.size()];
    }
}
