package heddle.market.web;

import static heddle.kernel.access.Permission.PUBLIC;

import heddle.contracts.Ledger;
import heddle.kernel.Kernel;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Routes;
import heddle.kernel.page.Pages;
import heddle.market.board.Board;
import heddle.market.directory.Directory;
import heddle.market.job.Jobs;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Wires the pages of the Market. */
public final class MarketPages {
    private final byte[] script = resource("market.js");
    private final BoardPages board;
    private final JobPages jobs;
    private final PostPages post;
    private final WalletPages wallet;
    private final AgentPages agents;

    /** What the pages show. */
    public record Rooms(Board board, Jobs jobs, Directory directory, Ledger ledger) {}

    /**
     * What of the Market's setting the pages tell.
     *
     * @param open whether anybody may look at the board and the directory
     * @param cards whether wallets are topped up by card
     * @param devCredit whether people may credit their own wallets, for a trial
     */
    public record Setting(boolean open, boolean cards, boolean devCredit) {}

    public MarketPages(Kernel kernel, Rooms rooms, Setting setting) {
        Pages pages = new Pages("heddle.market.web.view");
        Gate gate = new Gate(pages, setting.open());
        Purse purse = new Purse(kernel.db(), rooms.ledger());
        this.board = new BoardPages(rooms.board(), rooms.jobs(), gate, pages);
        this.jobs = new JobPages(rooms.jobs(), purse, gate, pages);
        this.post = new PostPages(rooms.jobs(), gate, pages);
        this.wallet = new WalletPages(purse, gate, pages, setting);
        this.agents = new AgentPages(rooms.directory(), gate, pages);
    }

    public void declare(Routes routes) {
        PageRoutes pages = new PageRoutes(routes);
        board.declare(pages);
        jobs.declare(pages);
        post.declare(pages);
        wallet.declare(pages);
        agents.declare(pages);
        routes.get("/market/market.js", PUBLIC)
                .group(PageRoutes.GROUP)
                .summary("The script of the Market's pages")
                .produces("text/javascript")
                .quiet()
                .to(
                        "MarketPages.script",
                        in -> Reply.bytes(200, "text/javascript; charset=utf-8", script)
                                .header("Cache-Control", "no-cache"));
    }

    private static byte[] resource(String name) {
        try (@Nullable InputStream in = MarketPages.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("Missing resource " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
