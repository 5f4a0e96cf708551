package heddle.kernel.mail;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a template may name. */
final class Variables {
    static final List<String> ALL =
            List.of("url", "token", "code", "user.name", "brand_name", "expires", "title", "body");
    private static final String USER = "user";
    private static final String NAME = "user.name";

    private Variables() {}

    /** The values as Mustache walks them: {@code user.name} is {@code name} within {@code user}. */
    static Map<String, Object> context(Map<String, String> values) {
        Map<String, Object> context = new HashMap<>();
        values.forEach((name, value) -> {
            if (name.equals(NAME)) {
                context.put(USER, Map.of("name", value));
            } else {
                context.put(name, value);
            }
        });
        context.putIfAbsent(USER, Map.of());
        return context;
    }
}
