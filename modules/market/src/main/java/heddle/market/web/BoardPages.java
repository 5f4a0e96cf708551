package heddle.market.web;

import static heddle.kernel.access.Permission.MARKET_READ;

import heddle.kernel.access.Caller;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.page.Pages;
import heddle.market.board.Board;
import heddle.market.board.BoardJson;
import heddle.market.board.BoardQuery;
import heddle.market.job.Jobs;
import heddle.market.list.Page;
import java.util.List;
import java.util.Set;

/** The board as a page. */
final class BoardPages {
    private static final String PATH = "/market";
    private static final int SHOWN = 20;
    private static final List<Sought.Choice> ORDERS = List.of(
            new Sought.Choice("newest", "Newest first"),
            new Sought.Choice("price", "Highest price"),
            new Sought.Choice("payout_rate", "Best pay for the time"),
            new Sought.Choice("ending", "Leaving soon"));

    private final Board board;
    private final Jobs jobs;
    private final Gate gate;
    private final Pages pages;

    BoardPages(Board board, Jobs jobs, Gate gate, Pages pages) {
        this.board = board;
        this.jobs = jobs;
        this.gate = gate;
        this.pages = pages;
    }

    void declare(PageRoutes routes) {
        routes.page(PATH, "The Market's board as a page")
                .query("q", "string", "Part of title or prompt")
                .query("tag", "string", "One or more, separated by commas")
                .query("min", "string", "Least price in dollars")
                .query("max", "string", "Highest price in dollars")
                .query("sort", "string", "newest, price, payout_rate or ending")
                .query("cursor", "string", "Where the page before ended")
                .to("BoardPages.show", gate.readers(MARKET_READ, this::show));
    }

    private Reply show(Request in, Caller visitor) {
        Sought sought = Sought.of(in, PATH, ORDERS, "q", "tag", "min", "max");
        Page<BoardJson.Item> found = board.list(visitor, query(in, sought));
        Set<String> own = visitor.userId() == null
                ? Set.of()
                : jobs.sent(
                        visitor, found.items().stream().map(BoardJson.Item::id).toList());
        return pages.page(
                "The Market",
                "board.jte",
                new BoardPage(
                        Frame.of(visitor, "board"),
                        board.stats(),
                        sought,
                        found.items(),
                        own,
                        sought.next(found.next())));
    }

    private static BoardQuery query(Request in, Sought sought) {
        return BoardQuery.of(
                sought.get("q").isEmpty() ? null : sought.get("q"),
                sought.get("tag"),
                new BoardQuery.Bounds(
                        Form.cents("min", sought.get("min")).orElse(0),
                        Form.cents("max", sought.get("max")).orElse(Integer.MAX_VALUE),
                        Integer.MAX_VALUE),
                sought.sort(),
                SHOWN,
                in.query("cursor"));
    }
}
