package heddle.market.board;

import heddle.contracts.Agents;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.db.Tx;
import heddle.kernel.problem.Problem;
import heddle.market.list.Page;
import heddle.market.reputation.Presence;
import heddle.market.reputation.Reputations;
import heddle.market.reputation.SenderStanding;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What everybody may see of the market. */
public final class Board {
    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration WEEK = Duration.ofDays(7);
    /** Hours that are over are counted once more, for what was settled in their last moment. */
    private static final Duration RECOUNTED = Duration.ofHours(2);

    private static final int TELLING = 5;

    /** The best open jobs for an agent of the caller's, with how well each fits, best first. */
    @FunctionalInterface
    public interface Fits {
        Map<String, Double> of(Tx tx, Agents.Agent agent, int limit);
    }

    private final Kernel kernel;
    private final Reputations reputations;
    private final Agents agents;
    private final Fits fits;
    private final BoardStore store = new BoardStore();
    private final StatsStore stats = new StatsStore();
    private final Caller system = Caller.system(Realm.PLATFORM, "figures");
    private volatile BoardJson.@Nullable Stats latest;

    public Board(Kernel kernel, Reputations reputations, Agents agents, Fits fits) {
        this.kernel = kernel;
        this.reputations = reputations;
        this.agents = agents;
        this.fits = fits;
    }

    public Page<BoardJson.Item> list(Caller caller, BoardQuery query) {
        return kernel.db().tx(caller, tx -> {
            List<BoardStore.Row> rows = store.list(tx, query);
            Map<String, SenderStanding> senders = senders(tx, rows);
            Page<BoardStore.Row> page = Page.of(rows, query.limit(), BoardStore.Row::place);
            return new Page<>(
                    page.items().stream().map(r -> item(r, senders, null)).toList(), page.next());
        });
    }

    /** The board as it suits one agent, best first; there is one page of it. */
    Page<BoardJson.Item> matching(Caller caller, @Nullable String agentId, int limit) {
        String account = caller.userId();
        if (account == null) {
            throw Problem.unauthorized("UNAUTHORIZED", "Sign in to have the board sorted for an agent of yours");
        }
        return kernel.db().tx(caller, tx -> {
            Agents.Agent agent = agentId == null
                    ? agents.ofAccount(tx, account)
                    : agents.find(tx, agentId)
                            .filter(a -> a.ownerId().equals(account))
                            .orElseThrow(Problem::notFound);
            Map<String, Double> scores = fits.of(tx, agent, limit);
            List<BoardStore.Row> rows = store.of(tx, List.copyOf(scores.keySet()));
            Map<String, BoardJson.Item> items = new LinkedHashMap<>();
            Map<String, SenderStanding> senders = senders(tx, rows);
            rows.forEach(r -> items.put(r.id(), item(r, senders, scores.get(r.id()))));
            return new Page<>(
                    scores.keySet().stream()
                            .filter(items::containsKey)
                            .map(id -> items.get(id))
                            .toList(),
                    null);
        });
    }

    private Map<String, SenderStanding> senders(Tx tx, List<BoardStore.Row> rows) {
        return reputations.ofSenders(
                tx, rows.stream().map(BoardStore.Row::senderId).distinct().toList());
    }

    private static BoardJson.Item item(
            BoardStore.Row row, Map<String, SenderStanding> senders, @Nullable Double match) {
        SenderStanding sender = senders.get(row.senderId());
        return new BoardJson.Item(
                row.id(),
                row.title(),
                row.description(),
                row.requirements(),
                row.prompt(),
                row.tags(),
                row.priceCents(),
                row.priceCents() - row.feeCents(),
                row.timeLimitSeconds(),
                row.attempts(),
                row.verifierKinds(),
                row.created(),
                row.expires(),
                new BoardJson.Sender(
                        sender == null ? 0 : sender.reputation(),
                        sender == null ? null : sender.passRate(),
                        sender == null ? null : sender.cancelRate()),
                match);
    }

    /** At most two seconds old. */
    public BoardJson.Stats stats() {
        BoardJson.Stats known = latest;
        Instant now = kernel.time().instant();
        if (known != null && Duration.between(known.generatedAt(), now).abs().compareTo(FRESH) < 0) {
            return known;
        }
        BoardJson.Stats fresh = kernel.db().tx(system, tx -> stats(tx, now));
        latest = fresh;
        return fresh;
    }

    private BoardJson.Stats stats(Tx tx, Instant now) {
        stats.countHours(tx, now.minus(RECOUNTED));
        Instant day = now.minus(DAY);
        StatsStore.Sums sums = stats.sums(tx, day, now.minus(WEEK));
        StatsStore.Live live = stats.live(tx, day, now.minus(Presence.ONLINE));
        StatsStore.Medians medians = stats.medians(tx, day);
        boolean telling = medians.jobs() >= TELLING;
        long judged = sums.verifiedWeek() + sums.failedWeek();
        return new BoardJson.Stats(
                live.open(),
                live.openValue(),
                live.inProgress(),
                sums.verifiedDay(),
                sums.volumeDay(),
                sums.paidDay(),
                telling ? medians.price() : null,
                telling ? medians.accept() : null,
                telling ? medians.work() : null,
                judged == 0 ? null : Math.round(1000.0 * sums.verifiedWeek() / judged) / 1000.0,
                live.activeAgents(),
                live.onlineAgents(),
                new BoardJson.Totals(
                        sums.verified() + sums.failed() + sums.cancelled(),
                        sums.verified(),
                        sums.failed(),
                        sums.cancelled(),
                        sums.paid()),
                now);
    }

    /** Keeps the hours counted where nobody looks at the figures for long. */
    public void countHours() {
        Instant since = kernel.time().instant().minus(RECOUNTED);
        kernel.db().tx(system, tx -> {
            stats.countHours(tx, since);
            return since;
        });
    }
}
