package heddle.kernel.db;

import java.sql.SQLException;

/** A failed statement of the plain JDBC path. */
public final class DbFailure extends RuntimeException {
    public DbFailure(SQLException cause) {
        super(cause);
    }
}
