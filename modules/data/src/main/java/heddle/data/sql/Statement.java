package heddle.data.sql;

import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An admitted statement in the spelling of JDBC: {@code ?} for each value, {@code ??} for the operator {@code ?}.
 *
 * @param text without comments
 * @param values for each {@code ?} the place of its value among those sent, from 0
 * @param nullTests the {@code ?} of which only {@code is null} is asked, so that nothing else tells their type
 * @param places where the tokens start in the text that PostgreSQL sees, and where they were in the caller's
 * @param explain whether it asks for a plan
 */
record Statement(
        String text, List<Integer> values, BitSet nullTests, TreeMap<Integer, Integer> places, boolean explain) {

    /**
     * @param given how many values were sent
     * @throws Problem 400 or 403 when the statement may not run, or its values are not as many as its places
     */
    static Statement of(String sql, int given) {
        return new Writer(sql, SqlGate.admit(sql)).write(given);
    }

    /** Where a position in PostgreSQL's text, from 1, was in the caller's text, from 1. */
    int position(int there) {
        Map.Entry<Integer, Integer> token = places.floorEntry(there - 1);
        return token == null ? 1 : token.getValue() + (there - 1 - token.getKey()) + 1;
    }

    private static final class Writer {
        private final String sql;
        private final List<Token> tokens;
        private final boolean numbered;
        private final StringBuilder jdbc = new StringBuilder();
        private final List<Integer> values = new ArrayList<>();
        private final BitSet nullTests = new BitSet();
        private final TreeMap<Integer, Integer> places = new TreeMap<>();
        /** How much longer PostgreSQL's text is than JDBC's so far: {@code $1} for {@code ?}. */
        private int longer;

        Writer(String sql, List<Token> tokens) {
            this.sql = sql;
            this.tokens = tokens;
            this.numbered = tokens.stream().anyMatch(t -> t.kind() == Token.Kind.PARAM);
        }

        Statement write(int given) {
            for (int i = 0; i < tokens.size(); i++) {
                Token token = tokens.get(i);
                if (i > 0) {
                    gap(tokens.get(i - 1).end(), token.start());
                }
                places.put(jdbc.length() + longer, token.start());
                token(i, token);
            }
            check(given);
            return new Statement(
                    jdbc.toString(),
                    values,
                    nullTests,
                    places,
                    tokens.getFirst().isWord("explain"));
        }

        /** A line break counts: it joins two literals. */
        private void gap(int from, int to) {
            if (to > from) {
                jdbc.append(sql.substring(from, to).contains("\n") ? '\n' : ' ');
            }
        }

        private void token(int i, Token token) {
            if (token.kind() == Token.Kind.PARAM) {
                value(i, Integer.parseInt(token.text()) - 1);
            } else if (!token.isSymbol('?')) {
                jdbc.append(sql, token.start(), token.end());
            } else if (!numbered && i > 0 && isDoubled(i - 1)) {
                // The second half of ?? was written with the first.
                return;
            } else if (numbered || isDoubled(i) || isOperator(i)) {
                jdbc.append("??");
                longer--;
            } else {
                value(i, values.size());
            }
        }

        private void value(int i, int place) {
            if (i + 1 < tokens.size() && tokens.get(i + 1).isWord("is")) {
                nullTests.set(values.size());
            }
            values.add(place);
            jdbc.append('?');
            longer += Integer.toString(values.size()).length();
        }

        /** Part of {@code @?}, {@code ?|} or {@code ?&}, which no value can be; {@code ?||} joins a value to a text. */
        private boolean isOperator(int i) {
            return (i > 0 && tokens.get(i - 1).isSymbol('@') && touchesNext(i - 1))
                    || followedBy(i, '&')
                    || (followedBy(i, '|') && !followedBy(i + 1, '|'));
        }

        /** The first half of {@code ??}. */
        private boolean isDoubled(int i) {
            boolean second = i > 0 && tokens.get(i - 1).isSymbol('?') && touchesNext(i - 1);
            return tokens.get(i).isSymbol('?') && followedBy(i, '?') && !second;
        }

        private boolean followedBy(int i, char sign) {
            return i + 1 < tokens.size() && tokens.get(i + 1).isSymbol(sign) && touchesNext(i);
        }

        private boolean touchesNext(int i) {
            return tokens.get(i).end() == tokens.get(i + 1).start();
        }

        private void check(int given) {
            int wanted = values.stream().mapToInt(v -> v + 1).max().orElse(0);
            if (values.contains(-1)) {
                throw Lexer.fault("Values are counted from $1", 0);
            }
            if (wanted != given) {
                throw Problem.invalid(List.of(new Fault(
                        "params",
                        wanted > given ? "too_short" : "too_long",
                        "The statement has places for " + wanted + " values, and " + given + " were sent")));
            }
        }
    }
}
