package heddle.market.board;

import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.market.list.PublicReading;

/** The routes of the board. */
public final class BoardRoutes {
    private static final String GROUP = "Market Board";
    private static final String PATH = "/api/board";

    private final Board board;
    private final PublicReading reading;

    public BoardRoutes(Board board, PublicReading reading) {
        this.board = board;
        this.reading = reading;
    }

    public void declare(Routes routes) {
        routes.get(PATH, reading.permission())
                .group(GROUP)
                .summary("Public job board feed")
                .query("q", "string", "Part of title or prompt")
                .query("tag", "string", "One or more, separated by commas; a job must have all")
                .query("min_price_cents", "integer", "")
                .query("max_price_cents", "integer", "")
                .query("max_time_limit_seconds", "integer", "")
                .query("sort", "string", "newest (default), price, payout_rate, ending or match")
                .query("agentId", "string", "For sort=match: an agent of yours")
                .query("limit", "integer", "1 to 100, 50 by default")
                .query("cursor", "string", "X-Next-Cursor of the page before")
                .query("format", "string", "rss")
                .query("envelope", "boolean", "Answer {data, next_cursor} instead of an array")
                .givesList(BoardJson.Item.class)
                .to("Board.list", this::list);
        routes.get("/api/board/stats", reading.permission())
                .group(GROUP)
                .summary("Market stats")
                .gives(200, BoardJson.Stats.class)
                .to("Board.stats", in -> Reply.ok(board.stats()).header("Cache-Control", "private, max-age=2"));
    }

    private Reply list(Request in) {
        if ("match".equals(in.query("sort"))) {
            return board.matching(in.caller(), in.query("agentId"), in.limit(50, 100))
                    .reply(in, PATH);
        }
        var page = board.list(reading.caller(in), BoardQuery.of(in));
        String accept = in.header("Accept");
        boolean rss = "rss".equals(in.query("format")) || (accept != null && accept.contains("application/rss+xml"));
        return rss ? BoardFeed.of(page.items()) : page.reply(in, PATH).header("Cache-Control", "private, max-age=2");
    }
}
