package heddle.market.verify;

import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.Times;
import heddle.kernel.db.Tx;
import heddle.kernel.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** All SQL of reviews. */
final class ReviewStore {
    /** Opens one; an attempt that has one keeps it. */
    void insert(Tx tx, Review review) {
        tx.update("""
                        insert into market.reviews (realm, id, job_id, attempt, cause, verdict, state, created_at)
                        values (:tenant, :id, :job, :attempt, :cause, cast(:verdict as jsonb), 'open', :at)
                        on conflict (realm, job_id, attempt) do nothing
                        """)
                .bind("id", review.id())
                .bind("job", review.jobId())
                .bind("attempt", review.attempt())
                .bind("cause", review.cause())
                .bind("verdict", Json.text(review.verdict()))
                .bind("at", utc(review.createdAt()))
                .execute();
    }

    Optional<Review> of(Tx tx, String jobId, int attempt) {
        return tx.query("select * from market.reviews where realm = :tenant and job_id = :job and attempt = :attempt")
                .bind("job", jobId)
                .bind("attempt", attempt)
                .map(ReviewStore::review)
                .findOne();
    }

    Optional<Review> lock(Tx tx, String id) {
        return tx.query("select * from market.reviews where realm = :tenant and id = :id for update")
                .bind("id", id)
                .map(ReviewStore::review)
                .findOne();
    }

    /** The oldest first: they have waited longest. */
    List<Review> open(Tx tx, int limit) {
        return tx.query("""
                        select * from market.reviews where realm = :tenant and state = 'open'
                        order by created_at, id limit :limit
                        """).bind("limit", limit).map(ReviewStore::review).list();
    }

    void close(
            Tx tx,
            String id,
            Review.State state,
            String by,
            @Nullable Boolean passed,
            @Nullable String reasoning,
            Instant now) {
        tx.update("""
                        update market.reviews set state = :state, decided_at = :now, decided_by = :by, passed = :passed,
                            reasoning = :reasoning
                        where realm = :tenant and id = :id
                        """)
                .bind("id", id)
                .bind("state", state.name().toLowerCase(Locale.ROOT))
                .bind("by", by)
                .bind("passed", passed)
                .bind("reasoning", reasoning)
                .bind("now", utc(now))
                .execute();
    }

    private static Review review(ResultSet row, StatementContext context) throws SQLException {
        return new Review(
                row.getString("id"),
                row.getString("job_id"),
                row.getInt("attempt"),
                row.getString("cause"),
                Json.mapper().readValue(row.getString("verdict"), Verdict.class),
                Review.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                Times.instant(row, "created_at"));
    }
}
