package heddle.market.web;

import static heddle.kernel.access.Permission.MARKET_READ;

import heddle.kernel.access.Caller;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.page.Pages;
import java.util.Map;
import java.util.Objects;

/** The wallet as a page. Its forms talk to the API, which keeps money calls from happening twice. */
final class WalletPages {
    private static final String PATH = "/market/wallet";
    private static final int SHOWN = 25;

    /** What came of what was begun here, by the word with which Stripe sends people back. */
    private static final Map<String, String> NOTICES = Map.of(
            "paid", "Thank you. The money is in your wallet as soon as Stripe tells of it, mostly within a minute.",
            "left", "Nothing was charged.",
            "connected", "Stripe has your answers. You can withdraw once it is content with them.",
            "again", "That link was used or is too old. Begin again below.");

    private final Purse purse;
    private final Gate gate;
    private final Pages pages;
    private final MarketPages.Setting setting;

    WalletPages(Purse purse, Gate gate, Pages pages, MarketPages.Setting setting) {
        this.purse = purse;
        this.gate = gate;
        this.pages = pages;
        this.setting = setting;
    }

    void declare(PageRoutes routes) {
        routes.page(PATH, "The wallet as a page")
                .query("did", "string", "What came of something that was begun here")
                .query("before", "string", "Id of the entry to go on after")
                .to("WalletPages.show", gate.members(MARKET_READ, this::show));
    }

    private Reply show(Request in, Caller visitor) {
        String before = in.query("before");
        Purse.Statement statement = purse.statement(visitor, before, SHOWN);
        String next = statement.next() == null
                ? null
                : Links.to(PATH).with("before", statement.next()).text();
        return pages.page(
                "Wallet",
                "wallet.jte",
                new WalletPage(
                        Frame.of(visitor, "wallet"),
                        NOTICES.getOrDefault(Objects.requireNonNullElse(in.query("did"), ""), ""),
                        statement.balance(),
                        statement.entries(),
                        next,
                        before != null,
                        setting.cards(),
                        setting.devCredit()));
    }
}
