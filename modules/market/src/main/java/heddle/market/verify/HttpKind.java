package heddle.market.verify;

import heddle.kernel.json.Json;
import heddle.kernel.outbound.OutboundFailed;
import heddle.kernel.outbound.OutboundRefused;
import heddle.kernel.outbound.OutboundResponse;
import heddle.kernel.outbound.RedirectedTooOften;
import heddle.kernel.problem.Problem;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * {@code http}: a GET of a URL, fixed in the plan or being the output itself ({@code from: "output"}), with what is
 * expected of the answer: {@code status}, {@code body} (a text in it) and {@code json} (members that it has). No answer is
 * nobody's fault that we could prove, so it is an error and tried again.
 */
final class HttpKind implements Kind {
    private final WebCalls web;

    HttpKind(WebCalls web) {
        this.web = web;
    }

    @Override
    public void check(Spec spec) {
        if (!fromOutput(spec)) {
            String member = spec.named("url");
            String url = spec.requireText(member, WebCalls.MAX_URL);
            if (!url.isEmpty() && WebCalls.uri(url) == null) {
                spec.refuse(member, "invalid_format", member + " must be a URL that begins with http:// or https://");
            }
        }
        Spec expect = expect(spec);
        var _ = expect.count("status", 200, 599);
        var _ = expect.text("body", "");
    }

    @Override
    public Finding judge(Spec spec, Subject subject) {
        boolean workers = fromOutput(spec);
        URI uri =
                WebCalls.uri(workers ? subject.text().strip() : spec.requireText(spec.named("url"), WebCalls.MAX_URL));
        if (uri == null) {
            return Finding.failed("The output is not a URL", subject.text().strip());
        }
        try {
            return judged(expect(spec), web.patiently(uri));
        } catch (OutboundRefused refused) {
            return unfit(workers, uri, "The URL may not be called: " + refused.getMessage());
        } catch (RedirectedTooOften astray) {
            return unfit(workers, uri, "The URL leads to no answer: " + astray.getMessage());
        } catch (OutboundFailed away) {
            return Finding.error("No answer in " + WebCalls.TRIES + " tries: " + away.getMessage());
        }
    }

    /** A URL that cannot be checked stands against whoever chose it; a plan's is no fault of the worker. */
    private static Finding unfit(boolean workers, URI uri, String why) {
        return workers ? Finding.failed(why, uri.toString()) : Finding.error(why);
    }

    @Override
    public Cost cost(Spec spec) {
        return Cost.NETWORK;
    }

    private static Finding judged(Spec expect, OutboundResponse answer) {
        int status = expect.count("status", 200, 599);
        if (answer.status() != status) {
            return Finding.failed("The answer has status " + answer.status() + " instead of " + status, null);
        }
        String text = expect.text("body", "");
        if (!answer.text().contains(text)) {
            return Finding.failed("The answer does not contain the expected text", answer.text());
        }
        if (expect.has("json") && !matches(expect.get("json"), parsed(answer.body()))) {
            return Finding.failed("The answer is not the expected JSON", answer.text());
        }
        return Finding.passed("The answer is as expected");
    }

    /** Every member that is expected is there; others may be too. */
    private static boolean matches(JsonNode expected, @Nullable JsonNode found) {
        if (found == null) {
            return false;
        }
        if (expected.isObject()) {
            return found.isObject()
                    && expected.propertyStream().allMatch(e -> matches(e.getValue(), found.get(e.getKey())));
        }
        return (expected.isNumber() && found.isNumber())
                ? NumericKind.near(found.decimalValue(), expected.decimalValue(), null)
                : expected.equals(found);
    }

    private static @Nullable JsonNode parsed(byte[] body) {
        try {
            return Json.parse(body);
        } catch (Problem notJson) {
            return null;
        }
    }

    private static boolean fromOutput(Spec spec) {
        return spec.choice("from", "plan", Set.of("plan", "output")).equals("output");
    }

    private static Spec expect(Spec spec) {
        return Spec.of(spec.at("expect"), spec.get("expect"), spec.faults());
    }
}
