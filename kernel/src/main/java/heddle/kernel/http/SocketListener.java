package heddle.kernel.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins the fragments of messages, answers pings and hands the rest to the handler. */
final class SocketListener implements WsListener {
    static final int MAX_MESSAGE = 64 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(SocketListener.class);
    private static final int TOO_BIG = 1009;
    private static final int TEXT_ONLY = 1003;
    private static final int DEFECT = 1011;

    private final ConnectionContext context;
    private final SocketHandler handler;
    private final StringBuilder parts = new StringBuilder();
    private @Nullable Socket socket;

    SocketListener(ConnectionContext context, SocketHandler handler) {
        this.context = context;
        this.handler = handler;
    }

    @Override
    public void onOpen(WsSession session) {
        Socket opened = new Socket(context.dataWriter(), session, () -> ((ServerConnection) session).close(true));
        socket = opened;
        guard(opened, () -> handler.opened(opened));
    }

    @Override
    public void onMessage(WsSession session, String text, boolean last) {
        Socket open = heard();
        if (parts.length() + text.length() > MAX_MESSAGE) {
            parts.setLength(0);
            open.close(TOO_BIG, "messages hold at most 64 KB");
            return;
        }
        if (!last) {
            parts.append(text);
            return;
        }
        String whole = parts.isEmpty() ? text : parts.append(text).toString();
        parts.setLength(0);
        if (open.open()) {
            guard(open, () -> handler.message(whole));
        }
    }

    @Override
    public void onMessage(WsSession session, BufferData data, boolean last) {
        heard().close(TEXT_ONLY, "send text messages");
    }

    @Override
    public void onPing(WsSession session, BufferData data) {
        heard().pong(data.readBytes());
    }

    @Override
    public void onPong(WsSession session, BufferData data) {
        heard();
    }

    @Override
    public void onClose(WsSession session, int status, String reason) {
        heard().leaving();
    }

    /** The connection is over. */
    void gone() {
        if (socket != null) {
            socket.gone();
        }
        handler.closed();
    }

    private Socket heard() {
        Socket open = java.util.Objects.requireNonNull(socket);
        open.heard();
        return open;
    }

    private static void guard(Socket socket, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("A socket's handler failed", e);
            socket.close(DEFECT, "internal error");
        }
    }
}
