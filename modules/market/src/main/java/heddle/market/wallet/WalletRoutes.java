package heddle.market.wallet;

import static heddle.kernel.access.Permission.MARKET_PAYOUT;
import static heddle.kernel.access.Permission.MARKET_READ;
import static heddle.kernel.access.Permission.MARKET_SPEND;

import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** The routes of wallets. What calls Stripe does so in its first step, outside every transaction. */
final class WalletRoutes {
    private static final String GROUP = "Market Wallet";
    private static final int PAGE = 50;
    private static final int MOST = 500;

    private final Wallet wallet;
    private final TopUps topUps;
    private final AutoTopups autoTopups;
    private final Cards cards;
    private final Withdrawals withdrawals;
    private final boolean devCredit;

    /**
     * @param devCredit whether anybody may give themselves money
     */
    WalletRoutes(
            Wallet wallet,
            TopUps topUps,
            AutoTopups autoTopups,
            Cards cards,
            Withdrawals withdrawals,
            boolean devCredit) {
        this.wallet = wallet;
        this.topUps = topUps;
        this.autoTopups = autoTopups;
        this.cards = cards;
        this.withdrawals = withdrawals;
        this.devCredit = devCredit;
    }

    void declare(Routes routes) {
        routes.get("/api/wallet/balance", MARKET_READ)
                .group(GROUP)
                .summary("Wallet balance and ledger")
                .query("kind", "string", "Entries of one kind, e.g. topup or payout")
                .query("since", "string", "Entries of this time or later")
                .query("limit", "integer", "1 to 500, 50 by default")
                .query("cursor", "string", "next_cursor of the page before")
                .gives(200, WalletJson.Balance.class)
                .to("Wallet.statement", this::balance);
        routes.post("/api/wallet/topup", MARKET_SPEND)
                .group(GROUP)
                .summary("Create top-up checkout session")
                .takes(WalletJson.TopUp.class)
                .gives(200, WalletJson.Page.class)
                .toPrepared("TopUps.start", in -> {
                    int cents = in.body(WalletJson.TopUp.class).amountCents();
                    String url = topUps.start(in.caller(), cents, RequestKey.of(in, "topup"));
                    return () -> Reply.ok(new WalletJson.Page(url));
                });
        routes.post("/api/wallet/withdraw", MARKET_PAYOUT)
                .group(GROUP)
                .summary("Withdraw earnings")
                .takes(WalletJson.Withdraw.class)
                .gives(200, WalletJson.Withdrawn.class)
                .toPrepared("Withdrawals.ask", in -> {
                    int cents = in.body(WalletJson.Withdraw.class).amountCents();
                    Withdrawal sent = withdrawals.ask(in.caller(), cents, RequestKey.of(in, "withdraw"));
                    return () -> Reply.ok(new WalletJson.Withdrawn(WalletJson.of(sent)));
                });
        routes.post("/api/wallet/setup-payment-method", MARKET_SPEND)
                .group(GROUP)
                .summary("Begin to save a card")
                .gives(200, WalletJson.Secret.class)
                .toPrepared("Cards.setUp", in -> {
                    String secret = cards.setUp(in.caller());
                    return () -> Reply.ok(new WalletJson.Secret(secret));
                });
        routes.get("/api/wallet/auto-topup", MARKET_READ)
                .group(GROUP)
                .summary("Tell how the wallet is topped up by itself")
                .gives(200, WalletJson.AutoTopupView.class)
                .to("AutoTopups.tell", in -> Reply.ok(WalletJson.of(autoTopups.tell(in.caller()))));
        routes.post("/api/wallet/auto-topup", MARKET_SPEND)
                .group(GROUP)
                .summary("Change how the wallet is topped up by itself")
                .takes(WalletJson.AutoTopup.class)
                .gives(200, WalletJson.AutoTopupView.class)
                .to(
                        "AutoTopups.change",
                        in -> Reply.ok(
                                WalletJson.of(autoTopups.change(in.caller(), in.body(WalletJson.AutoTopup.class)))));
        if (devCredit) {
            routes.post("/api/dev/credit", MARKET_SPEND)
                    .group(GROUP)
                    .summary("Credit the own wallet for a trial")
                    .takes(WalletJson.DevCredit.class)
                    .gives(200, WalletJson.Credited.class)
                    .to(
                            "Wallet.credit",
                            in -> Reply.ok(new WalletJson.Credited(wallet.credit(
                                            in.caller(),
                                            in.body(WalletJson.DevCredit.class).amountCents())
                                    .balance())));
        }
    }

    private Reply balance(Request in) {
        int limit = in.limit(PAGE, MOST);
        Wallet.Statement statement = wallet.statement(
                in.caller(), new Wallet.Wanted(in.query("kind"), since(in.query("since")), in.query("cursor"), limit));
        WalletJson.Balance page = WalletJson.of(statement, limit);
        Reply reply = wantsCsv(in)
                ? Reply.bytes(
                        200,
                        "text/csv; charset=utf-8",
                        StatementCsv.of(page.ledger()).getBytes(StandardCharsets.UTF_8))
                : Reply.ok(page);
        return page.nextCursor() == null ? reply : reply.header("X-Next-Cursor", page.nextCursor());
    }

    private static boolean wantsCsv(Request in) {
        String accept = in.header("Accept");
        return accept != null && accept.startsWith("text/csv");
    }

    private static @Nullable Instant since(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw Problem.invalid("since", "invalid_value", "since is a time such as 2026-11-26T10:00:00Z");
        }
    }
}
