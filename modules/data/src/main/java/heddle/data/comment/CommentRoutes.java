package heddle.data.comment;

import static heddle.kernel.access.Permission.OBJECTS_READ;
import static heddle.kernel.access.Permission.SELF;

import heddle.data.object.Guard;
import heddle.data.object.Objects;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;

/** The group Comments. */
public final class CommentRoutes {
    private static final String GROUP = "Comments";
    private static final String ALL = "/v1/objects/{object_type_id}/{object_id}/comments";
    private static final String ONE = ALL + "/{comment_id}";

    private final Comments comments;
    private final Objects objects;

    public CommentRoutes(Comments comments, Objects objects) {
        this.comments = comments;
        this.objects = objects;
    }

    public void declare(Routes routes) {
        routes.get(ALL, OBJECTS_READ)
                .group(GROUP)
                .summary("List comments")
                .query("limit", "integer", "1 to 100, default 20")
                .query("cursor", "string", "next_cursor of the page before")
                .gives(200, CommentJson.Page.class)
                .to(
                        "Comments.list",
                        in -> Reply.ok(comments.list(
                                guard(in), in.path("object_id"), in.limit(20, 100), in.query("cursor"))));
        routes.post(ALL, SELF)
                .group(GROUP)
                .summary("Create comment")
                .takes(CommentJson.Write.class)
                .gives(201, CommentJson.View.class)
                .to(
                        "Comments.create",
                        in -> Reply.created(
                                comments.create(guard(in), in.path("object_id"), in.body(CommentJson.Write.class).body())));
        routes.patch(ONE, SELF)
                .group(GROUP)
                .summary("Update comment")
                .takes(CommentJson.Write.class)
                .gives(200, CommentJson.View.class)
                .to(
                        "Comments.edit",
                        in -> Reply.ok(comments.edit(
                                guard(in),
                                in.path("object_id"),
                                in.path("comment_id"),
                                in.body(CommentJson.Write.class).body())));
        routes.delete(ONE, SELF)
                .group(GROUP)
                .summary("Delete comment")
                .gives(200, CommentJson.Deleted.class)
                .to("Comments.delete", in -> {
                    comments.delete(guard(in), in.path("object_id"), in.path("comment_id"));
                    return Reply.ok(new CommentJson.Deleted(true));
                });
    }

    private Guard guard(Request in) {
        return objects.guard(in.caller(), in.path("object_type_id"));
    }
}
