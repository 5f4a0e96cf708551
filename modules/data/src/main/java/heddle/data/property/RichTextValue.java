package heddle.data.property;

import org.jspecify.annotations.Nullable;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** HTML cut down to an allow-list on write, or Markdown as sent. */
final class RichTextValue implements ValueType {
    /** Cleaning may lengthen a text; more than this is refused before it is parsed. */
    private static final int MAX_INPUT = 4 * StringValue.MAX_TEXT;

    /** One round cleans; another sees that the balanced result reads back as itself. */
    private static final int MAX_ROUNDS = 10;

    private static final PolicyFactory ALLOWED = new HtmlPolicyBuilder()
            .allowCommonBlockElements()
            .allowCommonInlineFormattingElements()
            .allowElements("a", "img", "pre", "hr", "mark", "figure", "figcaption", "span")
            .allowElements("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "colgroup", "col")
            .allowUrlProtocols("http", "https", "mailto", "tel")
            .allowAttributes("href")
            .onElements("a")
            .allowAttributes("src", "alt", "width", "height")
            .onElements("img")
            .allowAttributes("colspan", "rowspan")
            .onElements("td", "th")
            .allowAttributes("title")
            .globally()
            .requireRelNofollowOnLinks()
            .toFactory();

    @Override
    public @Nullable JsonNode stored(Property p, JsonNode in, Spot at) {
        String text = Texts.read(in, at);
        if (text == null || !Texts.fits(text, 0, MAX_INPUT, at)) {
            return null;
        }
        String clean = "markdown".equals(p.format()) ? text : clean(text);
        if (clean == null) {
            return at.refuse("invalid_format", "Send HTML whose elements are closed and nested properly");
        }
        int max = Math.min(p.options().path("max_length").asInt(StringValue.MAX_TEXT), StringValue.MAX_TEXT);
        return Texts.fits(clean, 0, max, at) ? JsonNodeFactory.instance.stringNode(clean) : null;
    }

    /** The allowed part, or null when cleaning broken mark-up does not come to rest. */
    static @Nullable String clean(String html) {
        String before = html;
        for (int round = 0; round < MAX_ROUNDS; round++) {
            String after = plain(ALLOWED.sanitize(before));
            if (after.equals(before)) {
                return after;
            }
            before = after;
        }
        return null;
    }

    /** The cleaner also escapes signs that mean nothing in text or between double quotes; searches look for them. */
    private static String plain(String html) {
        return html.replace("&#64;", "@")
                .replace("&#61;", "=")
                .replace("&#43;", "+")
                .replace("&#39;", "'");
    }
}
