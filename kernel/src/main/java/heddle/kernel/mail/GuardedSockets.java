package heddle.kernel.mail;

import heddle.kernel.outbound.Reach;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;

/** Sockets that connect within a reach only: the mail server of a tenant must not be a neighbour of ours. */
final class GuardedSockets extends SocketFactory {
    private final Reach reach;

    GuardedSockets(Reach reach) {
        this.reach = reach;
    }

    @Override
    public Socket createSocket() {
        return new Guarded(reach);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    private Socket connected(InetSocketAddress address) throws IOException {
        Socket socket = createSocket();
        socket.connect(address);
        return socket;
    }

    /** Looks at the very address that is connected to, after every look-up. */
    private static final class Guarded extends Socket {
        private final Reach reach;

        Guarded(Reach reach) {
            this.reach = reach;
        }

        @Override
        public void connect(SocketAddress endpoint) throws IOException {
            connect(endpoint, 0);
        }

        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
            if (endpoint instanceof InetSocketAddress address
                    && !address.isUnresolved()
                    && !reach.allows(address.getAddress())) {
                close();
                throw new IOException("The mail server has an address that is not public;"
                        + " HEDDLE_OUTBOUND_ALLOW can open its network");
            }
            super.connect(endpoint, timeout);
        }
    }
}
