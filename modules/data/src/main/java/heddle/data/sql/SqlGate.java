package heddle.data.sql;

import heddle.kernel.problem.Problem;
import java.util.List;

/**
 * The first of several defences: lets one reading statement through that names nothing but views, columns and functions
 * from a list. What it lets through still runs in a login that can read this tenant's views only.
 *
 * <p>It works on tokens and not on a parsed tree, so that there is no second grammar whose reading could differ from
 * PostgreSQL's: any name before a parenthesis has to be a known function, type or key word, wherever it stands.
 */
final class SqlGate {
    static final int MAX_LENGTH = 10_000;

    private final List<Token> tokens;

    private SqlGate(List<Token> tokens) {
        this.tokens = tokens;
    }

    /**
     * The tokens of an admitted statement.
     *
     * @throws Problem 400 SQL_TOO_LONG or SQL_SYNTAX_ERROR, 403 SQL_READ_ONLY or SQL_FORBIDDEN
     */
    static List<Token> admit(String sql) {
        if (sql.length() > MAX_LENGTH) {
            throw Problem.badRequest("SQL_TOO_LONG", "A statement has at most 10,000 characters");
        }
        List<Token> tokens = Lexer.tokens(sql);
        while (!tokens.isEmpty() && tokens.getLast().isSymbol(';')) {
            tokens.removeLast();
        }
        if (tokens.isEmpty()) {
            throw Problem.invalid("sql", "required", "Send a SELECT statement");
        }
        new SqlGate(tokens).check();
        return tokens;
    }

    private void check() {
        begins(firstOfQuery());
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.isSymbol(';')) {
                throw forbidden("Send one statement at a time", token);
            }
            if (token.isName()) {
                name(i, token);
            }
        }
    }

    /** The place of the word that says what the statement does, after {@code explain} and its options. */
    private int firstOfQuery() {
        int i = 0;
        if (!tokens.getFirst().isWord("explain")) {
            return i;
        }
        i++;
        if (i + 1 < tokens.size() && tokens.get(i).isSymbol('(') && !isQuery(tokens.get(i + 1))) {
            i = closing(i) + 1;
        }
        while (i < tokens.size()
                && (tokens.get(i).isWord("analyze") || tokens.get(i).isWord("verbose"))) {
            i++;
        }
        return i;
    }

    private static boolean isQuery(Token token) {
        return token.isSymbol('(') || token.isWord("select") || token.isWord("with") || token.isWord("values");
    }

    private void begins(int first) {
        if (first >= tokens.size()) {
            throw Lexer.fault("The statement ends too early", tokens.getLast().start());
        }
        Token token = tokens.get(first);
        if (isQuery(token)) {
            return;
        }
        if (token.kind() == Token.Kind.WORD && SqlWords.WRITES.contains(token.text())) {
            throw readOnly(token);
        }
        if (token.kind() == Token.Kind.WORD && SqlWords.COMMANDS.contains(token.text())) {
            throw forbidden("Only SELECT, WITH, VALUES and EXPLAIN are available", token);
        }
        throw Lexer.fault("A statement begins with SELECT, WITH, VALUES or EXPLAIN", token.start());
    }

    private void name(int i, Token token) {
        String name = token.text();
        if (name.startsWith("pg_")
                || SqlWords.FORBIDDEN.contains(name)
                || SqlWords.PHYSICAL.matcher(name).matches()) {
            throw forbidden("The name " + name + " is not available; see object_types and properties", token);
        }
        if (token.kind() == Token.Kind.WORD) {
            if (SqlWords.WRITING_PARTS.contains(name)) {
                throw readOnly(token);
            }
            if (SqlWords.SESSION.contains(name)) {
                throw forbidden("The word " + name + " is not available; put a column's name in double quotes", token);
            }
        }
        if (isAfterExpression(i)) {
            throw forbidden("A name may not follow an expression and a dot", token);
        }
        if (i + 1 < tokens.size() && tokens.get(i + 1).isSymbol('(')) {
            call(i, token);
        }
    }

    /** {@code (expression).name} calls the function of that name. */
    private boolean isAfterExpression(int i) {
        return i >= 2 && tokens.get(i - 1).isSymbol('.') && !tokens.get(i - 2).isName();
    }

    private void call(int i, Token token) {
        String name = token.text();
        if (i > 0 && tokens.get(i - 1).isSymbol('.')) {
            throw forbidden("A function may not be called with a schema", token);
        }
        boolean word = token.kind() == Token.Kind.WORD;
        boolean known = SqlWords.FUNCTIONS.contains(name)
                || (word && (SqlWords.KEYWORDS.contains(name) || SqlWords.TYPES.contains(name)));
        boolean named = i > 0 && tokens.get(i - 1).isWord("as");
        if (!known && !named && !isCommonTable(i)) {
            throw forbidden("The function " + name + " is not available; before an alias with columns write AS", token);
        }
    }

    /** {@code name (column, ..) as (select ..)}, which no call of a function can look like. */
    private boolean isCommonTable(int i) {
        int close = closing(i + 1);
        for (int k = i + 2; k < close; k++) {
            boolean comma = (k - i) % 2 == 1;
            if (comma ? !tokens.get(k).isSymbol(',') : !tokens.get(k).isName()) {
                return false;
            }
        }
        int k = close + 1;
        if (k >= tokens.size() || !tokens.get(k++).isWord("as")) {
            return false;
        }
        k += k < tokens.size() && tokens.get(k).isWord("not") ? 1 : 0;
        k += k < tokens.size() && tokens.get(k).isWord("materialized") ? 1 : 0;
        // A column may be called "values", so that the word alone does not begin a query.
        return k + 2 < tokens.size()
                && tokens.get(k).isSymbol('(')
                && isQuery(tokens.get(k + 1))
                && (!tokens.get(k + 1).isWord("values") || tokens.get(k + 2).isSymbol('('));
    }

    /** The place of the parenthesis that ends the one at {@code open}. */
    private int closing(int open) {
        int depth = 0;
        for (int i = open; i < tokens.size(); i++) {
            depth += tokens.get(i).isSymbol('(') ? 1 : tokens.get(i).isSymbol(')') ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        throw Lexer.fault("The parenthesis has no end", tokens.get(open).start());
    }

    private static Problem readOnly(Token token) {
        return Problem.forbidden(
                        "SQL_READ_ONLY",
                        "SQL only reads here, and " + token.text()
                                + " writes; use the objects API, or double quotes for a column of that name")
                .with("position", token.start() + 1);
    }

    private static Problem forbidden(String message, Token token) {
        return Problem.forbidden("SQL_FORBIDDEN", message).with("position", token.start() + 1);
    }
}
