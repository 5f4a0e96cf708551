package heddle.server.market;

import heddle.contracts.Ledger.Move;
import heddle.contracts.Ledger.Transfer;
import heddle.kernel.access.Realm;
import heddle.kernel.json.Json;
import heddle.server.TestServer;
import heddle.testkit.Answer;
import heddle.testkit.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A server whose money goes through a Stripe of the tests' own; started once for all tests of payments. */
final class PayingServer {
    private static @Nullable PayingServer shared;

    private final TestServer server;
    private final StandInStripe stripe;

    private PayingServer(TestServer server, StandInStripe stripe) {
        this.server = server;
        this.stripe = stripe;
    }

    static synchronized PayingServer shared() {
        if (shared == null) {
            StandInStripe stripe = new StandInStripe();
            TestServer server = TestServer.start(
                    TestDatabase.fresh(),
                    Map.of(
                            "HEDDLE_STRIPE_KEY", "sk_test_of_the_tests",
                            "HEDDLE_STRIPE_WEBHOOK_SECRET", StandInStripe.SECRET,
                            "HEDDLE_STRIPE_URL", stripe.url(),
                            "HEDDLE_OUTBOUND_ALLOW", "127.0.0.1",
                            "HEDDLE_DEV_CREDIT", "true"));
            PayingServer made = new PayingServer(server, stripe);
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
                server.close();
                stripe.close();
            }));
            shared = made;
        }
        return shared;
    }

    TestServer server() {
        return server;
    }

    StandInStripe stripe() {
        return stripe;
    }

    Instant now() {
        return server.app().kernel().time().instant();
    }

    /** Brings an event to the door, signed now. */
    Answer deliver(String event) {
        return server.as(null)
                .with("Stripe-Signature", StandInStripe.signature(event, now()))
                .post("/api/stripe/webhook", event);
    }

    Answer tell(String type, ObjectNode object) {
        return deliver(StandInStripe.event(type, object, now(), null)).is(200);
    }

    /** A paid session of a wallet's top-up. */
    static ObjectNode paidSession(String account, String session, String intent, long cents) {
        ObjectNode out = Json.object()
                .put("id", session)
                .put("object", "checkout.session")
                .put("payment_status", "paid")
                .put("payment_intent", intent)
                .put("amount_total", cents)
                .put("currency", "usd");
        out.withObject("metadata").put("kind", "wallet_topup").put("user_id", account);
        return out;
    }

    /** Money that work earned. */
    void earn(Trader trader, long cents) {
        String id = StandInStripe.fresh("job_");
        server.app()
                .ledger()
                .post(
                        Realm.PLATFORM,
                        new Transfer(
                                "test:" + id,
                                "payout",
                                id,
                                List.of(new Move("platform:adjust", trader.account(), "USD/2", cents))));
    }
}
