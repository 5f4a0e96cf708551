package heddle.identity.platform;

import heddle.kernel.problem.Fault;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The scopes of platform keys, in today's spelling and in the one before. */
final class PlatformScopes {
    private static final List<String> ALL = List.of("trigger", "upload", "read", "work", "spend", "payout");
    private static final Map<String, String> OLDER =
            Map.of("execute:*", "trigger", "read:executions", "read", "read:*", "read");
    private static final Pattern ONE_AGENT = Pattern.compile("(?:trigger|execute):([A-Za-z0-9_-]{1,64})");

    private PlatformScopes() {}

    /** The scopes in today's spelling, each once; what is no scope becomes a fault. */
    static List<String> read(Collection<String> words, List<Fault> faults) {
        Set<String> out = new LinkedHashSet<>();
        int at = 0;
        for (String word : words) {
            String scope = one(word);
            if (word.equals("*")) {
                out.addAll(ALL);
            } else if (scope == null) {
                faults.add(new Fault(
                        "scopes[" + at + "]",
                        "not_in_enum",
                        word + " is no scope; use " + ALL + " or trigger:AGENT_ID"));
            } else {
                out.add(scope);
            }
            at++;
        }
        return List.copyOf(out);
    }

    private static @Nullable String one(String word) {
        if (ALL.contains(word)) {
            return word;
        }
        Matcher agent = ONE_AGENT.matcher(word);
        return agent.matches() ? "trigger:" + agent.group(1) : OLDER.get(word);
    }

    /** What a key with these scopes may do. */
    static Set<String> permissions(Collection<String> scopes) {
        Set<String> out = scopes.stream().map(s -> "platform:" + s).collect(Collectors.toSet());
        out.add("platform:member");
        return Set.copyOf(out);
    }
}
