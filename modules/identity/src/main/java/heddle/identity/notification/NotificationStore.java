package heddle.identity.notification;

import static heddle.kernel.db.Times.instant;
import static heddle.kernel.db.Times.instantOrNull;
import static heddle.kernel.db.Times.utc;

import heddle.contracts.Notices;
import heddle.kernel.db.Tx;
import heddle.kernel.json.Json;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** All SQL of notifications and of the ways that people chose. */
final class NotificationStore {
    /** What an account chose for a channel; no categories stand for all. */
    record Choice(String accountId, String channel, boolean enabled, List<String> categories) {}

    private static final String MINE = " from identity.notifications where realm = :tenant and account_id = :account";

    void insert(Tx tx, String id, String accountId, Notices.Notice notice, Instant now) {
        tx.update("""
                        insert into identity.notifications (realm, id, account_id, category, type, title, body, action_url,
                            metadata, created_at)
                        values (:tenant, :id, :account, :category, :type, :title, :body, :url, cast(:metadata as jsonb), :now)
                        """)
                .bind("id", id)
                .bind("account", accountId)
                .bind("category", notice.category())
                .bind("type", notice.type())
                .bind("title", notice.title())
                .bind("body", notice.body())
                .bind("url", notice.actionUrl())
                .bind("metadata", Json.text(notice.metadata()))
                .bind("now", utc(now))
                .execute();
    }

    List<NotificationJson.View> page(
            Tx tx, String accountId, boolean unread, @Nullable String category, @Nullable String before, int limit) {
        return bound(
                        tx,
                        "select *" + MINE + narrowed(unread, category, before) + " order by id desc limit :limit",
                        accountId)
                .bind("category", category)
                .bind("before", before)
                .bind("limit", limit)
                .map((row, c) -> new NotificationJson.View(
                        row.getString("id"),
                        row.getString("account_id"),
                        row.getString("category"),
                        row.getString("type"),
                        row.getString("title"),
                        row.getString("body"),
                        row.getObject("read_at") != null,
                        instantOrNull(row, "read_at"),
                        row.getString("action_url"),
                        (ObjectNode) Json.trusted(row.getString("metadata")),
                        instant(row, "created_at")))
                .list();
    }

    long count(Tx tx, String accountId, boolean unread, @Nullable String category) {
        return bound(tx, "select count(*)" + MINE + narrowed(unread, category, null), accountId)
                .bind("category", category)
                .mapTo(Long.class)
                .one();
    }

    private static String narrowed(boolean unread, @Nullable String category, @Nullable String before) {
        return (unread ? " and read_at is null" : "")
                + (category == null ? "" : " and category = :category")
                + (before == null ? "" : " and id < :before");
    }

    private static Query bound(Tx tx, String sql, String accountId) {
        return tx.query(sql).bind("account", accountId);
    }

    /** Marks one as read; false when it is not the account's. */
    boolean read(Tx tx, String accountId, String id, Instant now) {
        return tx.update("""
                                update identity.notifications set read_at = coalesce(read_at, :now)
                                where realm = :tenant and account_id = :account and id = :id
                                """)
                        .bind("account", accountId)
                        .bind("id", id)
                        .bind("now", utc(now))
                        .execute()
                == 1;
    }

    int readAll(Tx tx, String accountId, Instant now) {
        return tx.update("""
                        update identity.notifications set read_at = :now
                        where realm = :tenant and account_id = :account and read_at is null
                        """).bind("account", accountId).bind("now", utc(now)).execute();
    }

    Map<String, List<Choice>> choices(Tx tx, Collection<String> accounts) {
        return tx
                .query("""
                        select * from identity.notification_preferences
                        where realm = :tenant and account_id = any(:accounts) order by channel
                        """)
                .bindArray("accounts", String.class, accounts)
                .map((row, c) -> new Choice(
                        row.getString("account_id"),
                        row.getString("channel"),
                        row.getBoolean("enabled"),
                        List.of((String[]) row.getArray("categories").getArray())))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Choice::accountId));
    }

    void choose(Tx tx, Choice choice) {
        tx.update("""
                        insert into identity.notification_preferences (realm, account_id, channel, enabled, categories)
                        values (:tenant, :account, :channel, :enabled, :categories)
                        on conflict (realm, account_id, channel) do update
                            set enabled = excluded.enabled, categories = excluded.categories
                        """)
                .bind("account", choice.accountId())
                .bind("channel", choice.channel())
                .bind("enabled", choice.enabled())
                .bindArray("categories", String.class, choice.categories())
                .execute();
    }

    boolean unchoose(Tx tx, String accountId, String channel) {
        return tx.update("""
                                delete from identity.notification_preferences
                                where realm = :tenant and account_id = :account and channel = :channel
                                """)
                        .bind("account", accountId)
                        .bind("channel", channel)
                        .execute()
                == 1;
    }

    void deleteOf(Tx tx, String accountId) {
        for (String table : List.of("notifications", "notification_preferences")) {
            tx.update("delete from identity." + table + " where realm = :tenant and account_id = :account")
                    .bind("account", accountId)
                    .execute();
        }
    }

    int deleteOld(Tx systemTx, Instant before) {
        return systemTx.update("delete from identity.notifications where created_at < :before")
                .bind("before", utc(before))
                .execute();
    }
}
