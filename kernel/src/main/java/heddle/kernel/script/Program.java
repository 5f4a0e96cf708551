package heddle.kernel.script;

import heddle.kernel.json.Json;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The program around the body of a function. Body and values come in as texts, so that none of them ends up as code of ours. */
final class Program {
    /**
     * What it needs is taken aside before the body runs, so that a body which replaces {@code JSON} or looks for the way
     * out finds neither.
     */
    private static final String AROUND = """
            (() => {
              const speak = globalThis.java_invoke;
              const { stringify, parse } = JSON;
              const names = ["java_invoke", "Javy", "console"];
              for (const name of names) delete globalThis[name];
              const say = (answer) => speak("heddle", "say", stringify(answer));
              const told = (e) => {
                try {
                  return String(e && e.message !== undefined ? e.message : e).slice(0, 500);
                } catch {
                  return "an error without a message";
                }
              };
              let body;
              try {
                body = new Function(...parse(%s), %s);
              } catch (e) {
                say({ failure: "SYNTAX", message: told(e) });
              }
              %s
            })();
            """;

    private Program() {}

    static String call(String body, SortedMap<String, JsonNode> values) {
        String call = """
            let value;
              try {
                value = body(...parse(%s));
              } catch (e) {
                const message = told(e);
                say({ failure: message === "out of memory" ? "MEMORY" : "THROWN", message });
              }
              let text;
              try {
                text = stringify(value);
              } catch (e) {
                say({ failure: "RESULT", message: told(e) });
              }
              speak("heddle", "say", text === undefined ? "{}" : '{"value":' + text + "}");
            """.formatted(literal(Json.text(values.values())));
        return AROUND.formatted(literal(Json.text(values.keySet())), literal(body), call);
    }

    static String check(String body, String... names) {
        String list = Arrays.stream(names).map(Json::text).collect(Collectors.joining(",", "[", "]"));
        return AROUND.formatted(literal(list), literal(body), "say({ value: true });");
    }

    /** A JSON string is a JavaScript string too. */
    private static String literal(String text) {
        return Json.text(text);
    }
}
