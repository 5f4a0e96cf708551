package heddle.identity.notification;

import static heddle.kernel.access.Permission.SELF;

import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;

/** The group Notifications. */
public final class NotificationRoutes {
    private static final String GROUP = "Notifications";
    private static final String ALL = "/v1/auth/notifications";
    private static final String PREFERENCES = ALL + "/preferences";

    private final Notifications notifications;

    public NotificationRoutes(Notifications notifications) {
        this.notifications = notifications;
    }

    public void declare(Routes routes) {
        routes.get(ALL, SELF)
                .group(GROUP)
                .summary("List notifications")
                .query("limit", "integer", "1 to 100, default 20")
                .query("cursor", "string", "next_cursor of the page before")
                .query("unread", "boolean", "Only what was not read yet")
                .query("category", "string", "Only of this category")
                .gives(200, NotificationJson.Page.class)
                .to("Notifications.list", this::list);
        routes.get(ALL + "/count", SELF)
                .group(GROUP)
                .summary("Get unread count")
                .gives(200, NotificationJson.Count.class)
                .to(
                        "Notifications.unread",
                        in -> Reply.ok(new NotificationJson.Count(notifications.unread(in.caller()))));
        routes.patch(ALL + "/{notification_id}/read", SELF)
                .group(GROUP)
                .summary("Mark notification read")
                .gives(200, NotificationJson.Read.class)
                .to("Notifications.read", in -> {
                    notifications.read(in.caller(), in.path("notification_id"));
                    return Reply.ok(new NotificationJson.Read(true));
                });
        routes.post(ALL + "/read-all", SELF)
                .group(GROUP)
                .summary("Mark all as read")
                .gives(200, NotificationJson.Updated.class)
                .to(
                        "Notifications.readAll",
                        in -> Reply.ok(new NotificationJson.Updated(notifications.readAll(in.caller()))));
        routes.get(PREFERENCES, SELF)
                .group(GROUP)
                .summary("Get notification preferences")
                .givesList(NotificationJson.Preference.class)
                .to("Notifications.preferences", in -> Reply.ok(notifications.preferences(in.caller())));
        routes.put(PREFERENCES, SELF)
                .group(GROUP)
                .summary("Update notification preferences")
                .takes(NotificationJson.Preference.class)
                .gives(200, NotificationJson.PreferenceSaved.class)
                .to("Notifications.choose", in -> {
                    notifications.choose(in.caller(), in.body(NotificationJson.Preference.class));
                    return Reply.ok(new NotificationJson.PreferenceSaved(true));
                });
        routes.delete(PREFERENCES + "/{channel}", SELF)
                .group(GROUP)
                .summary("Delete notification preference")
                .gives(200, NotificationJson.PreferenceDeleted.class)
                .to("Notifications.unchoose", in -> {
                    notifications.unchoose(in.caller(), in.path("channel"));
                    return Reply.ok(new NotificationJson.PreferenceDeleted(true));
                });
    }

    private Reply list(Request in) {
        return Reply.ok(notifications.list(
                in.caller(), in.flag("unread"), in.query("category"), in.limit(20, 100), in.query("cursor")));
    }
}
