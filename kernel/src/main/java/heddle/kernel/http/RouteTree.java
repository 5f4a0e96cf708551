package heddle.kernel.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the route of a path. A literal segment wins over a parameter, whatever the order of declaration. */
final class RouteTree {
    /** @param allowed the methods that the path has, when the wanted one is not among them */
    record Match(@Nullable Route route, Map<String, String> parameters, Set<String> allowed) {}

    private static final class Node {
        final Map<String, Node> literals = new HashMap<>();

        @Nullable
        Node parameter;

        final Map<String, Route> routes = new HashMap<>();
    }

    private final Node root = new Node();

    RouteTree(List<Route> routes) {
        routes.forEach(this::add);
    }

    private void add(Route route) {
        Node node = root;
        for (String segment : segments(route.path())) {
            if (segment.startsWith("{")) {
                if (node.parameter == null) {
                    node.parameter = new Node();
                }
                node = node.parameter;
            } else {
                node = node.literals.computeIfAbsent(segment, s -> new Node());
            }
        }
        Route other = node.routes.putIfAbsent(route.method(), route);
        if (other != null) {
            throw new IllegalStateException("Declared twice: " + route.method() + " " + route.path());
        }
    }

    /**
     * @param segments decoded segments of the path
     * @return the match, or null when no route has this path
     */
    @Nullable
    Match find(String method, List<String> segments) {
        List<String> values = new ArrayList<>(4);
        Node node = walk(root, segments, 0, method, values);
        if (node == null) {
            values.clear();
            node = walk(root, segments, 0, null, values);
            return node == null ? null : new Match(null, Map.of(), new TreeSet<>(node.routes.keySet()));
        }
        Route route = node.routes.get(method);
        return new Match(route, parameters(route, values), Set.of());
    }

    private static @Nullable Node walk(
            Node node, List<String> segments, int at, @Nullable String method, List<String> values) {
        if (at == segments.size()) {
            boolean found = method == null ? !node.routes.isEmpty() : node.routes.containsKey(method);
            return found ? node : null;
        }
        String segment = segments.get(at);
        Node literal = node.literals.get(segment);
        if (literal != null) {
            Node found = walk(literal, segments, at + 1, method, values);
            if (found != null) {
                return found;
            }
        }
        if (node.parameter == null || segment.isEmpty()) {
            return null;
        }
        values.add(segment);
        Node found = walk(node.parameter, segments, at + 1, method, values);
        if (found == null) {
            values.removeLast();
        }
        return found;
    }

    private static Map<String, String> parameters(@Nullable Route route, List<String> values) {
        if (route == null || values.isEmpty()) {
            return Map.of();
        }
        Map<String, String> out = new LinkedHashMap<>();
        int next = 0;
        for (String segment : segments(route.path())) {
            if (segment.startsWith("{")) {
                out.put(segment.substring(1, segment.length() - 1), values.get(next++));
            }
        }
        return out;
    }

    static List<String> segments(String path) {
        List<String> out = new ArrayList<>(8);
        int from = 1;
        while (from <= path.length()) {
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            out.add(path.substring(from, to));
            from = to + 1;
        }
        return out.size() == 1 && out.getFirst().isEmpty() ? List.of() : out;
    }
}
