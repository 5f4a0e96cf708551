package heddle.studio.agent;

import static heddle.kernel.db.Times.instant;
import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.Tx;
import heddle.kernel.json.Json;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** All SQL of workflow documents. */
final class WorkflowStore {
    /** A document as it was saved under a version. */
    record Saved(int version, ObjectNode document, Instant createdAt) {}

    Optional<Saved> latest(Tx tx, String agentId) {
        return tx.query("""
                        select version, document, created_at from studio.workflow_versions
                        where realm = :tenant and agent_id = :agent order by version desc limit 1
                        """)
                .bind("agent", agentId)
                .map((row, c) -> new Saved(
                        row.getInt("version"),
                        (ObjectNode) Json.trusted(row.getString("document")),
                        instant(row, "created_at")))
                .findOne();
    }

    /** Whether a document is what was saved under a version; order of members and spelling of numbers do not matter. */
    boolean same(Tx tx, String agentId, int version, ObjectNode document) {
        return tx.query("""
                        select exists (select from studio.workflow_versions where realm = :tenant and agent_id = :agent
                            and version = :version and document = cast(:document as jsonb))
                        """)
                .bind("agent", agentId)
                .bind("version", version)
                .bind("document", Json.text(document))
                .mapTo(Boolean.class)
                .one();
    }

    void insert(Tx tx, String agentId, Saved saved, String by) {
        tx.update("""
                        insert into studio.workflow_versions (realm, agent_id, version, document, created_by, created_at)
                        values (:tenant, :agent, :version, cast(:document as jsonb), :by, :now)
                        """)
                .bind("agent", agentId)
                .bind("version", saved.version())
                .bind("document", Json.text(saved.document()))
                .bind("by", by)
                .bind("now", utc(saved.createdAt()))
                .execute();
    }

    void deleteAll(Tx tx, String agentId) {
        tx.update("delete from studio.workflow_versions where realm = :tenant and agent_id = :agent")
                .bind("agent", agentId)
                .execute();
    }
}
