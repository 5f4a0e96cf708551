package heddle.kernel.db;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings the database to this version's shape: plain SQL under {@code db/<module>}, named by time, never changed. */
public final class Migrations {
    private Migrations() {}

    /**
     * @param modules folders under {@code db/} on the class path
     */
    public static void run(DataSource database, String... modules) {
        String[] locations = new String[modules.length];
        for (int i = 0; i < modules.length; i++) {
            locations[i] = "classpath:db/" + modules[i];
        }
        Flyway.configure()
                .dataSource(database)
                .locations(locations)
                .schemas("kernel")
                .table("schema_history")
                .outOfOrder(true)
                .validateMigrationNaming(true)
                .load()
                .migrate();
    }
}
