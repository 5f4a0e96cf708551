package heddle.data.filter;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The names between double braces that a policy may use. */
public final class Variables {
    private static final Pattern SHAPE = Pattern.compile("\\{\\{\\s*([A-Za-z0-9_.-]{1,200})\\s*\\}\\}");
    private static final List<String> PLAIN = List.of(
            "auth.user_id",
            "auth.email",
            "auth.phone",
            "auth.role",
            "auth.roles",
            "auth.tenant_id",
            "auth.session_id",
            "auth.aal",
            "auth.is_anonymous",
            "now",
            "today",
            "request.ip");
    private static final List<String> ROOTS = List.of("auth.app_metadata.", "auth.user_metadata.");

    static final List<String> SHOWN = List.of(
            "{{auth.user_id}}",
            "{{auth.email}}",
            "{{auth.phone}}",
            "{{auth.role}}",
            "{{auth.roles}}",
            "{{auth.tenant_id}}",
            "{{auth.session_id}}",
            "{{auth.aal}}",
            "{{auth.is_anonymous}}",
            "{{auth.app_metadata.<path>}}",
            "{{auth.user_metadata.<path>}}",
            "{{now}}",
            "{{today}}",
            "{{request.ip}}");

    private Variables() {}

    /** The name when the whole text is one known variable, else null. */
    public static @Nullable String nameIn(String text) {
        Matcher found = SHAPE.matcher(text);
        return found.matches() && known(found.group(1)) ? found.group(1) : null;
    }

    private static boolean known(String name) {
        return PLAIN.contains(name)
                || ROOTS.stream()
                        .anyMatch(root -> name.startsWith(root)
                                && name.length() > root.length()
                                && !name.endsWith(".")
                                && !name.contains(".."));
    }
}
