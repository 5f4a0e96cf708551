package heddle.server.market;

import static heddle.server.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import heddle.kernel.json.Json;
import heddle.testkit.Answer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Earnings on their way out: held, sent once, and never let go while nobody knows. */
class WithdrawalsTest {
    private final PayingServer paying = PayingServer.shared();
    private final Trader trader = Trader.with(paying.server(), 0).withKey();

    @AfterEach
    void calm() {
        paying.stripe().mood = StandInStripe.Mood.WELL;
        paying.stripe().accountsReady = true;
    }

    private Answer withdraw(long cents) {
        return trader.api().post("/api/wallet/withdraw", "{\"amount_cents\":" + cents + "}");
    }

    private String connected() {
        trader.api().post("/api/stripe/connect").is(200);
        JsonNode status = trader.api().get("/api/stripe/connect/status").is(200).json();
        return status.path("status").stringValue();
    }

    /** The id of a withdrawal of 600 of the 1,000 cents earned, which does not arrive at Stripe. */
    private String lost() {
        connected();
        paying.earn(trader, 1_000);
        paying.stripe().mood = StandInStripe.Mood.FAIL;
        return withdraw(600).is(200).json().path("withdrawal").path("id").stringValue();
    }

    private void lookUpAfter(Duration time) {
        trader.pass(time);
        paying.server().app().market().lookUpPayments();
    }

    private JsonNode wallet() {
        return trader.api().get("/api/wallet/balance").is(200).json();
    }

    private static String code(Answer answer) {
        return answer.json().path("code").asString("");
    }

    @Test
    void onboardingGoesOnUntilStripeSaysSo() {
        assertThat(trader.api()
                        .get("/api/stripe/connect/status")
                        .is(200)
                        .json()
                        .path("status")
                        .stringValue())
                .isEqualTo("not_connected");
        paying.earn(trader, 1_000);
        assertThat(code(withdraw(500).is(400))).isEqualTo("CONNECT_REQUIRED");
        paying.stripe().accountsReady = false;
        assertThat(connected()).isEqualTo("pending");
        assertThat(code(withdraw(500).is(400))).isEqualTo("CONNECT_REQUIRED");
        paying.stripe().accountsReady = true;
        assertThat(connected()).isEqualTo("active");
        withdraw(500).is(200);
    }

    @Test
    void anAccountIsWhatTheLatestEventSays() {
        connected();
        String connect = paying.stripe().asked().stream()
                .filter(a -> a.startsWith("GET /v1/accounts/acct_"))
                .reduce((a, b) -> b)
                .orElseThrow()
                .substring("GET /v1/accounts/".length());
        ObjectNode restricted =
                Json.object().put("id", connect).put("details_submitted", true).put("payouts_enabled", false);
        paying.earn(trader, 1_000);
        String old =
                StandInStripe.event("account.updated", restricted, paying.now().minus(Duration.ofMinutes(10)), connect);
        paying.deliver(old).is(200);
        withdraw(500).is(200);
        String fresh =
                StandInStripe.event("account.updated", restricted, paying.now().plus(Duration.ofSeconds(2)), connect);
        paying.deliver(fresh).is(200);
        assertThat(code(withdraw(500).is(400))).isEqualTo("CONNECT_REQUIRED");
    }

    @Test
    void onlyEarningsGoOut() {
        connected();
        trader.credit(5_000);
        paying.earn(trader, 700);
        assertThat(code(withdraw(400).is(400))).isEqualTo("VALIDATION_ERROR");
        assertThat(code(withdraw(6_000).is(402))).isEqualTo("INSUFFICIENT_BALANCE");
        assertThat(code(withdraw(701).is(400))).isEqualTo("EARNED_FUNDS_ONLY");
        JsonNode sent = withdraw(700).is(200).json().path("withdrawal");
        assertThat(sent.path("status").stringValue()).isEqualTo("processing");
        assertThat(sent.path("transfer_id").stringValue()).startsWith("tr_");
        assertThat(trader.balance()).isEqualTo(5_000);
        assertThat(code(withdraw(500).is(400))).isEqualTo("EARNED_FUNDS_ONLY");
        assertThat(wallet().path("lifetime_earned_cents").longValue()).isEqualTo(700);
    }

    @Test
    void aRefusedTransferGivesTheMoneyBack() {
        connected();
        paying.earn(trader, 1_000);
        paying.stripe().mood = StandInStripe.Mood.REFUSE;
        assertThat(code(withdraw(800).is(400))).isEqualTo("TRANSFER_REFUSED");
        assertThat(wallet().path("available_cents").longValue()).isEqualTo(1_000);
        paying.stripe().mood = StandInStripe.Mood.WELL;
        withdraw(800).is(200);
        assertThat(trader.balance()).isEqualTo(200);
    }

    @Test
    void whatTheOperatorHasToMendIsToldToNobodyAndSentLater() {
        connected();
        paying.earn(trader, 1_000);
        paying.stripe().mood = StandInStripe.Mood.WRONG_KEY;
        Answer asked = withdraw(600).is(200);
        assertThat(asked.text()).doesNotContain("Key", "sk_test");
        assertThat(asked.json().at("/withdrawal/status").stringValue()).isEqualTo("processing");
        assertThat(wallet().path("available_cents").longValue()).isEqualTo(400);
        paying.stripe().mood = StandInStripe.Mood.WELL;
        lookUpAfter(Duration.ofMinutes(1));
        assertThat(trader.balance()).isEqualTo(400);
        assertThat(paying.stripe().transfersOf(asked.json().at("/withdrawal/id").stringValue()))
                .isEqualTo(1);
    }

