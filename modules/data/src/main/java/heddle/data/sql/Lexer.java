package heddle.data.sql;

import heddle.kernel.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts SQL into tokens by PostgreSQL's own rules, with {@code standard_conforming_strings} on. Spellings that other
 * readers of the same text (the JDBC driver) could cut differently are refused: dollar quotes, {@code E''},
 * {@code U&''}, braces.
 */
final class Lexer {
    private static final Pattern NUMBER = Pattern.compile(
            "0[xXoObB][0-9A-Fa-f_]+|([0-9][0-9_]*([.][0-9_]*)?|[.][0-9][0-9_]*)([eE][+-]?[0-9][0-9_]*)?");
    private static final String SYMBOLS = "+-*/<>=~!@#%^&|?()[],.;:";

    private final String sql;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Lexer(String sql) {
        this.sql = sql;
    }

    /**
     * @throws Problem 400 SQL_SYNTAX_ERROR
     */
    static List<Token> tokens(String sql) {
        Lexer lexer = new Lexer(sql);
        while (lexer.skipBlank()) {
            lexer.next();
        }
        return lexer.tokens;
    }

    static Problem fault(String message, int position) {
        return Problem.badRequest("SQL_SYNTAX_ERROR", message).with("position", position + 1);
    }

    private void next() {
        char c = sql.charAt(at);
        if (c == '\'') {
            literal();
        } else if (c == '"') {
            quoted();
        } else if (c == '$') {
            param();
        } else if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
            number();
        } else if (startsWord(c)) {
            word();
        } else if (SYMBOLS.indexOf(c) >= 0) {
            add(Token.Kind.SYMBOL, String.valueOf(c), at + 1);
        } else {
            throw fault("The character " + c + " means nothing here", at);
        }
    }

    private char peek(int ahead) {
        return at + ahead < sql.length() ? sql.charAt(at + ahead) : 0;
    }

    private void add(Token.Kind kind, String text, int end) {
        tokens.add(new Token(kind, text, at, end));
        at = end;
    }

    /** Skips white space and comments; false at the end of the text. */
    private boolean skipBlank() {
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == ' ' || (c >= '\t' && c <= '\r')) {
                at++;
            } else if (c == '-' && peek(1) == '-') {
                while (at < sql.length() && sql.charAt(at) != '\n' && sql.charAt(at) != '\r') {
                    at++;
                }
            } else if (c == '/' && peek(1) == '*') {
                comment();
            } else {
                return true;
            }
        }
        return false;
    }

    private void comment() {
        int start = at;
        int depth = 0;
        do {
            if (at >= sql.length()) {
                throw fault("The comment has no end", start);
            }
            if (sql.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (sql.startsWith("*/", at)) {
                depth--;
                at += 2;
            } else {
                at++;
            }
        } while (depth > 0);
    }

    private void literal() {
        if (!tokens.isEmpty() && tokens.getLast().end() == at) {
            Token before = tokens.getLast();
            if (before.isWord("e") || before.isSymbol('&')) {
                throw fault("Escape strings are not available; use a plain '..' or a parameter", before.start());
            }
        }
        int end = closing('\'');
        add(Token.Kind.LITERAL, sql.substring(at, end), end);
    }

    private void quoted() {
        if (!tokens.isEmpty()
                && tokens.getLast().end() == at
                && tokens.getLast().isSymbol('&')) {
            throw fault("Unicode escapes are not available in names", at);
        }
        int end = closing('"');
        String name = sql.substring(at + 1, end - 1).replace("\"\"", "\"");
        if (name.isEmpty()) {
            throw fault("A name in quotes may not be empty", at);
        }
        add(Token.Kind.QUOTED, name, end);
    }

    private int closing(char quote) {
        int i = at + 1;
        while (i < sql.length()) {
            if (sql.charAt(i) != quote) {
                i++;
            } else if (i + 1 < sql.length() && sql.charAt(i + 1) == quote) {
                i += 2;
            } else {
                return i + 1;
            }
        }
        throw fault("The quote has no end", at);
    }

    private void param() {
        int end = at + 1;
        while (end < sql.length() && isDigit(sql.charAt(end))) {
            end++;
        }
        if (end == at + 1 || end > at + 5 || (end < sql.length() && inWord(sql.charAt(end)))) {
            throw fault("Write $1, $2 and so on for values, and '..' for text", at);
        }
        add(Token.Kind.PARAM, sql.substring(at + 1, end), end);
    }

    private void number() {
        Matcher number = NUMBER.matcher(sql).region(at, sql.length());
        if (!number.lookingAt()) {
            throw fault("This is no number", at);
        }
        int end = number.end();
        if (end < sql.length() && (inWord(sql.charAt(end)) || sql.charAt(end) == '.')) {
            throw fault("This is no number", at);
        }
        add(Token.Kind.NUMBER, number.group(), end);
    }

    private void word() {
        int end = at + 1;
        while (end < sql.length() && inWord(sql.charAt(end))) {
            end++;
        }
        add(Token.Kind.WORD, Token.fold(sql.substring(at, end)), end);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean startsWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    }

    private static boolean inWord(char c) {
        return startsWord(c) || isDigit(c) || c == '$';
    }
}
