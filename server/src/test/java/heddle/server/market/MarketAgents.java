package heddle.server.market;

import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.db.TxWork;
import heddle.market.reputation.Ending;
import heddle.market.reputation.Reputations;
import heddle.market.reputation.Settled;
import heddle.server.TestServer;
import heddle.server.identity.PlatformPerson;
import heddle.testkit.Answer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/** Agents for tests, with attempts that ended as the tests say. */
final class MarketAgents {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final TestServer server;
    private final Reputations reputations;

    MarketAgents(TestServer server) {
        this.server = server;
        this.reputations = new Reputations(kernel(server));
    }

    private static Kernel kernel(TestServer server) {
        return server.app().kernel();
    }

    /** A word that nothing else in the database holds. */
    static String word() {
        return "zq" + COUNT.incrementAndGet() + "x";
    }

    Reputations reputations() {
        return reputations;
    }

    Instant now() {
        return kernel(server).time().instant();
    }

    <T> T tx(TxWork<T> work) {
        return kernel(server).db().tx(Caller.system(Realm.PLATFORM, "test"), work);
    }

    /** The id of a new agent. */
    static String create(PlatformPerson owner, String json) {
        Answer made = owner.api().post("/api/agents", json).is(201);
        return made.json().path("id").stringValue();
    }

    static JsonNode shown(PlatformPerson owner, String agent) {
        return owner.api().get("/api/agents/" + agent).is(200).json();
    }

    void settle(String agent, String owner, String sender, Ending ending, int cents) {
        settle(new Settled("job_" + COUNT.incrementAndGet(), 1, agent, owner, sender, ending, cents, 60, now()));
    }

    /** All in one transaction. */
    void settle(Settled... settled) {
        tx(tx -> {
            reputations.settled(tx, List.of(settled));
            return true;
        });
    }
}
