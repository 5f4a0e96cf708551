package heddle.kernel.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Brings the server of a cluster up, or finds it up. The caller holds the lock of the home. */
final class Launcher {
    private static final String LOOPBACK = "127.0.0.1";

    private final Cluster cluster;
    private final Programs programs;
    private final Options options;
    private final Path portFile;
    private final Patience patience;

    Launcher(Path home, Cluster cluster, Programs programs, Options options) {
        this.cluster = cluster;
        this.programs = programs;
        this.options = options;
        this.portFile = home.resolve("postgres.port");
        this.patience = new Patience(options.patience());
    }

    record Running(int port, boolean adopted) {}

    Running run() throws IOException {
        Optional<Running> found = adopt();
        if (found.isPresent()) {
            return found.get();
        }
        // What is left of the file is stale. PostgreSQL would mistake a reused pid for a living server; that no orphan
        // of the old server still writes, it checks again by the shared memory of the folder.
        Files.deleteIfExists(Postmaster.file(cluster.data()));
        programs.log().rotate();
        while (true) {
            int port = port();
            if (launch(port)) {
                Files.writeString(portFile, port + "\n");
                return new Running(port, false);
            }
        }
    }

    /** A server that runs is waited for until it is ready, one that is about to stop until it is gone. */
    private Optional<Running> adopt() throws IOException {
        while (true) {
            Optional<Postmaster> found =
                    Postmaster.of(cluster.data()).filter(postmaster -> postmaster.runs(cluster.data()));
            if (found.isEmpty()) {
                return Optional.empty();
            }
            Postmaster postmaster = found.get();
            if (postmaster.isReady()) {
                requirePort(postmaster);
                return Optional.of(new Running(postmaster.port(), true));
            }
            giveUpWhenOver("The running database (pid " + postmaster.pid() + ") does not get ready; it says '"
                    + postmaster.status() + "'");
            patience.pause();
        }
    }

    private void requirePort(Postmaster postmaster) {
        if (options.port() != 0 && options.port() != postmaster.port()) {
            throw new PostgresFault("The database already runs on port " + postmaster.port() + " (pid "
                    + postmaster.pid() + "). Stop it to have it on port " + options.port());
        }
    }

    /** True when the server is ready, false when it is worth another try. */
    private boolean launch(int port) throws IOException {
        programs.log().mark();
        Process launch = programs.start("pg_ctl", arguments(port));
        while (true) {
            boolean over = !launch.isAlive();
            Optional<Postmaster> now = Postmaster.of(cluster.data());
            if (now.filter(Postmaster::isReady).isPresent()) {
                return true;
            }
            if (over) {
                requireRetry(port);
                return false;
            }
            giveUpWhenOver("The database did not get ready within " + options.patience());
            patience.pause();
        }
    }

    private void requireRetry(int port) {
        String said = programs.log().latest();
        boolean orphans = said.contains("pre-existing shared memory block");
        boolean portTaken = said.contains("Address already in use");
        if (portTaken && options.port() != 0) {
            throw new PostgresFault(
                    "Port " + port + " is taken. End the program that listens there, or choose another");
        }
        if (!(orphans || portTaken) || patience.isOver()) {
            throw programs.failed("The database did not start");
        }
        patience.pause();
    }

    private void giveUpWhenOver(String what) {
        if (patience.isOver()) {
            throw programs.failed(what);
        }
    }

    private int port() throws IOException {
        if (options.port() != 0) {
            return options.port();
        }
        int last = Files.exists(portFile)
                ? Integer.parseInt(Files.readString(portFile).strip())
                : 0;
        return last != 0 && isFree(last) ? last : anyFree();
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.ofLiteral(LOOPBACK), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int anyFree() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.ofLiteral(LOOPBACK))) {
            return probe.getLocalPort();
        }
    }

    // pg_ctl puts the server in a session of its own, so that Ctrl-C reaches Heddle first and a kill -9 of it spares
    // the server; it also notices when the server dies before it is ready.
    private List<String> arguments(int port) {
        return List.of(
                "start",
                "--silent",
                "--wait",
                "--timeout=" + Math.max(1, patience.left().toSeconds()),
                "--pgdata=" + cluster.data(),
                "--log=" + programs.log().file(),
                "--options=" + settings(port));
    }

    private String settings(int port) {
        List<String> settings = new ArrayList<>(List.of(
                "listen_addresses=" + LOOPBACK,
                "port=" + port,
                "unix_socket_directories=",
                "max_connections=" + options.maxConnections(),
                "shared_buffers=" + options.sharedBuffers(),
                "max_locks_per_transaction=256",
                "fsync=on",
                "synchronous_commit=on",
                "full_page_writes=on",
                "wal_level=replica",
                "max_wal_size=2GB",
                "jit=off",
                // Plans that were made while a table was empty are bad ones until its first statistics are there.
                "autovacuum_naptime=15s",
                "timezone=UTC",
                "log_timezone=UTC",
                "log_checkpoints=off",
                // A statement or a row may hold what no log should.
                "log_min_error_statement=panic",
                "log_error_verbosity=terse"));
        return String.join(
                " ", settings.stream().map(setting -> "-c " + setting).toList());
    }
}
