package heddle.server.market;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.server.TestServer;
import java.util.List;

/** What holds at every moment, asked of the database itself. */
final class MarketInvariants {
    /** Each selects what must not be there. */
    private static final List<String> NEVER = List.of(
            // The price lies in escrow exactly while the job is paid and open.
            """
            select j.id from market.jobs j
            left join ledger.accounts a on a.book = j.realm and a.path = 'escrow:' || j.id
            where j.realm = :tenant and coalesce(a.balance, 0) <> case
                when j.status in ('queued', 'held', 'accepted', 'submitted') then j.price_cents else 0 end
            """,
            // A job that ended after it was paid has one settlement, any other none.
            """
            select j.id from market.jobs j
            left join ledger.transfers t on t.book = j.realm and t.key = 'job:' || j.id || ':settle'
            where j.realm = :tenant and (t.id is not null) <> (j.settled_at is not null and j.paid_at is not null)
            """,
            // Verified jobs paid out, others that ended paid back.
            """
            select j.id from market.jobs j
            join ledger.transfers t on t.book = j.realm and t.key = 'job:' || j.id || ':settle'
            where j.realm = :tenant and (t.kind = 'payout') <> (j.status = 'verified')
            """,
            // No more attempts than allowed, numbered without a gap, at most one of them open.
            """
            select j.id from market.jobs j
            left join market.attempts a on a.realm = j.realm and a.job_id = j.id
            where j.realm = :tenant group by j.realm, j.id
            having count(a.id) <> max(j.attempts) or max(j.attempts) > max(j.max_attempts)
                or count(*) filter (where a.outcome in ('running', 'submitted')) >
                    (case when max(j.status) in ('accepted', 'submitted') then 1 else 0 end)
            """,
            "select path from ledger.accounts where book = :tenant and path like 'user:%' and balance < held",
            // Secrets are gone with the job.
            """
            select s.job_id from market.job_secrets s join market.jobs j on j.realm = s.realm and j.id = s.job_id
            where s.realm = :tenant and j.status in ('verified', 'cancelled', 'failed')
            """);

    private MarketInvariants() {}

    static void hold(TestServer server) {
        holdInRows(server);
        assertThat(server.operator()
                        .get("/api/admin/ledger/verify")
                        .is(200)
                        .json()
                        .path("ok")
                        .booleanValue())
                .isTrue();
    }

    /** Without the verification of the whole ledger, for whoever asks often. */
    static void holdInRows(TestServer server) {
        Caller system = Caller.system(Realm.PLATFORM, "test");
        for (String sql : NEVER) {
            List<String> found = server.app()
                    .kernel()
                    .db()
                    .tx(system, tx -> tx.query(sql).mapTo(String.class).list());
            assertThat(found).as(sql).isEmpty();
        }
    }
}
