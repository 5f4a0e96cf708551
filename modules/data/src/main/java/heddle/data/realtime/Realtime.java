package heddle.data.realtime;

import heddle.contracts.PlanLimits;
import heddle.data.catalog.Catalogs;
import heddle.kernel.Kernel;
import heddle.kernel.access.Authenticator;
import heddle.kernel.http.Routes;
import heddle.kernel.http.SocketEndpoint;
import heddle.kernel.work.Ticker;
import java.time.Duration;
import java.util.Map;

/** The door of realtime. */
public final class Realtime {
    private static final Duration TICK = Duration.ofMillis(500);

    private final Rooms rooms;
    private final RealtimeRoutes routes;

    /**
     * @param limited whether limits of number and speed hold
     */
    public Realtime(Kernel kernel, Catalogs catalogs, Authenticator authenticator, PlanLimits plans, boolean limited) {
        this.rooms = new Rooms(kernel, catalogs, authenticator, plans, limited);
        this.routes = new RealtimeRoutes(new RealtimeContext(kernel, catalogs, rooms, limited));
    }

    public void routes(Routes all) {
        routes.declare(all);
    }

    /** Who accepts WebSockets, by path. */
    public Map<String, SocketEndpoint> sockets() {
        return Map.of(RealtimeRoutes.SOCKET, routes::accept);
    }

    public void chores(Ticker ticker) {
        ticker.every(TICK, rooms::tick);
    }

    /** Ends every socket and stream, so that their clients go to another node. */
    public void drain() {
        rooms.drain();
    }
}
