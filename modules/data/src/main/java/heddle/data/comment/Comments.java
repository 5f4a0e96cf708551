package heddle.data.comment;

import heddle.contracts.Notices;
import heddle.contracts.People;
import heddle.data.object.Guard;
import heddle.data.object.ObjectRow;
import heddle.data.object.Objects;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.crypto.Tokens;
import heddle.kernel.db.Tx;
import heddle.kernel.event.Event;
import heddle.kernel.json.Json;
import heddle.kernel.list.Cursor;
import heddle.kernel.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What people can say under objects that they may see. */
public final class Comments {
    private static final Pattern MENTION =
            Pattern.compile("@(usr_[0-9a-z]{26}|[^\\s@]{1,64}@[A-Za-z0-9.-]{1,189}[A-Za-z0-9])");
    private static final int MAX_MENTIONS = 20;

    private final Kernel kernel;
    private final Objects objects;
    private final People people;
    private final Notices notices;
    private final CommentStore store = new CommentStore();

    public Comments(Kernel kernel, Objects objects, People people, Notices notices) {
        this.kernel = kernel;
        this.objects = objects;
        this.people = people;
        this.notices = notices;
    }

    /** The comments of an object, newest first. */
    CommentJson.Page list(Guard guard, String objectId, int limit, @Nullable String cursor) {
        objects.get(guard, objectId);
        Caller caller = guard.caller();
        String hash = Cursor.hash("comments" + objectId);
        String before = cursor == null ? null : Cursor.idOf(cursor, hash);
        return kernel.db().tx(caller, tx -> {
            List<Comment> found = store.page(tx, objectId, before, limit + 1);
            boolean more = found.size() > limit;
            List<Comment> page = more ? found.subList(0, limit) : found;
            String next = more ? Cursor.ofId(page.getLast().id(), hash) : null;
            return new CommentJson.Page(views(caller, page), next, store.count(tx, objectId));
        });
    }

    CommentJson.View create(Guard guard, String objectId, String body) {
        Caller caller = guard.caller();
        ObjectRow object = objects.get(guard, objectId);
        Set<String> mentioned = mentioned(caller, body);
        Instant now = kernel.time().instant();
        Comment comment = new Comment(
                kernel.ids().next("cmt"),
                guard.schema().type().id(),
                objectId,
                caller.id(),
                body,
                List.copyOf(mentioned),
                false,
                now,
                now);
        return kernel.db().tx(caller, tx -> {
            Set<String> concerned = new LinkedHashSet<>(store.authors(tx, objectId));
            concerned.add(object.createdBy());
            concerned.removeAll(mentioned);
            concerned.remove(caller.id());
            store.insert(tx, comment);
            announce(tx, caller, "comment.created", comment, CommentJson.fact(comment));
            tell(tx, caller, mentioned, comment, "mentions", " mentioned you in a comment");
            tell(tx, caller, concerned, comment, "comments", " commented on something of yours");
            return views(caller, List.of(comment)).getFirst();
        });
    }

    /** Only the author may edit; those who are newly named hear of it. */
    CommentJson.View edit(Guard guard, String objectId, String id, String body) {
        Caller caller = guard.caller();
        objects.get(guard, objectId);
        Set<String> mentioned = mentioned(caller, body);
        return kernel.db().tx(caller, tx -> {
            Comment old = requireOwn(tx, caller, objectId, id, false);
            Comment fresh =
                    old.edited(body, List.copyOf(mentioned), kernel.time().instant());
            store.update(tx, fresh);
            announce(tx, caller, "comment.updated", fresh, CommentJson.fact(fresh));
            Set<String> added = new LinkedHashSet<>(mentioned);
            added.removeAll(old.mentions());
            tell(tx, caller, added, fresh, "mentions", " mentioned you in a comment");
            return views(caller, List.of(fresh)).getFirst();
        });
    }

    /** The author may delete, and whoever looks after the tenant's people. The log keeps a hash of what was said. */
    void delete(Guard guard, String objectId, String id) {
        Caller caller = guard.caller();
        objects.get(guard, objectId);
        kernel.db().tx(caller, tx -> {
            Comment gone = requireOwn(tx, caller, objectId, id, true);
            store.delete(tx, id);
            String fact =
                    Json.text(Map.of("id", id, "object_id", objectId, "body_sha256", Tokens.sha256Hex(gone.body())));
            announce(tx, caller, "comment.deleted", gone, fact);
            return true;
        });
    }

    private Comment requireOwn(Tx tx, Caller caller, String objectId, String id, boolean moderated) {
        Comment comment = store.lock(tx, objectId, id).orElseThrow(Problem::notFound);
        boolean moderator = moderated
                && (caller.permissions().contains("*") || caller.permissions().contains("users:manage"));
        if (!comment.authorId().equals(caller.id()) && !moderator) {
            throw Problem.forbidden("FORBIDDEN", "Only its author can change a comment");
        }
        return comment;
    }

    private Set<String> mentioned(Caller caller, String body) {
        Set<String> ids = new LinkedHashSet<>();
        List<String> emails = new ArrayList<>();
        Matcher matcher = MENTION.matcher(body);
        for (int i = 0; i < MAX_MENTIONS && matcher.find(); i++) {
            String name = matcher.group(1);
            if (name.startsWith("usr_")) {
                ids.add(name);
            } else {
                emails.add(name);
            }
        }
        Set<String> known = new LinkedHashSet<>(people.byId(caller, ids).keySet());
        people.byEmail(caller, emails).values().forEach(p -> known.add(p.id()));
        known.remove(caller.id());
        return known;
    }

    /** The text itself is left out: a person who is named may not be allowed to see the object. */
    private void tell(Tx tx, Caller caller, Set<String> whom, Comment comment, String category, String what) {
        if (!whom.isEmpty()) {
            notices.tell(
                    tx,
                    whom,
                    new Notices.Notice(
                            category,
                            "comment.created",
                            caller.label() + what,
                            "",
                            Map.of(
                                    "comment_id", comment.id(),
                                    "object_id", comment.objectId(),
                                    "object_type_id", comment.objectTypeId()),
                            null));
        }
    }

    private List<CommentJson.View> views(Caller caller, List<Comment> comments) {
        Map<String, People.Person> authors =
                people.byId(caller, comments.stream().map(Comment::authorId).collect(Collectors.toSet()));
        return comments.stream().map(c -> CommentJson.view(c, authors)).toList();
    }

    private void announce(Tx tx, Caller caller, String type, Comment comment, String fact) {
        tx.record(Event.of(
                        kernel.ids().next("evt"),
                        caller,
                        type,
                        comment.id(),
                        fact,
                        kernel.time().instant())
                .inType(comment.objectTypeId()));
    }
}
