package heddle.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One connection that speaks just enough HTTP/1.1 for a load, as wrk does in C: the clients share the machine with the
 * server, and one that costs much would be what is measured.
 */
final class Wire implements AutoCloseable {
    private static final int BUFFER = 16 * 1024;

    /** What came back; the body as it was sent. */
    @SuppressWarnings("ArrayRecordComponent")
    record Answer(int status, byte[] body) {}

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final String head;

    /**
     * @param key for the Authorization header; empty for none
     */
    Wire(URI server, String key) {
        try {
            this.socket = new Socket(InetAddress.getByName(server.getHost()), server.getPort());
            this.socket.setTcpNoDelay(true);
            this.in = new BufferedInputStream(socket.getInputStream(), BUFFER);
            this.out = socket.getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.head = " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\nContent-Type: application/json\r\n"
                + (key.isEmpty() ? "" : "Authorization: Bearer " + key + "\r\n") + "Content-Length: ";
    }

    Answer post(String path, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        String request = "POST " + path + head + body.length + "\r\n\r\n" + json;
        try {
            out.write(request.getBytes(StandardCharsets.UTF_8));
            String status = line();
            int length = -1;
            boolean chunked = false;
            for (String header = line(); !header.isEmpty(); header = line()) {
                String small = header.toLowerCase(Locale.ROOT);
                if (small.startsWith("content-length:")) {
                    length = Integer.parseInt(
                            small.substring("content-length:".length()).strip());
                }
                chunked |= small.startsWith("transfer-encoding:") && small.contains("chunked");
            }
            if (chunked || length < 0) {
                throw new IllegalStateException(path + " answered without a length: " + status);
            }
            return new Answer(Integer.parseInt(status.substring(9, 12)), in.readNBytes(length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        while (true) {
            int c = in.read();
            if (c < 0) {
                throw new EOFException("The server closed the connection");
            }
            if (c == '\n') {
                return line.toString();
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
