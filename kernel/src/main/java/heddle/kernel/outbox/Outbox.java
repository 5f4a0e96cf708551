package heddle.kernel.outbox;

import heddle.kernel.crypto.SecretBox;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.id.Ids;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import heddle.kernel.work.WorkItem;
import heddle.kernel.work.WorkRunner;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where every mail and SMS goes first: into the transaction of what caused it. */
public final class Outbox {
    public static final Duration KEPT_FOR = Duration.ofDays(30);
    static final String DELIVER = "outbox.deliver";

    /** Some messages and how many there are. */
    public record Page(List<StoredMessage> messages, long total) {}

    private final Db db;
    private final Ids ids;
    private final InstantSource time;
    private final OutboxStore store;
    private final WorkRunner work;
    private final Transport mail;
    private final Transport sms;

    public Outbox(
            Db db, Ids ids, InstantSource time, SecretBox secrets, WorkRunner work, Transport mail, Transport sms) {
        this.db = db;
        this.ids = ids;
        this.time = time;
        this.store = new OutboxStore(secrets);
        this.work = work;
        this.mail = mail;
        this.sms = sms;
    }

    /**
     * Writes a message, to be delivered once the transaction has committed; kept where nobody is configured to deliver.
     *
     * @param tx of the message's realm, of the operator, or across tenants
     * @return the id of the message, {@code out_...}
     * @throws Problem 400 when it cannot be sent as it is, with every fault
     */
    public String put(Tx tx, OutMessage message) {
        boolean anyRealm = tx.tenantId() == null || tx.tenantId().isEmpty();
        if (!anyRealm && !message.realm().equals(tx.tenantId())) {
            throw new IllegalArgumentException("A transaction of " + tx.tenantId() + " sends for " + message.realm());
        }
        message.check();
        boolean carried = transport(message.channel()).configured(message.realm());
        Instant now = time.instant();
        String id = ids.next("out");
        StoredMessage.Status status = carried ? StoredMessage.Status.QUEUED : StoredMessage.Status.KEPT;
        store.insert(
                tx.boundTo(message.realm()),
                new StoredMessage(id, message, status, 0, null, null, now, null, List.of()));
        if (carried) {
            tx.enqueue(new WorkItem(DELIVER, id, message.realm(), Json.text(Map.of("id", id))), now);
            tx.afterCommit(work::wake);
        }
        return id;
    }

    /** The usual sender of a realm's messages, or null when none is configured. */
    public @Nullable String sender(Channel channel, String realm) {
        return transport(channel).sender(realm);
    }

    /** The newest messages of all realms, for the operator. */
    public Page newest(@Nullable String to, int limit) {
        return db.systemTx(
                "the operator sees every realm's messages",
                tx -> new Page(store.newest(tx, to, limit), store.count(tx, to)));
    }

    /** A message of any realm, for the operator. */
    public Optional<StoredMessage> find(String id) {
        return db.systemTx("the operator sees every realm's messages", tx -> store.findAnywhere(tx, id));
    }

    /** Deletes what a realm has sent; part of its own deletion. */
    public void clear(Tx tx) {
        store.deleteAll(tx);
    }

    /** Deletes what is older than {@link #KEPT_FOR}; the last try of a delivery is long past by then. */
    public void forgetOld() {
        Instant when = time.instant().minus(KEPT_FOR);
        db.systemTx("old messages of all realms go together", tx -> store.deleteOlderThan(tx, when));
    }

    /** Registers the delivery and the housekeeping. */
    public void work() {
        work.task(DELIVER, new Delivery(db, time, store, this::transport)::run);
        work.every("outbox-expiry", Duration.ofHours(1), this::forgetOld);
    }

    private Transport transport(Channel channel) {
        return channel == Channel.EMAIL ? mail : sms;
    }
}
