package heddle.server.market;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.kernel.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What Stripe tells: proven, repeated, in any order. */
class WebhookTest {
    /** 10,000 is what a release asks for, as in MarketRacesTest. */
    private static final int ROUNDS = Math.max(200, Integer.getInteger("heddle.races", 200));

    private final PayingServer paying = PayingServer.shared();
    private final Trader trader = Trader.with(paying.server(), 0);
    private final String session = StandInStripe.fresh("cs_test_");
    private final String intent = StandInStripe.fresh("pi_");

    private ObjectNode session(long cents) {
        return PayingServer.paidSession(trader.person().id(), session, intent, cents);
    }

    private ObjectNode dispute(String id, long cents, String status) {
        return Json.object()
                .put("id", id)
                .put("object", "dispute")
                .put("amount", cents)
                .put("currency", "usd")
                .put("payment_intent", intent)
                .put("charge", "ch_1")
                .put("status", status);
    }

    private long debt() {
        return -Trader.balance(
                paying.server(), "platform:debt:" + trader.person().id());
    }

    @Test
    void aPaidSessionIsCreditedOnceHoweverOftenItIsTold() {
        String event = StandInStripe.event("checkout.session.completed", session(1_000), paying.now(), null);
        for (int i = 0; i < 10; i++) {
            assertThat(paying.deliver(event).is(200).json().path("received").booleanValue())
                    .isTrue();
        }
        paying.tell("checkout.session.async_payment_succeeded", session(1_000));
        paying.tell("checkout.session.completed", session(1_000));
        assertThat(trader.balance()).isEqualTo(1_000);
        JsonNode entry = trader.api()
                .get("/api/wallet/balance")
                .is(200)
                .json()
                .path("ledger")
                .path(0);
        assertThat(entry.path("reason").stringValue()).isEqualTo("topup:" + session);
        assertThat(entry.path("delta").longValue()).isEqualTo(1_000);
    }

    @Test
    void whatStripeSaysIsCreditedAndNotWhatWasAsked() {
        String url = trader.api()
                .post("/api/wallet/topup", "{\"amount_cents\":1000}")
                .is(200)
                .json()
                .path("url")
                .stringValue();
        assertThat(url).startsWith("https://checkout.stripe.test/cs_test_");
        assertThat(trader.balance()).isZero();
        assertThat(paying.stripe().sent("/v1/checkout/sessions", "success_url"))
                .isEqualTo(paying.server().base() + "/market/wallet?did=paid");
        assertThat(paying.stripe().sent("/v1/checkout/sessions", "cancel_url"))
                .isEqualTo(paying.server().base() + "/market/wallet?did=left");
        String asked = url.substring(url.lastIndexOf('/') + 1);
        paying.tell(
                "checkout.session.completed",
                PayingServer.paidSession(trader.person().id(), asked, intent, 700));
        assertThat(trader.balance()).isEqualTo(700);
    }

    @Test
    void onlyPaidDollarsOfTopUpsAreCredited() {
        paying.tell("checkout.session.completed", session(1_000).put("payment_status", "unpaid"));
        paying.tell("checkout.session.completed", session(1_000).put("currency", "jpy"));
        ObjectNode other = session(1_000);
        other.withObject("metadata").put("kind", "something_else");
        paying.tell("checkout.session.completed", other);
        ObjectNode twin =
                Json.object().put("id", intent).put("amount_received", 1_000).put("currency", "usd");
        twin.withObject("metadata").put("user_id", trader.person().id());
        paying.tell("payment_intent.succeeded", twin);
        paying.tell("invoice.paid", Json.object().put("id", "in_1"));
        assertThat(trader.balance()).isZero();
    }

