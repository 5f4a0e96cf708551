package heddle.market.wallet;

import static heddle.kernel.access.Permission.MARKET_PAYOUT;
import static heddle.kernel.access.Permission.MARKET_READ;
import static heddle.kernel.access.Permission.PLATFORM_ADMIN;
import static heddle.kernel.access.Permission.PUBLIC;

import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;

/** The routes between people, Stripe and us. */
final class StripeRoutes {
    private static final String GROUP = "Market Stripe";

    private final Connect connect;
    private final StripeEvents events;
    private final Takebacks takebacks;

    StripeRoutes(Connect connect, StripeEvents events, Takebacks takebacks) {
        this.connect = connect;
        this.events = events;
        this.takebacks = takebacks;
    }

    void declare(Routes routes) {
        routes.post("/api/stripe/connect", MARKET_PAYOUT)
                .group(GROUP)
                .summary("Start Connect onboarding")
                .gives(200, WalletJson.Page.class)
                .toPrepared("Connect.begin", in -> {
                    String url = connect.begin(in.caller());
                    return () -> Reply.ok(new WalletJson.Page(url));
                });
        routes.get("/api/stripe/connect/status", MARKET_READ)
                .group(GROUP)
                .summary("Check Connect status")
                .gives(200, WalletJson.ConnectStatus.class)
                .to("Connect.status", in -> Reply.ok(WalletJson.of(connect.status(in.caller()))));
        // Quiet: Stripe sends in bursts from few addresses, and has proven who it is by its signature.
        routes.post("/api/stripe/webhook", PUBLIC)
                .group(GROUP)
                .summary("Stripe webhook")
                .gives(200, WalletJson.Received.class)
                .reads()
                .quiet()
                .to("StripeEvents.receive", this::receive);
        routes.post("/api/admin/wallets/{account_id}/thaw", PLATFORM_ADMIN)
                .group(GROUP)
                .summary("Open a frozen wallet again")
                .gives(200, WalletJson.Done.class)
                .to("Takebacks.thaw", in -> {
                    takebacks.thaw(in.caller(), in.path("account_id"));
                    return Reply.ok(new WalletJson.Done(true));
                });
    }

    private Reply receive(Request in) {
        events.receive(in.raw(), in.header("Stripe-Signature"));
        return Reply.ok(new WalletJson.Received(true));
    }
}
