package heddle.kernel.http;

/** The far end of one WebSocket connection. Its calls come one after another, but for {@link #closed}. */
public interface SocketHandler {
    void opened(Socket socket);

    /** A whole text message. An exception that is a defect closes the connection with 1011. */
    void message(String text);

    /** Called once, however the connection ended, perhaps while a message is still being handled. */
    void closed();
}
