package heddle.kernel.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a server says of itself in {@code postmaster.pid}.
 *
 * @param port 0 while the file is being written
 * @param status {@code starting}, {@code ready}, {@code standby} or {@code stopping}; empty while it is being written
 */
record Postmaster(long pid, String data, int port, String status) {
    static Optional<Postmaster> of(Path data) throws IOException {
        try {
            List<String> lines = Files.readAllLines(file(data));
            return lines.isEmpty() ? Optional.empty() : Optional.of(parse(lines));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    static Path file(Path data) {
        return data.resolve("postmaster.pid");
    }

    static Postmaster parse(List<String> lines) {
        return new Postmaster(number(lines, 0), line(lines, 1), (int) number(lines, 3), line(lines, 7));
    }

    boolean isReady() {
        return status.equals("ready");
    }

    /**
     * Whether this very server runs. A copied home has a file that speaks of another folder; after a crash of the
     * machine the pid may be another program's; and where nobody collects it a killed server stays as a zombie.
     */
    boolean runs(Path folder) {
        return data.equals(folder.toString())
                && ProcessHandle.of(pid)
                        .filter(ProcessHandle::isAlive)
                        .filter(process ->
                                process.info().command().orElse("postgres").endsWith("postgres"))
                        .filter(process -> !isZombie())
                        .isPresent();
    }

    private boolean isZombie() {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return false;
        }
    }

    private static String line(List<String> lines, int index) {
        return index < lines.size() ? lines.get(index).strip() : "";
    }

    private static long number(List<String> lines, int index) {
        String text = line(lines, index);
        return text.matches("[0-9]{1,9}") ? Long.parseLong(text) : 0;
    }
}
