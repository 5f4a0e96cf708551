package heddle.identity.password;

import com.nulabinc.zxcvbn.StandardDictionaries;
import heddle.kernel.problem.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Checks new passwords and names everything that is wrong with one. */
public final class PasswordRules {
    private static final Set<String> COMMON = common();

    private PasswordRules() {}

    /**
     * @param field path for the faults
     * @param email of the person, which is no password
     */
    public static List<Fault> faults(PasswordPolicy policy, String field, String password, @Nullable String email) {
        List<Fault> out = new ArrayList<>();
        if (password.length() > PasswordHasher.MAX_LENGTH) {
            return List.of(new Fault(field, "too_long", "Use at most " + PasswordHasher.MAX_LENGTH + " characters"));
        }
        if (password.codePointCount(0, password.length()) < policy.minLength()) {
            out.add(weak(field, "Use at least " + policy.minLength() + " characters"));
        }
        require(out, policy.requireUppercase(), password, Character::isUpperCase, field, "an upper-case letter");
        require(out, policy.requireLowercase(), password, Character::isLowerCase, field, "a lower-case letter");
        require(out, policy.requireNumber(), password, Character::isDigit, field, "a digit");
        require(out, policy.requireSymbol(), password, c -> !Character.isLetterOrDigit(c), field, "a symbol");
        String lower = password.toLowerCase(Locale.ROOT);
        if (policy.blockCommon() && (COMMON.contains(lower) || lower.equals(email))) {
            out.add(weak(field, "This password is one of those that are tried first; choose another"));
        }
        return out;
    }

    private static void require(
            List<Fault> out, boolean wanted, String password, IntPredicate kind, String field, String what) {
        if (wanted && password.codePoints().noneMatch(kind)) {
            out.add(weak(field, "Use " + what));
        }
    }

    private static Fault weak(String field, String message) {
        return new Fault(field, "weak_password", message);
    }

    private static Set<String> common() {
        try {
            return Set.copyOf(StandardDictionaries.PASSWORDS_LOADER.load().getFrequencies());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
