package heddle.server;

import heddle.kernel.http.Route;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.util.function.UnaryOperator;

/** Calls made from declarations alone. */
public final class Calls {
    private Calls() {}

    /**
     * @param value of each path parameter by its name
     */
    public static Answer send(Api api, Route route, UnaryOperator<String> value) {
        return api.send(route.method(), path(route, value), body(route), "application/json");
    }

    static String path(Route route, UnaryOperator<String> value) {
        StringBuilder out = new StringBuilder();
        for (String segment : route.path().substring(1).split("/", -1)) {
            out.append('/');
            out.append(segment.startsWith("{") ? value.apply(segment.substring(1, segment.length() - 1)) : segment);
        }
        return out.toString();
    }

    private static byte[] body(Route route) {
        return route.takes() != null || route.takesTree() ? new byte[] {'{', '}'} : new byte[0];
    }

    /** The answer without what differs between any two. */
    public static String comparable(Answer answer) {
        return answer.status() + answer.text().replaceAll("req_[a-z0-9]+", "");
    }
}
