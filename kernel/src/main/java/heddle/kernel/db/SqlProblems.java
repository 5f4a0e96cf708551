package heddle.kernel.db;

import heddle.kernel.problem.Problem;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a refusal of PostgreSQL means to the caller. */
public final class SqlProblems {
    private static final Pattern TYPE_TABLE = Pattern.compile("\"t_[0-9a-z]{26}\\.o_[0-9a-z]{26}\"");

    private SqlProblems() {}

    /** The problem, or null when the failure is a defect of ours. */
    public static @Nullable Problem of(Throwable failure) {
        SQLException cause = find(failure);
        if (cause == null) {
            return null;
        }
        if (cause instanceof SQLTransientConnectionException) {
            return Problem.unavailable("NOT_READY", "The database is busy or away; try again");
        }
        String state = String.valueOf(cause.getSQLState());
        if (state.startsWith("08") || state.startsWith("57P") || state.startsWith("53")) {
            return Problem.unavailable("NOT_READY", "The database is busy or away; try again");
        }
        return switch (state) {
            case "23505" -> Problem.conflict("DUPLICATE_VALUE", "A value that must be unique is taken");
            case "23503" -> Problem.conflict("CONFLICT", "Something else still refers to this");
            case "22021" -> Problem.invalid("", "invalid_format", "Text may not contain the NUL character");
            case "22003" -> Problem.invalid("", "out_of_range", "A number is too large to be stored");
            case "23514" -> Problem.invalid("", "out_of_range", "A value breaks a rule of the data");
            case "57014" -> Problem.of(504, "TIMEOUT", "The query took too long; narrow it");
            // A type may be deleted between the moment a request finds it and the moment it asks for its objects.
            case "42P01" ->
                TYPE_TABLE.matcher(String.valueOf(cause.getMessage())).find() ? Problem.notFound() : null;
            case "40001", "40P01" -> Problem.conflict("CONFLICT", "Somebody changed the same data; try again");
            default -> null;
        };
    }

    /** The SQLSTATE of a failure, or an empty text. */
    public static String state(Throwable failure) {
        SQLException cause = find(failure);
        return cause == null || cause.getSQLState() == null ? "" : cause.getSQLState();
    }

    /** The name of the constraint or index that refused, or an empty text. */
    public static String constraint(Throwable failure) {
        if (find(failure) instanceof org.postgresql.util.PSQLException refused
                && refused.getServerErrorMessage() != null) {
            String name = refused.getServerErrorMessage().getConstraint();
            return name == null ? "" : name;
        }
        return "";
    }

    private static @Nullable SQLException find(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }
}
