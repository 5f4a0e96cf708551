package heddle.server.market;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server without Stripe, and the wallet itself. */
class PaymentsOffTest {
    private final TestServer server = TestServer.shared();
    private final Trader trader = Trader.with(server, 1_000);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/wallet/topup",
                "/api/wallet/withdraw",
                "/api/wallet/setup-payment-method",
                "/api/stripe/connect"
            })
    void whatMovesMoneySaysWhichSettingIsMissing(String path) {
        Answer answer = trader.api().post(path, "{\"amount_cents\":1000}").is(503);
        assertThat(answer.json().path("code").stringValue()).isEqualTo("STRIPE_NOT_CONFIGURED");
        assertThat(answer.json().path("error").stringValue()).contains("HEDDLE_STRIPE_KEY");
    }

    @Test
    void theWebhookSaysItToo() {
        assertThat(server.as(null)
                        .post("/api/stripe/webhook", "{}")
                        .is(503)
                        .json()
                        .path("error")
                        .stringValue())
                .contains("HEDDLE_STRIPE_WEBHOOK_SECRET");
    }

    @Test
    void nobodyGivesThemselvesMoneyUnlessItIsOpened() {
        trader.api().post("/api/dev/credit", "{\"amount_cents\":1000}").is(404);
    }

    @Test
    void theStatementComesInPagesAndAsASheet() {
        trader.credit(200);
        trader.credit(300);
        var first = trader.api().get("/api/wallet/balance?limit=2").is(200).json();
        assertThat(first.path("balance_cents").longValue()).isEqualTo(1_500);
        assertThat(first.path("ledger")
                        .valueStream()
                        .map(e -> e.path("delta").longValue())
                        .toList())
                .containsExactly(300L, 200L);
        String cursor = first.path("next_cursor").stringValue();
        var second = trader.api()
                .get("/api/wallet/balance?limit=2&cursor=" + cursor)
                .is(200)
                .json();
        assertThat(second.path("ledger")).hasSize(1);
        assertThat(second.path("next_cursor").isNull()).isTrue();
        trader.api().get("/api/wallet/balance?cursor=nonsense").is(400);
        trader.api().get("/api/wallet/balance?since=yesterday").is(400);
        // The published contract speaks of the JSON form only.
        String sheet = new Api(server.base(), null, trader.person().token())
                .with("Accept", "text/csv")
                .get("/api/wallet/balance")
                .is(200)
                .text();
        assertThat(sheet.lines()).hasSize(4);
        assertThat(sheet).startsWith("id,created_at,delta,reason,balance_after,transaction_id,job_id\r\n");
    }

    @Test
    void whoamiTellsTheBalance() {
        assertThat(trader.api()
                        .post("/api/whoami")
                        .is(200)
                        .json()
                        .path("user")
                        .path("balance_cents")
                        .longValue())
                .isEqualTo(1_000);
    }

    @Test
    void aKeyWithoutTheScopeMovesNothing() {
        server.as(trader.person().key("read"))
                .post("/api/wallet/withdraw", "{\"amount_cents\":1000}")
                .is(403);
    }
}
