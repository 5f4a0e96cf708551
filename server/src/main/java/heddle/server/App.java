package heddle.server;

import heddle.contracts.Channels;
import heddle.contracts.Customers;
import heddle.contracts.Existence;
import heddle.contracts.Ledger;
import heddle.data.DataModule;
import heddle.data.realtime.Realtime;
import heddle.identity.IdentityModule;
import heddle.identity.email.OutboxRooms;
import heddle.identity.key.KeyJson;
import heddle.identity.tenant.Tenants;
import heddle.kernel.Kernel;
import heddle.kernel.blob.Blobs;
import heddle.kernel.config.Config;
import heddle.kernel.config.MasterSecret;
import heddle.kernel.crypto.SecretBox;
import heddle.kernel.db.Db;
import heddle.kernel.delete.SecureDelete;
import heddle.kernel.event.EventLog;
import heddle.kernel.event.EventPartitions;
import heddle.kernel.event.EventTail;
import heddle.kernel.http.Cidr;
import heddle.kernel.http.HttpServer;
import heddle.kernel.http.Idempotency;
import heddle.kernel.http.RateLimits;
import heddle.kernel.http.RequestFacts;
import heddle.kernel.http.RequestLog;
import heddle.kernel.http.Router;
import heddle.kernel.http.Routes;
import heddle.kernel.id.Ids;
import heddle.kernel.outbox.OutboxRoutes;
import heddle.kernel.script.Scripts;
import heddle.kernel.signal.Signals;
import heddle.kernel.time.ShiftedTime;
import heddle.kernel.work.Ticker;
import heddle.kernel.work.WorkRunner;
import heddle.ledger.LedgerModule;
import heddle.market.MarketModule;
import heddle.market.job.EscrowCheck;
import heddle.market.reputation.Reputations;
import heddle.market.wallet.Balances;
import heddle.studio.StudioModule;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The composition root: every part of Heddle, made and joined by hand from top to bottom. */
public final class App implements AutoCloseable {
    private static final Duration EXPIRY = Duration.ofHours(1);
    private static final Duration POLL = Duration.ofSeconds(5);
    private static final Duration TEST_POLL = Duration.ofSeconds(1);

    private final Config config;
    private final Store store;
    private final ShiftedTime time = new ShiftedTime();
    private final Kernel kernel;
    private final Routes routes = new Routes();
    private final IdentityModule identity;
    private final DataModule data;
    private final LedgerModule ledger;
    private final Scripts scripts;
    private final MarketModule market;
    private final Realtime realtime;
    private final Tenants tenants;
    private final AtomicBoolean draining = new AtomicBoolean();
    private final Router router;
    private @Nullable HttpServer http;

