package heddle.identity.role;

import static heddle.kernel.access.Permission.ROLES_MANAGE;
import static heddle.kernel.access.Permission.USERS_READ;

import heddle.kernel.delete.SecureDelete;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;

/** The group Roles. */
public final class RoleRoutes {
    private static final String GROUP = "Roles";
    private static final String ALL = "/v1/roles";
    private static final String ONE = ALL + "/{role_id}";

    private final Roles roles;

    public RoleRoutes(Roles roles) {
        this.roles = roles;
    }

    public void declare(Routes routes) {
        routes.get(ALL, ROLES_MANAGE)
                .group(GROUP)
                .summary("List roles")
                .givesList(RoleJson.View.class)
                .to("Roles.list", in -> Reply.ok(roles.list(in.caller())));
        routes.post(ALL, ROLES_MANAGE)
                .group(GROUP)
                .summary("Create role")
                .takes(RoleJson.Create.class)
                .gives(201, RoleJson.View.class)
                .to("Roles.create", in -> Reply.created(roles.create(in.caller(), in.body(RoleJson.Create.class))));
        routes.get(ONE, ROLES_MANAGE)
                .group(GROUP)
                .summary("Get role")
                .gives(200, RoleJson.View.class)
                .to("Roles.get", in -> Reply.ok(roles.get(in.caller(), in.path("role_id"))));
        routes.patch(ONE, ROLES_MANAGE)
                .group(GROUP)
                .summary("Update role")
                .takes(RoleJson.Update.class)
                .gives(200, RoleJson.View.class)
                .to(
                        "Roles.update",
                        in -> Reply.ok(roles.update(in.caller(), in.path("role_id"), in.body(RoleJson.Update.class))));
        routes.delete(ONE, ROLES_MANAGE)
                .group(GROUP)
                .summary("Delete role")
                .query("force", "boolean", "Delete although things depend on it; needs confirm_token")
                .query("confirm_token", "string", "From the 409 answer")
                .gives(200, RoleJson.Deleted.class)
                .to("Roles.delete", this::delete);
        routes.put(ONE + "/permissions", ROLES_MANAGE)
                .group(GROUP)
                .summary("Assign permissions to role")
                .takes(RoleJson.Permissions.class)
                .gives(200, RoleJson.View.class)
                .to(
                        "Roles.permit",
                        in -> Reply.ok(roles.permit(
                                in.caller(),
                                in.path("role_id"),
                                in.body(RoleJson.Permissions.class).permissions())));
        declareHolders(routes);
    }

    private void declareHolders(Routes routes) {
        routes.post(ALL + "/assign", ROLES_MANAGE)
                .group(GROUP)
                .summary("Assign role to user")
                .takes(RoleJson.Assign.class)
                .gives(200, RoleJson.Assigned.class)
                .to("Roles.assign", in -> {
                    RoleJson.Assign body = in.body(RoleJson.Assign.class);
                    roles.assign(in.caller(), body.userId(), body.roleId());
                    return Reply.ok(new RoleJson.Assigned(body.userId(), body.roleId(), true));
                });
        routes.delete(ONE + "/users/{user_id}", ROLES_MANAGE)
                .group(GROUP)
                .summary("Remove role from user")
                .gives(200, RoleJson.Removed.class)
                .to("Roles.remove", in -> {
                    roles.remove(in.caller(), in.path("role_id"), in.path("user_id"));
                    return Reply.ok(new RoleJson.Removed(in.path("user_id"), in.path("role_id"), true));
                });
        routes.get("/v1/users/{user_id}/roles", USERS_READ)
                .group(GROUP)
                .summary("List user roles")
                .givesList(RoleJson.View.class)
                .to("Roles.of", in -> Reply.ok(roles.of(in.caller(), in.path("user_id"))));
    }

    private Reply delete(Request in) {
        String id = in.path("role_id");
        roles.delete(in.caller(), id, new SecureDelete.Ask(in.flag("force"), in.query("confirm_token")));
        return Reply.ok(new RoleJson.Deleted(id, true));
    }
}
