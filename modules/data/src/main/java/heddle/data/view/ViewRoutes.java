package heddle.data.view;

import static heddle.kernel.access.Permission.SCHEMA_MANAGE;
import static heddle.kernel.access.Permission.SCHEMA_READ;

import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;

/** The four operations of the group Views. */
public final class ViewRoutes {
    private static final String GROUP = "Views";
    private static final String ALL = "/v1/object-types/{object_type_id}/views";
    private static final String ONE = ALL + "/{view_id}";

    private final Views views;

    public ViewRoutes(Views views) {
        this.views = views;
    }

    public void declare(Routes routes) {
        routes.get(ALL, SCHEMA_READ)
                .group(GROUP)
                .summary("List saved views")
                .givesList(ViewJson.Shown.class)
                .to("Views.list", this::list);
        routes.post(ALL, SCHEMA_MANAGE)
                .group(GROUP)
                .summary("Create saved view")
                .takes(ViewJson.Create.class)
                .gives(201, ViewJson.Shown.class)
                .to("Views.create", this::create);
        routes.patch(ONE, SCHEMA_MANAGE)
                .group(GROUP)
                .summary("Update saved view")
                .takes(ViewJson.Update.class)
                .gives(200, ViewJson.Shown.class)
                .to("Views.update", this::update);
        routes.delete(ONE, SCHEMA_MANAGE)
                .group(GROUP)
                .summary("Delete saved view")
                .gives(200, ViewJson.Deleted.class)
                .to("Views.delete", this::delete);
    }

    private Reply list(Request in) {
        return Reply.ok(views.list(in.caller(), in.path("object_type_id")).stream()
                .map(ViewRoutes::shown)
                .toList());
    }

    private Reply create(Request in) {
        return Reply.created(
                shown(views.create(in.caller(), in.path("object_type_id"), in.body(ViewJson.Create.class))));
    }

    private Reply update(Request in) {
        return Reply.ok(shown(views.update(
                in.caller(), in.path("object_type_id"), in.path("view_id"), in.body(ViewJson.Update.class))));
    }

    private Reply delete(Request in) {
        views.delete(in.caller(), in.path("object_type_id"), in.path("view_id"));
        return Reply.ok(new ViewJson.Deleted(true));
    }

    private static ViewJson.Shown shown(Views.Checked checked) {
        return ViewJson.of(checked.view(), checked.warnings());
    }
}
