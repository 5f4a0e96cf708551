package heddle.kernel.outbox;

import static heddle.kernel.db.Times.instant;
import static heddle.kernel.db.Times.instantOrNull;
import static heddle.kernel.db.Times.utc;
import static heddle.kernel.db.Times.utcOrNull;

import heddle.kernel.crypto.SecretBox;
import heddle.kernel.db.Tx;
import heddle.kernel.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** All SQL of the outbox. */
final class OutboxStore {
    private static final String PURPOSE = "outbox";
    /** What goes with a message, without its bytes. */
    private static final String ATTACHED = """
            (select coalesce(jsonb_agg(jsonb_build_object('filename', a.filename, 'content_type', a.content_type,
                'bytes', a.bytes) order by a.place), '[]') from kernel.outbox_attachments a
             where a.tenant_id = o.tenant_id and a.message_id = o.id) as attached""";

    private final SecretBox secrets;

    OutboxStore(SecretBox secrets) {
        this.secrets = secrets;
    }

    /** Writes a message into the realm that the transaction is bound to. */
    void insert(Tx tx, StoredMessage stored) {
        OutMessage message = stored.message();
        tx.update("""
                        insert into kernel.outbox (tenant_id, id, channel, to_addresses, cc_addresses, bcc_addresses,
                            recipients, from_address, reply_to, subject, html, text, headers, status, attempts, created_at)
                        values (:tenant, :id, :channel, :to, :cc, :bcc,
                            :recipients, :from, :reply_to, :subject, :html, :text, cast(:headers as jsonb), :status, 0, :now)
                        """)
                .bind("id", stored.id())
                .bind("channel", message.channel().word())
                .bindArray("to", String.class, message.to())
                .bindArray("cc", String.class, message.cc())
                .bindArray("bcc", String.class, message.bcc())
                .bindArray("recipients", String.class, recipients(message))
                .bind("from", message.from())
                .bind("reply_to", message.replyTo())
                .bind("subject", message.subject())
                .bind("html", message.html() == null ? null : secrets.seal(PURPOSE, message.html()))
                .bind("text", secrets.seal(PURPOSE, message.text()))
                .bind("headers", Json.text(message.headers()))
                .bind("status", stored.status().word())
                .bind("now", utc(stored.createdAt()))
                .execute();
        for (int i = 0; i < message.attachments().size(); i++) {
            insert(tx, stored, i, message.attachments().get(i));
        }
    }

    private void insert(Tx tx, StoredMessage stored, int place, Attachment file) {
        tx.update("""
                        insert into kernel.outbox_attachments (tenant_id, message_id, place, filename, content_type, bytes,
                            content, created_at)
                        values (:tenant, :message, :place, :filename, :type, :bytes, :content, :now)
                        """)
                .bind("message", stored.id())
                .bind("place", place)
                .bind("filename", file.filename())
                .bind("type", file.contentType())
                .bind("bytes", file.bytes())
                .bind("content", secrets.seal(PURPOSE, file.content()))
                .bind("now", utc(stored.createdAt()))
                .execute();
    }

    /** The files that go with a message of the realm, to be sent. */
    List<Attachment> attachments(Tx tx, String id) {
        return tx.query("""
                        select filename, content_type, content from kernel.outbox_attachments
                        where tenant_id = :tenant and message_id = :id order by place
                        """)
                .bind("id", id)
                .map((row, c) -> new Attachment(
                        row.getString("filename"),
                        row.getString("content_type"),
                        secrets.openText(PURPOSE, row.getString("content"))))
                .list();
    }

    /** A message of the realm that the transaction is bound to. */
    Optional<StoredMessage> find(Tx tx, String id) {
        return tx.query("select *, " + ATTACHED + " from kernel.outbox o where tenant_id = :tenant and id = :id")
                .bind("id", id)
                .map(this::stored)
                .findOne();
    }

