package heddle.data.sql;

import heddle.kernel.problem.Problem;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What PostgreSQL says about a tenant's statement, without the names of our tables. */
final class SqlRefusals {
    private static final Pattern PHYSICAL =
            Pattern.compile("\\b(?:(?:[tv]_[0-9a-hjkmnp-tv-z]{26}|data|kernel)\\.)|\\b[tov]_[0-9a-hjkmnp-tv-z]{26}\\b");

    private SqlRefusals() {}

    static String scrubbed(String text) {
        Matcher names = PHYSICAL.matcher(text);
        return names.replaceAll(n -> n.group().endsWith(".") ? "" : "object_table");
    }

    /** The refusal, or null when the failure is not the statement's. */
    static @Nullable Problem of(SQLException failure, Statement statement) {
        String state = String.valueOf(failure.getSQLState());
        if (state.equals("57014") || state.equals("55P03")) {
            return timeout();
        }
        if (state.equals("25006")) {
            return Problem.forbidden("SQL_READ_ONLY", "SQL only reads here; use the objects API to write");
        }
        if (state.equals("42501")) {
            return Problem.forbidden("SQL_FORBIDDEN", "The statement names something that it may not use");
        }
        if (String.valueOf(failure.getMessage()).contains("maxResultBuffer")) {
            return Problem.badRequest("SQL_RESULT_TOO_LARGE", "A part of the result is too large; select less");
        }
        if (state.startsWith("53") && !state.equals("53300")) {
            return Problem.badRequest("SQL_TOO_COMPLEX", "The statement needs too much memory or disk; narrow it");
        }
        if (state.startsWith("54")) {
            return Problem.badRequest("SQL_TOO_COMPLEX", scrubbed(said(failure)));
        }
        if (state.startsWith("42") || state.startsWith("0A") || state.equals("26000")) {
            return explained("SQL_SYNTAX_ERROR", failure, statement);
        }
        if (state.startsWith("2") || state.startsWith("07")) {
            return explained("SQL_ERROR", failure, statement);
        }
        return null;
    }

    static Problem timeout() {
        return Problem.of(504, "TIMEOUT", "The statement took longer than 5 seconds; narrow it");
    }

    private static Problem explained(String code, SQLException failure, Statement statement) {
        Problem refusal = Problem.badRequest(code, scrubbed(said(failure)));
        ServerErrorMessage told = failure instanceof PSQLException known ? known.getServerErrorMessage() : null;
        if (told != null && told.getPosition() > 0) {
            refusal.with("position", statement.position(told.getPosition()));
        }
        if (told != null && told.getHint() != null) {
            refusal.with("hint", scrubbed(told.getHint()));
        }
        return refusal;
    }

    private static String said(SQLException failure) {
        ServerErrorMessage told = failure instanceof PSQLException known ? known.getServerErrorMessage() : null;
        String text = told == null ? failure.getMessage() : told.getMessage();
        return text == null ? "The statement failed" : text;
    }
}