    @Test
    void aSignatureMustBeOursAndFresh() {
        String event = StandInStripe.event("checkout.session.completed", session(1_000), paying.now(), null);
        var nobody = paying.server().as(null);
        nobody.post("/api/stripe/webhook", event).is(400);
        nobody.with("Stripe-Signature", "t=1,v1=00")
                .post("/api/stripe/webhook", event)
                .is(400);
        nobody.with("Stripe-Signature", StandInStripe.signature(event + " ", paying.now()))
                .post("/api/stripe/webhook", event)
                .is(400);
        String old = StandInStripe.signature(event, paying.now().minus(Duration.ofSeconds(301)));
        assertThat(nobody.with("Stripe-Signature", old)
                        .post("/api/stripe/webhook", event)
                        .is(400)
                        .json()
                        .path("code")
                        .stringValue())
                .isEqualTo("INVALID_SIGNATURE");
        assertThat(trader.balance()).isZero();
        nobody.with(
                        "Stripe-Signature",
                        StandInStripe.signature(event, paying.now().minus(Duration.ofSeconds(290))))
                .post("/api/stripe/webhook", event)
                .is(200);
        assertThat(trader.balance()).isEqualTo(1_000);
    }

    @Test
    void aDisputeTakesTheMoneyAndTheRestIsOwed() {
        paying.tell("checkout.session.completed", session(1_000));
        trader.api().post("/api/dev/credit", "{\"amount_cents\":1}").is(200);
        String spent = trader.posted(500, Trader.tag());
        assertThat(spent).isNotEmpty();
        String id = StandInStripe.fresh("dp_");
        paying.tell("charge.dispute.created", dispute(id, 1_000, "needs_response"));
        assertThat(trader.balance()).isZero();
        assertThat(debt()).isEqualTo(499);
        paying.tell("charge.dispute.created", dispute(id, 1_000, "needs_response"));
        assertThat(debt()).isEqualTo(499);

        ObjectNode more = PayingServer.paidSession(
                trader.person().id(), StandInStripe.fresh("cs_test_"), StandInStripe.fresh("pi_"), 600);
        paying.tell("checkout.session.completed", more);
        assertThat(debt()).isZero();
        assertThat(trader.balance()).isEqualTo(101);

        paying.tell("charge.dispute.closed", dispute(id, 1_000, "won"));
        paying.tell("charge.dispute.closed", dispute(id, 1_000, "won"));
        assertThat(trader.balance()).isEqualTo(1_101);
        assertThat(debt()).isZero();
    }

    @Test
    void whatHappensOnAConnectedAccountMovesNoMoney() {
        paying.deliver(StandInStripe.event("checkout.session.completed", session(1_000), paying.now(), "acct_evil"))
                .is(200);
        ObjectNode charge =
                Json.object().put("id", intent).put("amount_received", 1_000).put("currency", "usd");
        charge.withObject("metadata")
                .put("kind", "auto_topup")
                .put("user_id", trader.person().id());
        paying.deliver(StandInStripe.event("payment_intent.succeeded", charge, paying.now(), "acct_evil"))
                .is(200);
        assertThat(trader.balance()).isZero();
        paying.tell("checkout.session.completed", session(1_000));
        paying.deliver(StandInStripe.event(
                        "charge.dispute.created",
                        dispute(StandInStripe.fresh("dp_"), 1_000, "needs_response"),
                        paying.now(),
                        "acct_evil"))
                .is(200);
        assertThat(trader.balance()).isEqualTo(1_000);
    }

    @Test
    void anInquiryTakesNothingUntilTheMoneyIsWithdrawn() {
        paying.tell("checkout.session.completed", session(1_000));
        String id = StandInStripe.fresh("dp_");
        paying.tell("charge.dispute.created", dispute(id, 600, "warning_needs_response"));
        assertThat(trader.balance()).isEqualTo(1_000);
        paying.tell("charge.dispute.funds_withdrawn", dispute(id, 600, "needs_response"));
        paying.tell("charge.dispute.funds_withdrawn", dispute(id, 600, "needs_response"));
        paying.tell("charge.dispute.created", dispute(id, 600, "needs_response"));
        assertThat(trader.balance()).isEqualTo(400);
        paying.tell("charge.dispute.closed", dispute(id, 600, "won"));
        assertThat(trader.balance()).isEqualTo(1_000);

        String asked = StandInStripe.fresh("dp_");
        paying.tell("charge.dispute.created", dispute(asked, 600, "warning_needs_response"));
        paying.tell("charge.dispute.closed", dispute(asked, 600, "warning_closed"));
        assertThat(trader.balance()).isEqualTo(1_000);
        String lost = StandInStripe.fresh("dp_");
        paying.tell("charge.dispute.created", dispute(lost, 600, "warning_needs_response"));
        paying.tell("charge.dispute.closed", dispute(lost, 600, "lost"));
        assertThat(trader.balance()).isEqualTo(400);
    }

