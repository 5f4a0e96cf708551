package heddle.identity.notification;

import heddle.contracts.Notices;
import heddle.contracts.PersonalData;
import heddle.identity.account.Account;
import heddle.identity.account.Accounts;
import heddle.identity.letter.Letters;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.event.Event;
import heddle.kernel.json.Json;
import heddle.kernel.list.Cursor;
import heddle.kernel.mail.TemplateName;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Tells people what happened, in the app and by the other ways that they chose, and lets them read it. */
public final class Notifications implements Notices, PersonalData {
    static final Set<String> CATEGORIES =
            Set.of("comments", "mentions", "workflow", "security", "system", "automations", "reports", "imports");
    private static final Set<String> ON_AT_FIRST = Set.of("in_app", "email");
    private static final Duration KEPT = Duration.ofDays(90);
    private static final int EXPORTED = 1_000;

    private final Kernel kernel;
    private final Accounts accounts;
    private final Letters letters;
    private final NotificationStore store = new NotificationStore();

    public Notifications(Kernel kernel, Accounts accounts, Letters letters) {
        this.kernel = kernel;
        this.accounts = accounts;
        this.letters = letters;
    }

    @Override
    public void tell(Tx tx, Collection<String> people, Notice notice) {
        Map<String, Account> known = accounts.byIds(tx, people);
        Map<String, List<NotificationStore.Choice>> choices = store.choices(tx, known.keySet());
        for (Account account : known.values()) {
            List<NotificationStore.Choice> mine = choices.getOrDefault(account.id(), List.of());
            if (account.active()) {
                tell(tx, account, notice, mine);
            }
        }
    }

    private void tell(Tx tx, Account account, Notice notice, List<NotificationStore.Choice> mine) {
        if (wants(mine, "in_app", notice.category())) {
            String id = kernel.ids().next("ntf");
            Instant now = kernel.time().instant();
            store.insert(tx, id, account.id(), notice, now);
            tx.record(Event.of(
                    kernel.ids().next("evt"),
                    Caller.system(account.realm(), "notification"),
                    "notification.created",
                    id,
                    Json.text(Map.of("user_id", account.id(), "type", notice.type(), "title", notice.title())),
                    now));
        }
        String email = account.email();
        if (email != null && wants(mine, "email", notice.category())) {
            letters.mail(tx, account, email, template(notice), values(notice));
        }
        String phone = account.phone();
        if (phone != null && account.phoneVerified() && wants(mine, "sms", notice.category())) {
            letters.plainSms(tx, account.realm(), phone, notice.title());
        }
    }

    private static TemplateName template(Notice notice) {
        return switch (notice.category()) {
            case "security" ->
                notice.type().startsWith("user.mfa") ? TemplateName.MFA_NOTICE : TemplateName.SECURITY_NOTICE;
            case "comments", "mentions" -> TemplateName.COMMENT;
            default -> TemplateName.NOTICE;
        };
    }

    private static Map<String, String> values(Notice notice) {
        Map<String, String> values = new HashMap<>(notice.metadata());
        values.put("title", notice.title());
        values.put("body", notice.body());
        if (notice.actionUrl() != null) {
            values.put("url", notice.actionUrl());
        }
        return values;
    }

    private static boolean wants(List<NotificationStore.Choice> mine, String channel, String category) {
        // Whoever took over an account must not be able to keep its owner from hearing of it.
        if (category.equals("security") && channel.equals("email")) {
            return true;
        }
        return mine.stream()
                .filter(c -> c.channel().equals(channel))
                .findFirst()
                .map(c -> c.enabled()
                        && (c.categories().isEmpty() || c.categories().contains(category)))
                .orElse(ON_AT_FIRST.contains(channel));
    }

    NotificationJson.Page list(
            Caller caller, boolean unread, @Nullable String category, int limit, @Nullable String cursor) {
        String hash = Cursor.hash("notifications " + unread + " " + category);
        String before = cursor == null ? null : Cursor.idOf(cursor, hash);
        return kernel.db().tx(caller, tx -> {
            List<NotificationJson.View> found = store.page(tx, caller.id(), unread, category, before, limit + 1);
            boolean more = found.size() > limit;
            List<NotificationJson.View> page = more ? found.subList(0, limit) : found;
            String next = more ? Cursor.ofId(page.getLast().id(), hash) : null;
            return new NotificationJson.Page(page, next, store.count(tx, caller.id(), unread, category));
        });
    }

    long unread(Caller caller) {
        return kernel.db().tx(caller, tx -> store.count(tx, caller.id(), true, null));
    }

    void read(Caller caller, String id) {
        Instant now = kernel.time().instant();
        if (!kernel.db().tx(caller, tx -> store.read(tx, caller.id(), id, now))) {
            throw Problem.notFound();
        }
    }

    int readAll(Caller caller) {
        return kernel.db()
                .tx(caller, tx -> store.readAll(tx, caller.id(), kernel.time().instant()));
    }

    List<NotificationJson.Preference> preferences(Caller caller) {
        return kernel.db().tx(caller, tx -> {
            List<NotificationJson.Preference> out = new ArrayList<>();
            List<NotificationStore.Choice> mine =
                    store.choices(tx, List.of(caller.id())).getOrDefault(caller.id(), List.of());
            for (String channel : List.of("in_app", "email", "sms", "push", "webhook")) {
                out.add(mine.stream()
                        .filter(c -> c.channel().equals(channel))
                        .findFirst()
                        .map(c -> new NotificationJson.Preference(channel, c.enabled(), c.categories()))
                        .orElse(new NotificationJson.Preference(channel, ON_AT_FIRST.contains(channel), List.of())));
            }
            return out;
        });
    }

    void choose(Caller caller, NotificationJson.Preference wanted) {
        List<String> categories = wanted.categories() == null ? List.of() : wanted.categories();
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < categories.size(); i++) {
            if (!CATEGORIES.contains(categories.get(i))) {
                faults.add(new Fault(
                        "categories[" + i + "]",
                        "not_in_enum",
                        "Use one of " + CATEGORIES.stream().sorted().toList()));
            }
        }
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        kernel.db().tx(caller, tx -> {
            store.choose(tx, new NotificationStore.Choice(caller.id(), wanted.channel(), wanted.enabled(), categories));
            return true;
        });
    }

    void unchoose(Caller caller, String channel) {
        if (!kernel.db().tx(caller, tx -> store.unchoose(tx, caller.id(), channel))) {
            throw Problem.notFound();
        }
    }

    @Override
    public Map<String, JsonNode> of(Caller person) {
        return kernel.db()
                .tx(
                        person,
                        tx -> Map.of(
                                "notifications",
                                Json.mapper().valueToTree(store.page(tx, person.id(), false, null, null, EXPORTED)),
                                "notification_preferences",
                                Json.mapper()
                                        .valueToTree(store.choices(tx, List.of(person.id()))
                                                .getOrDefault(person.id(), List.of()))));
    }

    @Override
    public Map<String, Long> authored(Caller caller, String accountId) {
        return Map.of();
    }

    @Override
    public void forget(Tx tx, String accountId) {
        store.deleteOf(tx, accountId);
    }

    public void forgetOld() {
        Instant before = kernel.time().instant().minus(KEPT);
        kernel.db().systemTx("old notifications of all realms go", tx -> store.deleteOld(tx, before));
    }
}
