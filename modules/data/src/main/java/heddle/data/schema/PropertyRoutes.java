package heddle.data.schema;

import static heddle.kernel.access.Permission.SCHEMA_MANAGE;
import static heddle.kernel.access.Permission.SCHEMA_READ;

import heddle.data.property.PropertyJson;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;

/** The four operations of the group Properties. */
final class PropertyRoutes {
    private static final String GROUP = "Properties";
    private static final String ALL = "/v1/object-types/{object_type_id}/properties";
    private static final String ONE = "/v1/object-types/{object_type_id}/properties/{property_id}";

    private final Properties properties;

    PropertyRoutes(Properties properties) {
        this.properties = properties;
    }

    void declare(Routes routes) {
        routes.get(ALL, SCHEMA_READ)
                .group(GROUP)
                .summary("List properties")
                .givesList(PropertyJson.View.class)
                .to("Properties.list", this::list);
        routes.post(ALL, SCHEMA_MANAGE)
                .group(GROUP)
                .summary("Create property")
                .takes(PropertyJson.Create.class)
                .gives(201, PropertyJson.View.class)
                .to("Properties.create", this::create);
        routes.patch(ONE, SCHEMA_MANAGE)
                .group(GROUP)
                .summary("Update property")
                .takes(PropertyJson.Patch.class)
                .gives(200, PropertyJson.View.class)
                .to("Properties.update", this::update);
        routes.delete(ONE, SCHEMA_MANAGE)
                .group(GROUP)
                .summary("Delete property")
                .gives(200, ObjectTypeJson.Deleted.class)
                .to("Properties.delete", this::delete);
    }

    private Reply list(Request in) {
        return Reply.ok(properties.list(in.caller(), in.path("object_type_id")).stream()
                .map(p -> PropertyJson.of(p, null))
                .toList());
    }

    private Reply create(Request in) {
        Properties.Changed made =
                properties.create(in.caller(), in.path("object_type_id"), in.body(PropertyJson.Create.class));
        return Reply.created(PropertyJson.of(made.property(), made.meta()));
    }

    private Reply update(Request in) {
        Properties.Changed changed = properties.update(
                in.caller(), in.path("object_type_id"), in.path("property_id"), in.body(PropertyJson.Patch.class));
        return Reply.ok(PropertyJson.of(changed.property(), changed.meta()));
    }

    private Reply delete(Request in) {
        properties.delete(in.caller(), in.path("object_type_id"), in.path("property_id"));
        return Reply.ok(new ObjectTypeJson.Deleted(true));
    }
}
