package heddle.data.sql;

import java.util.Locale;

/**
 * A piece of SQL text as PostgreSQL itself cuts it.
 *
 * @param text as written; of a quoted name without its quotes
 * @param start of the first character in the text, from 0
 * @param end after the last character
 */
record Token(Kind kind, String text, int start, int end) {
    enum Kind {
        /** A name or key word without quotes, in lower case. */
        WORD,
        /** A name in double quotes. */
        QUOTED,
        LITERAL,
        NUMBER,
        /** {@code $1}. */
        PARAM,
        SYMBOL
    }

    /** PostgreSQL folds the letters of ASCII only. */
    static String fold(String word) {
        return word.chars().allMatch(c -> c < 0x80) ? word.toLowerCase(Locale.ROOT) : foldAscii(word);
    }

    private static String foldAscii(String word) {
        StringBuilder out = new StringBuilder(word.length());
        word.chars().forEach(c -> out.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c)));
        return out.toString();
    }

    boolean isWord(String word) {
        return kind == Kind.WORD && text.equals(word);
    }

    boolean isSymbol(char symbol) {
        return kind == Kind.SYMBOL && text.charAt(0) == symbol;
    }

    boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED;
    }
}
