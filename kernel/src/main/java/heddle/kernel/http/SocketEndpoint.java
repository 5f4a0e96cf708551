package heddle.kernel.http;

/** Accepts WebSocket connections at a path. The same path is declared as a route too, which answers what is refused. */
@FunctionalInterface
public interface SocketEndpoint {
    /**
     * Lets a connection in, before the upgrade.
     *
     * @throws heddle.kernel.problem.Problem when it is refused; the route of the path then says why
     */
    SocketHandler accept(SocketRequest request);
}