    @Test
    void eventsInAnyOrderLeadToTheSameWallet() {
        Random random = new Random(7);
        String id = StandInStripe.fresh("dp_");
        String charge = StandInStripe.fresh("ch_");
        List<String> events = new ArrayList<>(List.of(
                StandInStripe.event("checkout.session.completed", session(2_000), paying.now(), null),
                StandInStripe.event("charge.dispute.created", dispute(id, 300, "needs_response"), paying.now(), null),
                StandInStripe.event("charge.dispute.closed", dispute(id, 300, "lost"), paying.now(), null),
                StandInStripe.event("charge.refunded", refund(charge, 100), paying.now(), null),
                StandInStripe.event("charge.refunded", refund(charge, 250), paying.now(), null)));
        List<String> deliveries = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            deliveries.addAll(events);
        }
        Collections.shuffle(deliveries, random);
        deliveries.forEach(e -> paying.deliver(e).is(200));
        assertThat(trader.balance()).isEqualTo(2_000 - 300 - 250);
        assertThat(debt()).isZero();
    }

    private ObjectNode refund(String charge, long whole) {
        return Json.object()
                .put("id", charge)
                .put("object", "charge")
                .put("payment_intent", intent)
                .put("amount_refunded", whole)
                .put("currency", "usd");
    }

    @Test
    void manyDeliveriesAtOnceCreditOnce() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 1; round <= ROUNDS; round++) {
                String one = StandInStripe.fresh("cs_test_");
                ObjectNode object =
                        PayingServer.paidSession(trader.person().id(), one, StandInStripe.fresh("pi_"), 100);
                String event = StandInStripe.event("checkout.session.completed", object, paying.now(), null);
                CountDownLatch go = new CountDownLatch(1);
                List<Future<Integer>> all = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    String sent = i % 2 == 0
                            ? event
                            : StandInStripe.event(
                                    "checkout.session.async_payment_succeeded", object, paying.now(), null);
                    all.add(threads.submit(() -> {
                        go.await();
                        return paying.deliver(sent).status();
                    }));
                }
                go.countDown();
                for (Future<Integer> answer : all) {
                    assertThat(answer.get()).isEqualTo(200);
                }
                assertThat(trader.balance()).isEqualTo(round * 100L);
            }
        }
    }

    @Test
    void aWarningOfFraudFreezesWhatThePaymentGave() {
        paying.tell("checkout.session.completed", session(1_000));
        ObjectNode warning = Json.object()
                .put("id", StandInStripe.fresh("issfr_"))
                .put("object", "radar.early_fraud_warning")
                .put("payment_intent", intent);
        paying.tell("radar.early_fraud_warning.created", warning);
        paying.tell("radar.early_fraud_warning.created", warning);
        JsonNode wallet = trader.api().get("/api/wallet/balance").is(200).json();
        assertThat(wallet.path("balance_cents").longValue()).isEqualTo(1_000);
        assertThat(wallet.path("available_cents").longValue()).isZero();
        assertThat(trader.api()
                        .post("/api/wallet/topup", "{\"amount_cents\":500}")
                        .is(403)
                        .json()
                        .path("code")
                        .stringValue())
                .isEqualTo("WALLET_FROZEN");
        String thaw = "/api/admin/wallets/" + trader.person().id() + "/thaw";
        paying.server().operator().post(thaw).is(200);
        paying.server().operator().post(thaw).is(404);
        assertThat(trader.api()
                        .get("/api/wallet/balance")
                        .json()
                        .path("available_cents")
                        .longValue())
                .isEqualTo(1_000);
    }
}
