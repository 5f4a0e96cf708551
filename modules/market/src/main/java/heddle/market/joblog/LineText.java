package heddle.market.joblog;

import heddle.kernel.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** The data of a line as stored text, of bounded length and without what a database refuses. */
final class LineText {
    private static final int MAX = 64 * 1024;
    private static final int MAX_MEMBER = 8_000;

    private LineText() {}

    static String of(Map<String, Object> data) {
        String whole = Json.text(data);
        if (whole.length() <= MAX && whole.indexOf("\\u0000") < 0) {
            return whole;
        }
        Map<String, Object> cut = new LinkedHashMap<>();
        data.forEach((name, value) -> cut.put(name, value instanceof String text ? shortened(text) : value));
        cut.put("truncated", whole.length() > MAX);
        String text = Json.text(cut);
        return text.length() <= MAX && text.indexOf("\\u0000") < 0 ? text : "{\"truncated\":true}";
    }

    private static String shortened(String text) {
        String clean = text.replace("\0", "");
        if (clean.length() <= MAX_MEMBER) {
            return clean;
        }
        int end = Character.isHighSurrogate(clean.charAt(MAX_MEMBER - 1)) ? MAX_MEMBER - 1 : MAX_MEMBER;
        return clean.substring(0, end) + "...";
    }
}
