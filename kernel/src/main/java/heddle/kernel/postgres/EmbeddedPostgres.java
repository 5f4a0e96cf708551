package heddle.kernel.postgres;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A PostgreSQL server of our own that lives in the home folder and listens on loopback.
 *
 * <p>It outlives a killed JVM: the next start finds it and adopts it, or recovers what it left. Several processes may
 * use one home; the last one to {@link #stop} it ends the server.
 */
public final class EmbeddedPostgres {
    /** The database that every cluster has. */
    public static final String DATABASE = "heddle";

    private static final String NO_SUCH_DATABASE = "3D000";

    private final Path home;
    private final Cluster cluster;
    private final Programs programs;
    private final Options options;
    private final Launcher.Running running;
    private final Path user;
    private final AtomicBoolean stopped = new AtomicBoolean();

    private EmbeddedPostgres(Path home, Cluster cluster, Programs programs, Options options, Launcher.Running running) {
        this.home = home;
        this.cluster = cluster;
        this.programs = programs;
        this.options = options;
        this.running = running;
        this.user = Users.of(home).enter();
    }

    /**
     * Starts or adopts the server of this home and returns when it takes log-ins.
     *
     * @throws PostgresFault when that cannot be; its message is for the person who runs Heddle
     */
    public static EmbeddedPostgres start(Path home, Options options) {
        Path folder = Folders.open(home);
        Path shared = options.programs();
        Binaries binaries = Binaries.in(shared == null ? folder : Folders.open(shared));
        Programs programs = new Programs(binaries, new ServerLog(folder.resolve("postgres.log")));
        try (HomeLock _ = HomeLock.take(folder, options.patience())) {
            Cluster cluster = Cluster.in(folder, programs);
            Launcher.Running running = new Launcher(folder, cluster, programs, options).run();
            EmbeddedPostgres server = new EmbeddedPostgres(folder, cluster, programs, options, running);
            server.prepare();
            return server;
        } catch (IOException e) {
            throw new PostgresFault("Cannot start the database in " + folder + ": " + e.getMessage(), e);
        }
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + running.port() + "/" + database;
    }

    /** The superuser of the cluster. */
    public String user() {
        return Cluster.USER;
    }

    public String password() {
        return cluster.password();
    }

    public int port() {
        return running.port();
    }

    /** Whether the server ran already. */
    public boolean adopted() {
        return running.adopted();
    }

    /** Where the server writes what ails it. */
    public Path log() {
        return programs.log().file();
    }

    /** Ends open sessions and the server, unless another process uses it too; a second call does nothing. */
    public void stop() {
        if (!stopped.compareAndSet(false, true)) {
            return;
        }
        try (HomeLock _ = HomeLock.take(home, options.patience())) {
            leave();
        } catch (IOException e) {
            throw new PostgresFault("Cannot stop the database in " + home + ": " + e.getMessage(), e);
        }
    }

    private void leave() throws IOException {
        boolean last = Users.of(home).leave(user);
        if (last && isRunning() && !end("fast") && isRunning()) {
            // Nothing is lost by it: the next start recovers from the log.
            end("immediate");
        }
    }

    private boolean isRunning() throws IOException {
        return Postmaster.of(cluster.data())
                .filter(postmaster -> postmaster.runs(cluster.data()))
                .isPresent();
    }

    private boolean end(String mode) {
        long seconds = Math.max(1, options.patience().toSeconds());
        List<String> arguments = List.of(
                "stop", "--silent", "--wait", "--mode=" + mode, "--timeout=" + seconds, "--pgdata=" + cluster.data());
        return programs.run("pg_ctl", arguments, options.patience().plusSeconds(10)) == 0;
    }

    /** A real log-in proves that this server is ours; the first one finds its database missing. */
    private void prepare() throws IOException {
        try {
            connect(DATABASE).close();
        } catch (SQLException e) {
            if (!NO_SUCH_DATABASE.equals(e.getSQLState())) {
                leave();
                throw refused(e);
            }
            create();
        }
    }

    private void create() {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + DATABASE);
        } catch (SQLException e) {
            throw refused(e);
        }
    }

    private Connection connect(String database) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", user());
        login.setProperty("password", password());
        login.setProperty("connectTimeout", "10");
        return DriverManager.getConnection(jdbcUrl(database), login);
    }

    private PostgresFault refused(SQLException cause) {
        return new PostgresFault(
                "The database on port " + port() + " refuses the log-in with " + home.resolve("postgres.password")
                        + ": " + cause.getMessage() + programs.log().tail(),
                cause);
    }
}
