package heddle.studio.agent;

import static heddle.kernel.db.Times.instant;
import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;

/** All SQL of agents. */
final class AgentStore {
    private static final String OWN = " from studio.agents where realm = :tenant and owner_id = :owner";

    /** Waits until nobody else makes or renames agents of this owner, to the end of the transaction. */
    void lockOwner(Tx tx, String ownerId) {
        tx.query("select 1 from (select pg_advisory_xact_lock(hashtextextended(:tenant || ':agents:' || :owner, 0))) l")
                .bind("owner", ownerId)
                .mapTo(Integer.class)
                .one();
    }

    Optional<Agent> find(Tx tx, String id) {
        return one(tx, "", id);
    }

    Optional<Agent> lock(Tx tx, String id) {
        return one(tx, " for update", id);
    }

    private static Optional<Agent> one(Tx tx, String how, String id) {
        return tx.query("select * from studio.agents where realm = :tenant and id = :id" + how)
                .bind("id", id)
                .map(AgentStore::agent)
                .findOne();
    }

    List<Agent> findAll(Tx tx, Collection<String> ids) {
        return tx.query("select * from studio.agents where realm = :tenant and id = any(:ids)")
                .bindArray("ids", String.class, ids)
                .map(AgentStore::agent)
                .list();
    }

    /** The default agents of some accounts, in no order. */
    List<Agent> ofAccounts(Tx tx, Collection<String> ownerIds) {
        return tx.query("select * from studio.agents where realm = :tenant and owner_id = any(:owners) and is_default")
                .bindArray("owners", String.class, ownerIds)
                .map(AgentStore::agent)
                .list();
    }

    List<Agent> page(Tx tx, String ownerId, AgentQuery query) {
        return narrowed(
                        tx,
                        "select *" + OWN,
                        ownerId,
                        query,
                        " order by " + query.order() + " limit :limit offset :offset")
                .bind("limit", query.limit())
                .bind("offset", query.offset())
                .map(AgentStore::agent)
                .list();
    }

    int count(Tx tx, String ownerId, AgentQuery query) {
        return narrowed(tx, "select count(*)" + OWN, ownerId, query, "")
                .mapTo(Integer.class)
                .one();
    }

    private static Query narrowed(Tx tx, String select, String ownerId, AgentQuery query, String rest) {
        String search = query.search() == null
                ? ""
                : " and position(lower(:search) in lower(name || ' ' || coalesce(description, ''))) > 0";
        String tool = query.tool() == null ? "" : " and :tool = any(tools)";
        return tx.query(select + search + tool + rest)
                .bind("owner", ownerId)
                .bind("search", query.search())
                .bind("tool", query.tool());
    }

    int count(Tx tx, String ownerId) {
        return tx.query("select count(*)" + OWN)
                .bind("owner", ownerId)
                .mapTo(Integer.class)
                .one();
    }

    /** Whether another agent of the owner has this name. */
    boolean taken(Tx tx, Agent agent) {
        return tx.query("select exists (select" + OWN + " and name_key = :key and id <> :id)")
                .bind("owner", agent.ownerId())
                .bind("key", agent.traits().nameKey())
                .bind("id", agent.id())
                .mapTo(Boolean.class)
                .one();
    }

    /** False where the id, the name or the owner's default agent is there already. */
    boolean insert(Tx tx, Agent agent) {
        return bound(tx.update("""
                        insert into studio.agents (realm, id, owner_id, name, name_key, description, model, system_prompt,
                            tools, temperature, personality, avatar_url, capabilities, min_price_cents, max_active,
                            is_default, is_listed, is_paused, workflow_version, version, created_at, updated_at)
                        values (:tenant, :id, :owner, :name, :key, :description, :model, :prompt, :tools, :temperature,
                            :personality, :avatar, :capabilities, :min_price, :max_active, :default, :listed, :paused,
                            :workflow, :version, :created, :updated)
                        on conflict do nothing
                        """), agent)
                        .bind("owner", agent.ownerId())
                        .bind("default", agent.isDefault())
                        .bind("created", utc(agent.createdAt()))
                        .execute()
                > 0;
    }

    void update(Tx tx, Agent agent) {
        bound(tx.update("""
                        update studio.agents
                        set name = :name, name_key = :key, description = :description, model = :model,
                            system_prompt = :prompt, tools = :tools, temperature = :temperature,
                            personality = :personality, avatar_url = :avatar, capabilities = :capabilities,
                            min_price_cents = :min_price, max_active = :max_active, is_listed = :listed,
                            is_paused = :paused, workflow_version = :workflow, version = :version, updated_at = :updated
                        where realm = :tenant and id = :id
                        """), agent).execute();
    }

    void delete(Tx tx, String id) {
        tx.update("delete from studio.agents where realm = :tenant and id = :id")
                .bind("id", id)
                .execute();
    }

    private static <S extends SqlStatement<S>> S bound(S statement, Agent agent) {
        Agent.Traits t = agent.traits();
        return statement
                .bind("id", agent.id())
                .bind("name", t.name())
                .bind("key", t.nameKey())
                .bind("description", t.description())
                .bind("model", t.model())
                .bind("prompt", t.systemPrompt())
                .bindArray("tools", String.class, t.tools())
                .bind("temperature", t.temperature())
                .bind("personality", t.personality())
                .bind("avatar", t.avatarUrl())
                .bindArray("capabilities", String.class, t.capabilities())
                .bind("min_price", t.minPriceCents())
                .bind("max_active", t.maxActive())
                .bind("listed", t.listed())
                .bind("paused", t.paused())
                .bind("workflow", agent.workflowVersion())
                .bind("version", agent.version())
                .bind("updated", utc(agent.updatedAt()));
    }

    private static Agent agent(ResultSet row, StatementContext context) throws SQLException {
        return new Agent(
                row.getString("id"),
                row.getString("owner_id"),
                row.getBoolean("is_default"),
                new Agent.Traits(
                        row.getString("name"),
                        row.getString("description"),
                        row.getString("model"),
                        row.getString("system_prompt"),
                        List.of((String[]) row.getArray("tools").getArray()),
                        row.getDouble("temperature"),
                        row.getString("personality"),
                        row.getString("avatar_url"),
                        List.of((String[]) row.getArray("capabilities").getArray()),
                        row.getInt("min_price_cents"),
                        row.getInt("max_active"),
                        row.getBoolean("is_listed"),
                        row.getBoolean("is_paused")),
                row.getInt("workflow_version"),
                row.getInt("version"),
                instant(row, "created_at"),
                instant(row, "updated_at"));
    }
}
