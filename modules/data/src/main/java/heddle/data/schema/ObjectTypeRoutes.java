package heddle.data.schema;

import static heddle.kernel.access.Permission.SCHEMA_MANAGE;
import static heddle.kernel.access.Permission.SCHEMA_READ;

import heddle.kernel.delete.SecureDelete;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.problem.Problem;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The five operations of the group Object Types. */
final class ObjectTypeRoutes {
    private static final String GROUP = "Object Types";
    private static final String ALL = "/v1/object-types";
    private static final String ONE = "/v1/object-types/{object_type_id}";
    private static final String PROPERTIES = "properties";

    private final ObjectTypes types;
    private final TypeDeletion deletion;

    ObjectTypeRoutes(ObjectTypes types, TypeDeletion deletion) {
        this.types = types;
        this.deletion = deletion;
    }

    void declare(Routes routes) {
        routes.get(ALL, SCHEMA_READ)
                .group(GROUP)
                .summary("List object types")
                .query("include", "string", "properties to have them with their types")
                .givesList(ObjectTypeJson.View.class)
                .to("ObjectTypes.list", this::list);
        routes.post(ALL, SCHEMA_MANAGE)
                .group(GROUP)
                .summary("Create object type")
                .takes(ObjectTypeJson.Create.class)
                .gives(201, ObjectTypeJson.View.class)
                .to("ObjectTypes.create", this::create);
        routes.get(ONE, SCHEMA_READ)
                .group(GROUP)
                .summary("Get object type")
                .query("include", "string", "properties to have them with the type")
                .gives(200, ObjectTypeJson.View.class)
                .to("ObjectTypes.get", this::get);
        routes.patch(ONE, SCHEMA_MANAGE)
                .group(GROUP)
                .summary("Update object type")
                .takes(ObjectTypeJson.Update.class)
                .gives(200, ObjectTypeJson.View.class)
                .to("ObjectTypes.update", this::update);
        routes.delete(ONE, SCHEMA_MANAGE)
                .group(GROUP)
                .summary("Delete object type")
                .query("force", "boolean", "Delete although things depend on it; needs confirm_token")
                .query("confirm_token", "string", "From the 409 answer")
                .gives(200, ObjectTypeJson.Deleted.class)
                .to("TypeDeletion.delete", this::delete);
    }

    private Reply list(Request in) {
        boolean withProperties = withProperties(in.query("include"));
        return Reply.ok(types.list(in.caller()).stream()
                .map(t -> ObjectTypeJson.of(t.schema(), t.objects(), withProperties))
                .toList());
    }

    private Reply create(Request in) {
        ObjectTypeJson.Create wanted = in.body(ObjectTypeJson.Create.class);
        return Reply.created(view(types.create(in.caller(), wanted), wanted.properties() != null));
    }

    private Reply get(Request in) {
        boolean withProperties = withProperties(in.query("include"));
        return Reply.ok(view(types.get(in.caller(), in.path("object_type_id")), withProperties));
    }

    private Reply update(Request in) {
        return Reply.ok(view(
                types.update(in.caller(), in.path("object_type_id"), in.body(ObjectTypeJson.Update.class)), false));
    }

    private Reply delete(Request in) {
        deletion.delete(
                in.caller(),
                in.path("object_type_id"),
                new SecureDelete.Ask(in.flag("force"), in.query("confirm_token")));
        return Reply.ok(new ObjectTypeJson.Deleted(true));
    }

    private static ObjectTypeJson.View view(ObjectTypes.Counted type, boolean withProperties) {
        return ObjectTypeJson.of(type.schema(), type.objects(), withProperties);
    }

    private static boolean withProperties(@Nullable String include) {
        if (include == null || include.isEmpty()) {
            return false;
        }
        if (!Arrays.stream(include.split(",", -1)).allMatch(PROPERTIES::equals)) {
            throw Problem.invalid("include", "not_in_enum", "include may be properties");
        }
        return true;
    }
}