    @Test
    void whatNobodyKnowsStaysHeldUntilItIsLookedUp() {
        connected();
        paying.earn(trader, 1_000);
        paying.stripe().mood = StandInStripe.Mood.DO_AND_FAIL;
        JsonNode sent = withdraw(600).is(200).json().path("withdrawal");
        String id = sent.path("id").stringValue();
        assertThat(sent.path("status").stringValue()).isEqualTo("processing");
        assertThat(sent.path("transfer_id").isNull()).isTrue();
        assertThat(wallet().path("balance_cents").longValue()).isEqualTo(1_000);
        assertThat(wallet().path("available_cents").longValue()).isEqualTo(400);
        assertThat(wallet().path("pending_withdrawal_cents").longValue()).isEqualTo(600);
        assertThat(code(withdraw(500).is(402))).isEqualTo("INSUFFICIENT_BALANCE");

        lookUpAfter(Duration.ofMinutes(1));
        assertThat(wallet().path("balance_cents").longValue()).isEqualTo(400);
        assertThat(wallet().path("pending_withdrawal_cents").longValue()).isZero();
        assertThat(paying.stripe().transfersOf(id)).isEqualTo(1);
    }

    @Test
    void whatNeverArrivedIsSentAgainOnce() {
        String id = lost();
        assertThat(paying.stripe().transfersOf(id)).isZero();
        paying.stripe().mood = StandInStripe.Mood.WELL;
        lookUpAfter(Duration.ofMinutes(1));
        paying.server().app().market().lookUpPayments();
        assertThat(paying.stripe().transfersOf(id)).isEqualTo(1);
        assertThat(trader.balance()).isEqualTo(400);
    }

    @Test
    void whatStripeDoesNotKnowAfterADayIsLetGo() {
        String id = lost();
        lookUpAfter(Duration.ofHours(24));
        assertThat(wallet().path("available_cents").longValue()).isEqualTo(1_000);
        assertThat(paying.stripe().transfersOf(id)).isZero();
    }

    @Test
    void whatStripeSentAfterAllIsTakenOutAgain() {
        String id = lost();
        lookUpAfter(Duration.ofHours(24));
        assertThat(trader.balance()).isEqualTo(1_000);
        ObjectNode transfer =
                Json.object().put("id", StandInStripe.fresh("tr_")).put("amount", 600);
        transfer.withObject("metadata").put("withdrawal_id", id);
        paying.tell("transfer.created", transfer);
        paying.tell("transfer.created", transfer);
        assertThat(trader.balance()).isEqualTo(400);
        paying.tell("transfer.reversed", transfer.deepCopy().put("amount_reversed", 600));
        assertThat(trader.balance()).isEqualTo(1_000);
    }

    @Test
    void anInquiryHoldsEarningsBack() {
        connected();
        paying.earn(trader, 1_000);
        String intent = StandInStripe.fresh("pi_");
        paying.tell(
                "checkout.session.completed",
                PayingServer.paidSession(trader.person().id(), StandInStripe.fresh("cs_test_"), intent, 500));
        paying.tell(
                "charge.dispute.created",
                Json.object()
                        .put("id", StandInStripe.fresh("dp_"))
                        .put("amount", 500)
                        .put("payment_intent", intent)
                        .put("status", "warning_needs_response"));
        assertThat(trader.balance()).isEqualTo(1_500);
        assertThat(code(withdraw(600).is(403))).isEqualTo("WITHDRAWALS_BLOCKED");
    }

    @Test
    void aKeyMakesARepeatHarmless() {
        connected();
        paying.earn(trader, 2_000);
        Answer first = trader.api()
                .with("Idempotency-Key", "once")
                .post("/api/wallet/withdraw", "{\"amount_cents\":600}")
                .is(200);
        Answer second = trader.api()
                .with("Idempotency-Key", "once")
                .post("/api/wallet/withdraw", "{\"amount_cents\":600}")
                .is(200);
        assertThat(second.text()).isEqualTo(first.text());
        trader.api()
                .with("Idempotency-Key", "once")
                .post("/api/wallet/withdraw", "{\"amount_cents\":700}")
                .is(422);
        assertThat(trader.balance()).isEqualTo(1_400);
    }

    @Test
    void manyAtOnceNeverSendMoreThanThereIs() {
        connected();
        paying.earn(trader, 1_000);
        assertThat(atOnce(10, i -> withdraw(600).status()).stream().filter(s -> s == 200))
                .hasSize(1);
        assertThat(trader.balance()).isEqualTo(400);
    }

    @Test
    void stripeConfirmsAndReversesOnce() {
        connected();
        paying.earn(trader, 1_000);
        JsonNode sent = withdraw(1_000).is(200).json().path("withdrawal");
        ObjectNode transfer = Json.object()
                .put("id", sent.path("transfer_id").stringValue())
                .put("object", "transfer")
                .put("amount", 1_000)
                .put("amount_reversed", 400);
        transfer.withObject("metadata").put("withdrawal_id", sent.path("id").stringValue());
        paying.tell("transfer.reversed", transfer);
        paying.tell("transfer.created", transfer);
        paying.tell("transfer.reversed", transfer);
        assertThat(trader.balance()).isEqualTo(400);
        paying.tell("transfer.reversed", transfer.deepCopy().put("amount_reversed", 1_000));
        assertThat(trader.balance()).isEqualTo(1_000);
        List<String> reasons = wallet().path("ledger")
                .valueStream()
                .map(e -> e.path("reason").stringValue().replaceAll(":.*", ""))
                .toList();
        assertThat(reasons).containsExactly("withdrawal_reversal", "withdrawal_reversal", "withdrawal", "payout");
        long sum = wallet().path("ledger")
                .valueStream()
                .mapToLong(e -> e.path("delta").longValue())
                .sum();
        assertThat(sum).isEqualTo(1_000);
    }
}