    void update(Tx tx, StoredMessage stored) {
        tx.update("""
                        update kernel.outbox
                        set status = :status, attempts = :attempts, error = :error,
                            provider_message_id = :provider_id, sent_at = :sent_at
                        where tenant_id = :tenant and id = :id
                        """)
                .bind("id", stored.id())
                .bind("status", stored.status().word())
                .bind("attempts", stored.attempts())
                .bind("error", stored.error())
                .bind("provider_id", stored.providerMessageId())
                .bind("sent_at", utcOrNull(stored.sentAt()))
                .execute();
    }

    void deleteAll(Tx tx) {
        tx.update("delete from kernel.outbox_attachments where tenant_id = :tenant")
                .execute();
        tx.update("delete from kernel.outbox where tenant_id = :tenant").execute();
    }

    /** Messages of all realms, newest first; {@code to} is any recipient, or null for everybody. */
    List<StoredMessage> newest(Tx systemTx, @Nullable String to, int limit) {
        return systemTx.query("""
                        select *, %s from kernel.outbox o where %s
                        order by created_at desc, id desc limit :limit
                        """.formatted(ATTACHED, condition(to)))
                .bind("to", lower(to))
                .bind("limit", limit)
                .map(this::stored)
                .list();
    }

    long count(Tx systemTx, @Nullable String to) {
        return systemTx.query("select count(*) from kernel.outbox where " + condition(to))
                .bind("to", lower(to))
                .mapTo(Long.class)
                .one();
    }

    /** The id is unique across realms; this is for the operator. */
    Optional<StoredMessage> findAnywhere(Tx systemTx, String id) {
        return systemTx.query("select *, " + ATTACHED + " from kernel.outbox o where id = :id")
                .bind("id", id)
                .map(this::stored)
                .findOne();
    }

    int deleteOlderThan(Tx systemTx, Instant when) {
        systemTx.update("delete from kernel.outbox_attachments where created_at < :when")
                .bind("when", utc(when))
                .execute();
        return systemTx.update("delete from kernel.outbox where created_at < :when")
                .bind("when", utc(when))
                .execute();
    }

    private static String condition(@Nullable String to) {
        return to == null ? "true" : "recipients @> array[cast(:to as text)]";
    }

    private static @Nullable String lower(@Nullable String to) {
        return to == null ? null : to.toLowerCase(Locale.ROOT);
    }

    private static List<String> recipients(OutMessage message) {
        return Stream.of(message.to(), message.cc(), message.bcc())
                .flatMap(List::stream)
                .map(a -> OutMessage.bare(a).toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
    }

    private StoredMessage stored(ResultSet row, StatementContext context) throws SQLException {
        String html = row.getString("html");
        Map<String, String> headers = new LinkedHashMap<>();
        Json.trusted(row.getString("headers"))
                .properties()
                .forEach(h -> headers.put(h.getKey(), h.getValue().stringValue()));
        OutMessage message = new OutMessage(
                row.getString("tenant_id"),
                Channel.of(row.getString("channel")),
                texts(row, "to_addresses"),
                texts(row, "cc_addresses"),
                texts(row, "bcc_addresses"),
                row.getString("from_address"),
                row.getString("reply_to"),
                row.getString("subject"),
                html == null ? null : secrets.openText(PURPOSE, html),
                secrets.openText(PURPOSE, row.getString("text")),
                headers,
                List.of());
        return new StoredMessage(
                row.getString("id"),
                message,
                StoredMessage.Status.of(row.getString("status")),
                row.getInt("attempts"),
                row.getString("error"),
                row.getString("provider_message_id"),
                instant(row, "created_at"),
                instantOrNull(row, "sent_at"),
                Json.trusted(row.getString("attached"))
                        .valueStream()
                        .map(file -> new StoredMessage.Attached(
                                file.path("filename").stringValue(),
                                file.path("content_type").stringValue(),
                                file.path("bytes").intValue()))
                        .toList());
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }
}
