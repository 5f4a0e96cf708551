package heddle.data.comment;

import static heddle.kernel.db.Times.instant;
import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** All SQL of comments. */
final class CommentStore {
    void insert(Tx tx, Comment comment) {
        tx.update("""
                        insert into data.comments (tenant_id, id, object_type_id, object_id, author_id, body, mentions,
                            is_edited, created_at, updated_at)
                        values (:tenant, :id, :type, :object, :author, :body, :mentions, false, :now, :now)
                        """)
                .bind("id", comment.id())
                .bind("type", comment.objectTypeId())
                .bind("object", comment.objectId())
                .bind("author", comment.authorId())
                .bind("body", comment.body())
                .bindArray("mentions", String.class, comment.mentions())
                .bind("now", utc(comment.createdAt()))
                .execute();
    }

    void update(Tx tx, Comment comment) {
        tx.update("""
                        update data.comments set body = :body, mentions = :mentions, is_edited = true, updated_at = :now
                        where tenant_id = :tenant and id = :id
                        """)
                .bind("id", comment.id())
                .bind("body", comment.body())
                .bindArray("mentions", String.class, comment.mentions())
                .bind("now", utc(comment.updatedAt()))
                .execute();
    }

    Optional<Comment> lock(Tx tx, String objectId, String id) {
        return tx.query("""
                        select * from data.comments where tenant_id = :tenant and object_id = :object and id = :id for update
                        """)
                .bind("object", objectId)
                .bind("id", id)
                .map(CommentStore::comment)
                .findOne();
    }

    List<Comment> page(Tx tx, String objectId, @Nullable String before, int limit) {
        return tx.query("select * from data.comments where tenant_id = :tenant and object_id = :object"
                        + (before == null ? "" : " and id < :before") + " order by id desc limit :limit")
                .bind("object", objectId)
                .bind("before", before)
                .bind("limit", limit)
                .map(CommentStore::comment)
                .list();
    }

    long count(Tx tx, String objectId) {
        return tx.query("select count(*) from data.comments where tenant_id = :tenant and object_id = :object")
                .bind("object", objectId)
                .mapTo(Long.class)
                .one();
    }

    /** Who has commented on an object, the latest hundred. */
    List<String> authors(Tx tx, String objectId) {
        return tx.query("""
                        select distinct author_id from (select author_id from data.comments
                            where tenant_id = :tenant and object_id = :object order by id desc limit 100) latest
                        """)
                .bind("object", objectId)
                .mapTo(String.class)
                .list();
    }

    List<Comment> byAuthor(Tx tx, String authorId, int limit) {
        return tx.query("""
                        select * from data.comments where tenant_id = :tenant and author_id = :author order by id desc limit :limit
                        """)
                .bind("author", authorId)
                .bind("limit", limit)
                .map(CommentStore::comment)
                .list();
    }

    long countByAuthor(Tx tx, String authorId) {
        return tx.query("select count(*) from data.comments where tenant_id = :tenant and author_id = :author")
                .bind("author", authorId)
                .mapTo(Long.class)
                .one();
    }

    void delete(Tx tx, String id) {
        tx.update("delete from data.comments where tenant_id = :tenant and id = :id")
                .bind("id", id)
                .execute();
    }

    void deleteByAuthor(Tx tx, String authorId) {
        tx.update("delete from data.comments where tenant_id = :tenant and author_id = :author")
                .bind("author", authorId)
                .execute();
    }

    void deleteOfType(Tx tx, String objectTypeId) {
        tx.update("delete from data.comments where tenant_id = :tenant and object_type_id = :type")
                .bind("type", objectTypeId)
                .execute();
    }

    void deleteAll(Tx tx) {
        tx.update("delete from data.comments where tenant_id = :tenant").execute();
    }

    private static Comment comment(ResultSet row, StatementContext context) throws SQLException {
        return new Comment(
                row.getString("id"),
                row.getString("object_type_id"),
                row.getString("object_id"),
                row.getString("author_id"),
                row.getString("body"),
                List.of((String[]) row.getArray("mentions").getArray()),
                row.getBoolean("is_edited"),
                instant(row, "created_at"),
                instant(row, "updated_at"));
    }
}
