package heddle.market.verify;

import java.util.Set;

/** {@code length}: how many characters or words the output has. */
final class LengthKind implements Kind {
    private static final int MOST = 10_000_000;

    @Override
    public void check(Spec spec) {
        int min = spec.count("min", 0, MOST);
        int max = spec.count("max", MOST, MOST);
        var _ = unit(spec);
        if (!spec.has("min") && !spec.has("max")) {
            spec.refuse("min", "required", "The spec needs min or max");
        } else if (min > max) {
            spec.refuse("min", "out_of_range", "min is more than max");
        }
    }

    @Override
    public Finding judge(Spec spec, Subject subject) {
        String text = subject.text().strip();
        boolean words = unit(spec).equals("words");
        long length = words ? text.isEmpty() ? 0 : text.split("\\s+").length : text.codePointCount(0, text.length());
        boolean fits = length >= spec.count("min", 0, MOST) && length <= spec.count("max", MOST, MOST);
        return Finding.of(fits, "The output has " + length + (words ? " words" : " characters"), null);
    }

    @Override
    public Cost cost(Spec spec) {
        return Cost.TRIVIAL;
    }

    private static String unit(Spec spec) {
        return spec.choice("unit", "chars", Set.of("chars", "words"));
    }
}
