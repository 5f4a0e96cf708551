package heddle.market.match;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A text as a sparse unit vector of its words: each word falls into one of 65,536 buckets and weighs {@code 1 + ln n}
 * where it stands n times. Two vectors are compared by their cosine.
 */
@SuppressWarnings("ArrayRecordComponent")
record Words(int[] buckets, float[] weights) {
    private static final int BUCKETS = 1 << 16;
    private static final int MOST = 400;
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

    static Words of(String text) {
        Map<Integer, Integer> counts = new HashMap<>();
        for (String word : NO_WORD.split(text.toLowerCase(Locale.ROOT))) {
            if (word.length() > 2 && (counts.size() < MOST)) {
                counts.merge(bucket(word), 1, Integer::sum);
            }
        }
        int[] buckets =
                counts.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
        double[] raw = Arrays.stream(buckets)
                .mapToDouble(b -> 1 + Math.log(counts.getOrDefault(b, 1)))
                .toArray();
        double length = Math.sqrt(Arrays.stream(raw).map(w -> w * w).sum());
        float[] weights = new float[raw.length];
        for (int i = 0; i < raw.length; i++) {
            weights[i] = (float) (raw[i] / length);
        }
        return new Words(buckets, weights);
    }

    /** A plural and its singular are one word; finer stemming is not worth its faults in other languages. */
    private static int bucket(String word) {
        boolean plural = word.length() > 3 && word.endsWith("s") && !word.endsWith("ss");
        String stem = plural ? word.substring(0, word.length() - 1) : word;
        int hash = stem.hashCode() * 0x9E3779B9;
        return (hash >>> 16) & (BUCKETS - 1);
    }

    boolean isEmpty() {
        return buckets.length == 0;
    }

    /**
     * Cosine, 0 to 1. Words that many queued jobs share weigh less.
     *
     * @param rarity weight of a bucket, 0 to 1
     */
    double likeness(Words other, Rarity rarity) {
        double both = 0;
        double mine = 0;
        double theirs = 0;
        for (int i = 0; i < buckets.length; i++) {
            mine += squared(weights[i] * rarity.of(buckets[i]));
        }
        for (int j = 0; j < other.buckets.length; j++) {
            theirs += squared(other.weights[j] * rarity.of(other.buckets[j]));
        }
        for (int i = 0, j = 0; i < buckets.length && j < other.buckets.length; ) {
            if (buckets[i] == other.buckets[j]) {
                double rare = rarity.of(buckets[i]);
                both += weights[i++] * other.weights[j++] * rare * rare;
            } else if (buckets[i] < other.buckets[j]) {
                i++;
            } else {
                j++;
            }
        }
        return mine == 0 || theirs == 0 ? 0 : both / Math.sqrt(mine * theirs);
    }

    private static double squared(double x) {
        return x * x;
    }

    /** Inverse document frequency. */
    @FunctionalInterface
    interface Rarity {
        double of(int bucket);
    }
}
