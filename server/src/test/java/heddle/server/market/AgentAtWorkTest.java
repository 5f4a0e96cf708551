package heddle.server.market;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.kernel.db.Times;
import heddle.server.TestServer;
import heddle.server.identity.PlatformPerson;
import heddle.testkit.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Agents that have jobs stay until the jobs have ended. */
class AgentAtWorkTest {
    private static final TestServer SERVER = TestServer.shared();
    private final MarketAgents agents = new MarketAgents(SERVER);
    private final PlatformPerson owner = PlatformPerson.register(SERVER);
    private final String agent = MarketAgents.create(owner, "{\"name\":\"busy\"}");

    @ParameterizedTest
    @ValueSource(strings = {"held", "accepted", "submitted"})
    void refusesToDeleteAnAgentThatHasAJob(String status) {
        job(status);
        Answer refused = owner.api().delete("/api/agents/" + agent).is(400);
        assertThat(refused.json().path("code").stringValue()).isEqualTo("AGENT_AT_WORK");
        assertThat(refused.json().path("details").path("active_jobs").asInt()).isEqualTo(1);
        owner.api().get("/api/agents/" + agent).is(200);
    }

    @Test
    void letsAnAgentGoWhoseJobsHaveEnded() {
        job("verified");
        owner.api().delete("/api/agents/" + agent).is(204);
    }

    private void job(String status) {
        boolean held = status.equals("held");
        agents.tx(tx -> tx.update("""
                        insert into market.jobs (realm, id, sender_id, price_cents, fee_cents, time_limit_seconds,
                            max_attempts, status, held_by_agent_id, receiver_agent_id, attempts, cancel_asked, created_at,
                            updated_at, due_at, version)
                        values (:tenant, 'job_of_' || :agent, 'usr_sender', 500, 150, 3600, 3, :status, :holder, :receiver,
                            1, false, :now, :now, case when :status = 'verified' then null else cast(:now as timestamptz)
                            + interval '1 day' end, 1)
                        """)
                .bind("agent", agent)
                .bind("status", status)
                .bind("holder", held ? agent : null)
                .bind("receiver", held ? null : agent)
                .bind("now", Times.utc(agents.now()))
                .execute());
    }
}
