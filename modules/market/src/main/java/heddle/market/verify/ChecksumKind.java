package heddle.market.verify;

import heddle.kernel.crypto.Tokens;
import java.util.Locale;
import java.util.Set;

/** {@code checksum}: an answer that the plan knows by its SHA-256 alone, so that nobody can read it there. */
final class ChecksumKind implements Kind {
    @Override
    public void check(Spec spec) {
        String member = spec.named("expected");
        String expected = spec.requireText(member, 64);
        if (!expected.isEmpty() && !expected.matches("(?i)[0-9a-f]{64}")) {
            spec.refuse(member, "invalid_format", member + " must be a SHA-256: 64 hexadecimal digits");
        }
        var _ = spec.choice("algorithm", "sha256", Set.of("sha256"));
        var _ = of(spec);
    }

    @Override
    public Finding judge(Spec spec, Subject subject) {
        String expected = spec.requireText(spec.named("expected"), 64).toLowerCase(Locale.ROOT);
        boolean same = of(spec).equals("output")
                ? Tokens.sha256Hex(subject.text()).equals(expected)
                        || Tokens.sha256Hex(subject.text().strip()).equals(expected)
                : subject.delivery().attachments().stream()
                        .anyMatch(a -> a.sha256().equalsIgnoreCase(expected));
        return Finding.of(same, same ? "The checksum is the expected one" : "The checksum is another", null);
    }

    @Override
    public Cost cost(Spec spec) {
        return Cost.TRIVIAL;
    }

    private static String of(Spec spec) {
        return spec.choice("of", "output", Set.of("output", "attachment"));
    }
}
