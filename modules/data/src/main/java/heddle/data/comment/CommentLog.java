package heddle.data.comment;

import heddle.kernel.db.Tx;
import heddle.kernel.json.Json;
import tools.jackson.databind.JsonNode;

/** What one person said, all over a tenant. */
public final class CommentLog {
    private static final int MOST = 10_000;

    private final CommentStore store = new CommentStore();

    public JsonNode of(Tx tx, String accountId) {
        return Json.mapper().valueToTree(store.byAuthor(tx, accountId, MOST));
    }

    public long count(Tx tx, String accountId) {
        return store.countByAuthor(tx, accountId);
    }

    public void forget(Tx tx, String accountId) {
        store.deleteByAuthor(tx, accountId);
    }
}
