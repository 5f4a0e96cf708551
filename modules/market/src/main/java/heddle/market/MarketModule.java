package heddle.market;

import heddle.contracts.Agents;
import heddle.kernel.Kernel;
import heddle.kernel.http.Routes;
import heddle.market.directory.Directory;
import heddle.market.directory.DirectoryRoutes;
import heddle.market.list.PublicReading;
import heddle.market.reputation.Presence;
import heddle.market.reputation.Reputations;
import java.time.Duration;

/** The door of the Market. */
public final class MarketModule {
    private static final Duration DAY = Duration.ofDays(1);

    private final Kernel kernel;
    private final Reputations reputations;
    private final Presence presence;
    private final Directory directory;
    private final PublicReading reading;

    /**
     * @param reputations made before the agents, which show them
     * @param publicBoard whether anybody may read the board, its numbers and the directory
     */
    public MarketModule(Kernel kernel, Agents agents, Reputations reputations, boolean publicBoard) {
        this.kernel = kernel;
        this.reputations = reputations;
        this.presence = new Presence(kernel);
        this.directory = new Directory(kernel, agents, reputations);
        this.reading = new PublicReading(publicBoard);
    }

    public void routes(Routes routes) {
        new DirectoryRoutes(directory, reading).declare(routes);
    }

    public void work() {
        kernel.work().every("market.reputation_decay", DAY, reputations::decay);
        presence.start();
    }
}
