package heddle.kernel.postgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/** Lets one process, and one thread in it, start or stop a server at a time. It ends with its process. */
final class HomeLock implements AutoCloseable {
    /**
     * A file lock belongs to the whole process, and closing any channel on the file drops it: within the process
     * threads must queue before they open the file.
     */
    private static final ReentrantLock IN_PROCESS = new ReentrantLock();

    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    static HomeLock take(Path home, Duration longest) {
        IN_PROCESS.lock();
        try {
            return new HomeLock(lock(home, new Patience(longest)));
        } catch (PostgresFault e) {
            IN_PROCESS.unlock();
            throw e;
        }
    }

    private static FileChannel lock(Path home, Patience patience) {
        Path file = home.resolve("postgres.lock");
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            // The lock lives as long as its channel, so the lock object itself is not needed.
            while (channel.tryLock() == null) {
                if (patience.isOver()) {
                    channel.close();
                    throw new PostgresFault("Another Heddle has been starting or stopping the database in " + home
                            + " for too long. End it, or set HEDDLE_HOME to another folder");
                }
                patience.pause();
            }
            return channel;
        } catch (IOException e) {
            throw new PostgresFault("Cannot lock " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new PostgresFault("Cannot release the lock of the home folder", e);
        } finally {
            IN_PROCESS.unlock();
        }
    }
}
