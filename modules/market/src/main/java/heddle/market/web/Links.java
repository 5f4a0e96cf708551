package heddle.market.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An address of ours with its query, made member by member; what is empty is left out. */
final class Links {
    private final String path;
    private final Map<String, String> query = new LinkedHashMap<>();

    private Links(String path) {
        this.path = path;
    }

    static Links to(String path) {
        return new Links(path);
    }

    Links with(String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            query.put(name, value);
        }
        return this;
    }

    String text() {
        return query.isEmpty()
                ? path
                : path + "?"
                        + query.entrySet().stream()
                                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                                .collect(Collectors.joining("&"));
    }
}
