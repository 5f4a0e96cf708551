package heddle.client;

/** Text that others wrote, made harmless for a terminal. */
final class Plain {
    private static final int ESCAPE = 0x1b;
    private static final int CSI = 0x9b;

    private Plain() {}

    /** Without escape sequences, control characters and marks that turn the direction; lines and tabs stay. */
    static String of(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            if (c == ESCAPE || c == CSI) {
                at = afterSequence(text, at);
                continue;
            }
            at += Character.charCount(c);
            int type = Character.getType(c);
            boolean harmless = c == '\n'
                    || c == '\t'
                    || (type != Character.CONTROL && type != Character.FORMAT && type != Character.SURROGATE);
            if (harmless) {
                out.appendCodePoint(c);
            }
        }
        return out.toString();
    }

    /** The same on one line, so that nobody's text looks like a line of ours. */
    static String line(String text) {
        return of(text).replaceAll("[\\n\\t]+", " ");
    }

    /** The same on one line without the space between its words, cut to a width. */
    static String line(String text, int width) {
        String one = of(text).replaceAll("\\s+", " ").strip();
        return one.codePointCount(0, one.length()) <= width
                ? one
                : one.substring(0, one.offsetByCodePoints(0, width - 1)) + "…";
    }

    /** Where a sequence ends: CSI at its final letter, OSC and its like at BEL or ST, others after one character. */
    private static int afterSequence(String text, int start) {
        boolean single = text.charAt(start) == CSI;
        int at = start + 1;
        char kind = single ? '[' : at < text.length() ? text.charAt(at++) : 0;
        if (kind == '[') {
            while (at < text.length() && (text.charAt(at) < 0x40 || text.charAt(at) > 0x7e)) {
                at++;
            }
            return Math.min(text.length(), at + 1);
        }
        if ("]PX^_".indexOf(kind) >= 0) {
            while (at < text.length() && text.charAt(at) != 0x07 && text.charAt(at) != ESCAPE) {
                at++;
            }
            boolean bell = at < text.length() && text.charAt(at) == 0x07;
            return Math.min(text.length(), bell ? at + 1 : at + 2);
        }
        return at;
    }
}