    private App(Config config, Store store) {
        this.config = config;
        this.store = store;
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Ids ids = new Ids(time);
        Signals signals = new Signals(store::connection);
        EventTail tail = new EventTail(store.pool(), signals, Channels.EVENTS);
        Db db = new Db(store.pool(), tail::committed);
        SecretBox secrets = new SecretBox(MasterSecret.of(config));
        WorkRunner work = new WorkRunner(store.pool(), time, config.switches().testClock() ? TEST_POLL : POLL);
        Outgoing outgoing = new Outgoing(config, time);
        this.kernel = new Kernel(
                db,
                ids,
                time,
                secrets,
                new SecureDelete(db, ids, time),
                signals,
                tail,
                new EventLog(store.pool()),
                work,
                new Ticker(),
                outgoing.outbound(),
                outgoing.outbox(db, ids, secrets, work),
                outgoing.captcha(),
                meters,
                store.url());
        RateLimits limits =
                new RateLimits(config.rateLimits().on(), config.rateLimits().perMinute(), time);
        this.identity = new IdentityModule(
                kernel, limits, new IdentityModule.Setup(config.admin(), config.setupToken(), this::origin));
        outgoing.listenTo(identity.mailSettings(), identity.smsSettings());
        this.data = new DataModule(
                kernel,
                new DataModule.Neighbours(
                        identity.governance(),
                        identity.roleNames(),
                        identity.users(),
                        Existence.none(),
                        identity.people(),
                        identity.notices(),
                        identity.planLimits()));
        this.ledger = new LedgerModule(kernel, List.of(new EscrowCheck()));
        this.tenants = identity.tenants(
                List.of(data.rooms(), ledger.rooms(), new OutboxRooms(kernel.outbox()), identity.rooms()),
                kernel.deletes(),
                config.region());
        identity.routes(routes, tenants, new Balances(db, ledger.ledger()));
        identity.peopleRoutes(routes, List.of(data.personalData()));
        identity.work();
        data.routes(routes);
        data.work();
        ledger.routes(routes);
        ledger.work();
        Reputations reputations = new Reputations(kernel);
        StudioModule studio = new StudioModule(kernel, reputations);
        studio.routes(routes);
        this.scripts = new Scripts(time, Math.max(2, Runtime.getRuntime().availableProcessors() / 2));
        this.market = new MarketModule(
                kernel,
                ledger.ledger(),
                studio.agents(),
                identity.notices(),
                reputations,
                new MarketModule.Judging(scripts, config.outgoing().judge(), identity.authenticator(), limits),
                new MarketModule.Switches(
                        config.switches().publicBoard(),
                        config.switches().allowSelfClaim(),
                        config.switches().devCredit()),
                new MarketModule.Surroundings(
                        new Blobs(config.home().resolve("blobs").resolve("uploads")),
                        this::origin,
                        config.outgoing().stripe()));
        market.routes(routes);
        market.work();
        this.realtime =
                new Realtime(kernel, data.catalogs(), identity.authenticator(), identity.planLimits(), limits.on());
        realtime.routes(routes);
        realtime.chores(kernel.ticker());
        new EventPartitions(db, time, this::eventsKept).chores(kernel.work());
        kernel.outbox().work();
        OutboxRoutes outboxRoutes = new OutboxRoutes(kernel.outbox());
        outboxRoutes.declare(routes);
        if (config.environment() != Config.Environment.PRODUCTION) {
            outboxRoutes.declarePages(routes);
        }
        Idempotency idempotency = new Idempotency(db, secrets, time);
        kernel.work().every("idempotency-expiry", EXPIRY, idempotency::forgetOld);
        kernel.work().every("confirm-token-expiry", EXPIRY, kernel.deletes()::forgetOld);
        identity.chores(kernel.ticker());
        new PublicRoutes(store.pool(), time, config.region(), draining, routes).declare();
        new MetricsRoutes(meters, config).declare(routes);
        if (config.switches().testClock()) {
            new ClockRoutes(time, kernel.work()).declare(routes);
        }
        this.router = new Router(
                routes,
                identity.authenticator(),
                config.platformKey() == null ? null : config.platformKey().value(),
                limits,
                idempotency,
                new RequestFacts(
                        ids,
                        config.trustedProxies().stream()
                                .flatMap(c -> Cidr.parse(c).stream())
                                .toList()),
                new RequestLog(meters));
    }

    /** Makes every part, without serving yet. */
    public static App assemble(Config config) {
        return new App(config, Store.open(config));
    }

    /** Serves requests and does background work. */
    public App serve() {
        identity.start();
        kernel.signals().start();
        kernel.tail().start();
        kernel.work().start();
        market.start();
        http = new HttpServer(config.port(), router, realtime.sockets()).start();
        return this;
    }

    /** As long as the tenant that keeps its facts longest wants, and a year at least. */
    private Duration eventsKept() {
        int days = identity.governance().auditDays().values().stream()
                .mapToInt(d -> d)
                .max()
                .orElse(0);
        return Duration.ofDays(Math.max(days, 365));
    }

    /** Where people reach our own pages; from the configuration, never from a request. */
    private String origin() {
        return config.publicUrl() == null ? "http://localhost:" + port() : config.publicUrl();
    }

    public int port() {
        return http == null ? config.port() : http.port();
    }

    public Tenants tenants() {
        return tenants;
    }

    /** Makes the accounts of the Hub's customers. */
    public Customers customers() {
        return identity.customers();
    }

    /** A key made from the command line; {@code tenant} is a slug or an id. */
    KeyJson.Created issueKey(String tenant, String label, List<String> scopes, String type) {
        return identity.issueKey(tenant, label, scopes, type);
    }

    public MarketModule market() {
        return market;
    }

    public Kernel kernel() {
        return kernel;
    }

    public Ledger ledger() {
        return ledger.ledger();
    }

    public Routes routes() {
        return routes;
    }

    boolean databaseAdopted() {
        return store.adopted();
    }

    /** Turns {@code /ready} off, finishes what runs, then stops the parts in the order of their need. */
    @Override
    public void close() {
        stop();
        store.close();
    }

    /** The same, but leaves the database server to whoever else uses it. */
    public void release() {
        stop();
        store.release();
    }

    private void stop() {
        draining.set(true);
        realtime.drain();
        market.drain();
        if (http != null) {
            http.close();
        }
        market.close();
        scripts.close();
        kernel.work().close();
        kernel.ticker().close();
        kernel.tail().close();
        kernel.signals().close();
    }
}
