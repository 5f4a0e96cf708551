package heddle.identity.email;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text that a mail of HTML alone is given, for readers that show no HTML. One pass from left to right: the HTML is
 * somebody else's and may be a megabyte of opened tags.
 */
final class PlainText {
    private static final Set<String> UNSEEN = Set.of("head", "script", "style", "title", "template");
    private static final Set<String> LINES = Set.of("br", "tr", "dt", "dd", "option");
    private static final Set<String> PARAGRAPHS = Set.of(
            "p",
            "div",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "ul",
            "ol",
            "dl",
            "table",
            "blockquote",
            "pre",
            "hr",
            "section",
            "article",
            "header",
            "footer");
    private static final Pattern HREF =
            Pattern.compile("\\bhref\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)')", Pattern.CASE_INSENSITIVE);
    private static final int MAX_TAG = 4096;
    private static final Pattern ENTITY =
            Pattern.compile("&(?:#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));");
    private static final Map<String, String> NAMED = Map.of(
            "amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", " ", "copy", "©", "euro", "€", "mdash",
            "—", "ndash", "–");

    private final String html;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private int breaks;
    private boolean space;
    private String link = "";
    private int linkFrom;

    private PlainText(String html) {
        this.html = html;
    }

    static String of(String html) {
        PlainText text = new PlainText(html);
        text.run();
        return text.out.toString();
    }

    private void run() {
        while (at < html.length()) {
            int open = nextTag();
            text(html.substring(at, open));
            at = open;
            if (open < html.length()) {
                tag();
            }
        }
    }

    /** Where the next tag or comment begins; what looks like one but never ends is text. */
    private int nextTag() {
        int open = html.indexOf('<', at);
        while (open >= 0 && open + 1 < html.length()) {
            char next = html.charAt(open + 1);
            if (Character.isLetter(next) || next == '/' || next == '!') {
                return html.indexOf('>', open) < 0 ? html.length() : open;
            }
            open = html.indexOf('<', open + 1);
        }
        return html.length();
    }

    private void tag() {
        if (html.startsWith("<!--", at)) {
            int end = html.indexOf("-->", at + 4);
            at = end < 0 ? html.length() : end + 3;
            return;
        }
        int end = html.indexOf('>', at);
        String tag = html.substring(at + 1, Math.min(end, at + MAX_TAG));
        at = end + 1;
        boolean closing = tag.startsWith("/");
        String name = name(tag, closing ? 1 : 0);
        if (UNSEEN.contains(name) && !closing) {
            skip("</" + name);
        } else if (name.equals("a")) {
            link(tag, closing);
        } else if (name.equals("li") && !closing) {
            breaks = Math.max(breaks, 1);
            text("- ");
        } else if (PARAGRAPHS.contains(name)) {
            breaks = 2;
        } else if (LINES.contains(name)) {
            breaks = Math.max(breaks, 1);
        }
    }

    private void skip(String closingTag) {
        int found = at;
        while (found < html.length() && !html.regionMatches(true, found, closingTag, 0, closingTag.length())) {
            int next = html.indexOf('<', found + 1);
            found = next < 0 ? html.length() : next;
        }
        at = found;
    }

    /** The address stands behind its words, unless it is the words. */
    private void link(String tag, boolean closing) {
        if (!closing) {
            Matcher href = HREF.matcher(tag);
            String address = !href.find() ? "" : href.group(1) == null ? href.group(2) : href.group(1);
            link = address == null ? "" : address;
            linkFrom = out.length();
            return;
        }
        String words = out.substring(Math.min(linkFrom, out.length())).strip();
        if (!link.isEmpty() && !decoded(link).equals(words)) {
            text(words.isEmpty() ? link : " (" + link + ")");
        }
        link = "";
    }

    private void text(String raw) {
        String text = raw.indexOf('&') < 0 ? raw : decoded(raw);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c)) {
                space = true;
                continue;
            }
            if (!out.isEmpty()) {
                out.append(breaks > 0 ? "\n".repeat(breaks) : space ? " " : "");
            }
            breaks = 0;
            space = false;
            out.append(c);
        }
    }

    private static String name(String tag, int from) {
        int end = from;
        while (end < tag.length() && Character.isLetterOrDigit(tag.charAt(end))) {
            end++;
        }
        return tag.substring(from, end).toLowerCase(Locale.ROOT);
    }

    private static String decoded(String text) {
        return ENTITY.matcher(text).replaceAll(PlainText::character);
    }

    private static String character(MatchResult entity) {
        if (entity.group(3) != null) {
            return Matcher.quoteReplacement(NAMED.getOrDefault(entity.group(3), entity.group()));
        }
        int code = entity.group(1) != null ? Integer.parseInt(entity.group(1)) : Integer.parseInt(entity.group(2), 16);
        boolean surrogate = code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE;
        boolean shown = Character.isValidCodePoint(code) && !Character.isISOControl(code) && !surrogate;
        return shown ? Matcher.quoteReplacement(Character.toString(code)) : "";
    }
}
