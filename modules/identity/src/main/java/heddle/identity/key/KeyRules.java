package heddle.identity.key;

import heddle.kernel.access.Caller;
import heddle.kernel.access.Scope;
import heddle.kernel.http.Cidr;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a key may be: pure checks that name every fault. */
final class KeyRules {
    private static final Set<Scope> PUBLISHABLE = EnumSet.of(Scope.AUTH, Scope.READ);

    private final List<Fault> faults = new ArrayList<>();

    Key.Type type(@Nullable String word) {
        if (word == null || word.equals("secret")) {
            return Key.Type.SECRET;
        }
        if (!word.equals("publishable")) {
            faults.add(new Fault("type", "not_in_enum", "type must be secret or publishable"));
        }
        return Key.Type.PUBLISHABLE;
    }

    Set<Scope> scopes(Collection<String> words, Key.Type type) {
        Set<Scope> out = EnumSet.noneOf(Scope.class);
        int at = 0;
        for (String word : words) {
            Scope scope = Scope.of(word).orElse(null);
            if (scope == null) {
                faults.add(new Fault(
                        "scopes[" + at + "]",
                        "not_in_enum",
                        word + " is no scope; use "
                                + Arrays.stream(Scope.values()).map(Scope::word).toList()));
            } else if (type == Key.Type.PUBLISHABLE && !PUBLISHABLE.contains(scope)) {
                faults.add(new Fault(
                        "scopes[" + at + "]", "not_in_enum", "A publishable key may only hold auth and read"));
            } else {
                out.add(scope);
            }
            at++;
        }
        if (words.isEmpty()) {
            faults.add(new Fault("scopes", "required", "scopes must name at least one scope"));
        }
        return out;
    }

    List<String> allowlist(@Nullable Collection<String> entries) {
        int at = 0;
        for (String entry : entries == null ? List.<String>of() : entries) {
            if (Cidr.parse(entry).isEmpty()) {
                faults.add(new Fault(
                        "ip_allowlist[" + at + "]",
                        "invalid_format",
                        entry + " is neither an IP address nor a network such as 10.0.0.0/8"));
            }
            at++;
        }
        return entries == null ? List.of() : List.copyOf(entries);
    }

    void expiry(@Nullable Instant expiresAt, Instant now) {
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            faults.add(new Fault("expires_at", "out_of_range", "expires_at must be in the future"));
        }
    }

    void throwFaults() {
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
    }

    /** Nobody grants what they do not hold. */
    static void requireHeld(Caller caller, Set<Scope> granted) {
        boolean all = caller.kind() == Caller.Kind.PLATFORM
                || caller.kind() == Caller.Kind.SYSTEM
                || caller.scopes().contains(Scope.ALL)
                || caller.permissions().contains("*");
        List<String> missing = granted.stream()
                .filter(s -> !all && !caller.scopes().contains(s))
                .map(Scope::word)
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
            throw Problem.forbidden("SCOPE_ESCALATION", "You cannot grant scopes that you do not hold: " + missing);
        }
    }
}
