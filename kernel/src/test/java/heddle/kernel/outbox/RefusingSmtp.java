package heddle.kernel.outbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A mail server that knows no mailbox. */
final class RefusingSmtp {
    private RefusingSmtp() {}

    static void serve(ServerSocket listening) {
        while (!listening.isClosed()) {
            try (Socket socket = listening.accept()) {
                talk(socket);
            } catch (IOException e) {
                if (!listening.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /** Greets with a line that goes on and on. */
    static void drip(ServerSocket listening) {
        try (Socket socket = listening.accept()) {
            while (true) {
                socket.getOutputStream().write('2');
                socket.getOutputStream().flush();
                java.util.concurrent.locks.LockSupport.parkNanos(100_000_000);
            }
        } catch (IOException clientLeft) {
            if (!listening.isBound()) {
                throw new UncheckedIOException(clientLeft);
            }
        }
    }

    private static void talk(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        say(out, "220 refusing");
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String verb = line.toUpperCase(Locale.ROOT);
            if (verb.startsWith("RCPT")) {
                say(out, "550 5.1.1 No such mailbox");
            } else if (verb.startsWith("QUIT")) {
                say(out, "221 bye");
                return;
            } else {
                say(out, "250 ok");
            }
        }
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }
}
