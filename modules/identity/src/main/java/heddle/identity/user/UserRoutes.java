package heddle.identity.user;

import static heddle.kernel.access.Permission.USERS_MANAGE;
import static heddle.kernel.access.Permission.USERS_READ;

import heddle.identity.account.AccountJson;
import heddle.kernel.delete.SecureDelete;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import java.util.function.Supplier;

/** The group Users. */
public final class UserRoutes {
    private static final String GROUP = "Users";
    private static final String ALL = "/v1/users";
    private static final String ONE = ALL + "/{user_id}";

    private final Users users;

    public UserRoutes(Users users) {
        this.users = users;
    }

    public void declare(Routes routes) {
        routes.get(ALL, USERS_READ)
                .group(GROUP)
                .summary("List users")
                .query("limit", "integer", "1 to 100, default 50")
                .query("offset", "integer", "Users to skip")
                .query("search", "string", "In e-mail address, phone number and name")
                .query("role", "string", "Name of a role")
                .gives(200, UserJson.Page.class)
                .to("Users.list", this::list);
        routes.post(ALL, USERS_MANAGE)
                .group(GROUP)
                .summary("Create user")
                .takes(UserJson.Create.class)
                .gives(201, AccountJson.View.class)
                .toPrepared("Users.create", in -> {
                    Supplier<AccountJson.View> effect = users.create(in.caller(), in.body(UserJson.Create.class));
                    return () -> Reply.created(effect.get());
                });
        routes.get(ONE, USERS_READ)
                .group(GROUP)
                .summary("Get user")
                .gives(200, AccountJson.View.class)
                .to("Users.get", in -> Reply.ok(users.get(in.caller(), in.path("user_id"))));
        routes.patch(ONE, USERS_MANAGE)
                .group(GROUP)
                .summary("Update user")
                .takes(UserJson.Update.class)
                .gives(200, AccountJson.View.class)
                .toPrepared("Users.update", in -> {
                    Supplier<AccountJson.View> effect =
                            users.update(in.caller(), in.path("user_id"), in.body(UserJson.Update.class));
                    return () -> Reply.ok(effect.get());
                });
        routes.delete(ONE, USERS_MANAGE)
                .group(GROUP)
                .summary("Delete user")
                .query("force", "boolean", "Delete although things depend on it; needs confirm_token")
                .query("confirm_token", "string", "From the 409 answer")
                .gives(200, UserJson.Deleted.class)
                .to("Users.delete", this::delete);
    }

    private Reply list(Request in) {
        Users.Page page = users.list(in.caller(), in.query("search"), in.query("role"), in.limit(50, 100), in.offset());
        return Reply.ok(new UserJson.Page(page.users(), page.total()));
    }

    private Reply delete(Request in) {
        String id = in.path("user_id");
        users.delete(in.caller(), id, new SecureDelete.Ask(in.flag("force"), in.query("confirm_token")));
        return Reply.ok(new UserJson.Deleted(id, true));
    }
}
