package heddle.server.market;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.kernel.json.Json;
import heddle.testkit.Api;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Wallets that fill themselves, within the limits that their owners were told. */
class AutoTopupTest {
    private final PayingServer paying = PayingServer.shared();
    private final Trader trader = Trader.with(paying.server(), 0).withKey();
    private final String customer = StandInStripe.fresh("cus_");

    @BeforeEach
    void saveACard() {
        ObjectNode saved = Json.object()
                .put("id", StandInStripe.fresh("seti_"))
                .put("customer", customer)
                .put("payment_method", StandInStripe.fresh("pm_"));
        saved.withObject("metadata").put("user_id", trader.person().id());
        paying.tell("setup_intent.succeeded", saved);
    }

    @AfterEach
    void calm() {
        paying.stripe().cardsDecline = false;
    }

    private JsonNode set(boolean enabled, int amount, int threshold) {
        return trader.api()
                .post(
                        "/api/wallet/auto-topup",
                        "{\"enabled\":%s,\"amount_cents\":%d,\"threshold_cents\":%d}"
                                .formatted(enabled, amount, threshold))
                .is(200)
                .json();
    }

    private int postJob(int price) {
        return trader.post(price, Trader.tag(), Trader.GOOD).status();
    }

    @Test
    void nothingIsChargedWithoutACardOrTheOwnersWord() {
        Trader other = Trader.with(paying.server(), 0);
        assertThat(other.api()
                        .post(
                                "/api/wallet/auto-topup",
                                "{\"enabled\":true,\"amount_cents\":1000,\"threshold_cents\":500}")
                        .is(400)
                        .json()
                        .path("code")
                        .stringValue())
                .isEqualTo("PAYMENT_METHOD_REQUIRED");
        assertThat(postJob(500)).isEqualTo(402);
        assertThat(trader.balance()).isZero();
    }

    @Test
    void underAKeyTheCardIsChargedOnceHoweverOftenItIsAsked() {
        set(true, 1_000, 0);
        String body =
                "{\"prompt\":\"Write a good line.\",\"price_cents\":500,\"time_limit_seconds\":600,\"confirmed\":true,"
                        + Trader.GOOD + "}";
        Api asking = trader.api().with("Idempotency-Key", StandInStripe.fresh("key"));
        String job = Trader.id(asking.post("/api/jobs/run", body).is(201));
        assertThat(Trader.id(asking.post("/api/jobs/run", body).is(201))).isEqualTo(job);
        assertThat(trader.balance()).isEqualTo(500);
    }

    @Test
    void aCardThatWasSavedEarlierDoesNotComeBack() {
        String newer = StandInStripe.fresh("pm_");
        String older = StandInStripe.fresh("pm_");
        saved(newer, Duration.ofSeconds(2));
        saved(older, Duration.ofMinutes(-1));
        set(true, 1_000, 0);
        assertThat(postJob(500)).isEqualTo(201);
        assertThat(paying.stripe().charged()).contains(newer).doesNotContain(older);
    }

    private void saved(String card, Duration after) {
        ObjectNode saved = Json.object()
                .put("id", StandInStripe.fresh("seti_"))
                .put("customer", customer)
                .put("payment_method", card);
        saved.withObject("metadata").put("user_id", trader.person().id());
        paying.deliver(StandInStripe.event(
                        "setup_intent.succeeded", saved, paying.now().plus(after), null))
                .is(200);
    }

    @Test
    void aJobThatLacksMoneyIsPaidFromTheCard() {
        assertThat(set(true, 1_000, 0).path("has_payment_method").booleanValue())
                .isTrue();
        assertThat(postJob(500)).isEqualTo(201);
        assertThat(trader.balance()).isEqualTo(500);
        JsonNode entry = trader.api()
                .get("/api/wallet/balance?kind=auto_topup")
                .is(200)
                .json()
                .path("ledger")
                .path(0);
        assertThat(entry.path("delta").longValue()).isEqualTo(1_000);
        String intent = entry.path("reason").stringValue().substring("auto_topup:".length());
        ObjectNode told =
                Json.object().put("id", intent).put("amount_received", 1_000).put("currency", "usd");
        told.withObject("metadata")
                .put("kind", "auto_topup")
                .put("user_id", trader.person().id());
        paying.tell("payment_intent.succeeded", told);
        assertThat(trader.balance()).isEqualTo(500);
    }

    @Test
    void oneAMinuteAndFiveADay() {
        set(true, 500, 0);
        assertThat(postJob(500)).isEqualTo(201);
        assertThat(postJob(500)).isEqualTo(402);
        for (int i = 2; i <= 5; i++) {
            trader.pass(Duration.ofSeconds(61));
            assertThat(postJob(500)).as("top-up " + i).isEqualTo(201);
        }
        trader.pass(Duration.ofSeconds(61));
        assertThat(postJob(500)).isEqualTo(402);
        trader.pass(Duration.ofHours(24));
        assertThat(postJob(500)).isEqualTo(201);
    }

    @Test
    void twoDeclinesEndIt() {
        set(true, 500, 0);
        paying.stripe().cardsDecline = true;
        assertThat(postJob(500)).isEqualTo(402);
        trader.pass(Duration.ofSeconds(61));
        assertThat(postJob(500)).isEqualTo(402);
        JsonNode off = trader.api().get("/api/wallet/auto-topup").is(200).json();
        assertThat(off.path("enabled").booleanValue()).isFalse();
        assertThat(off.path("declines").intValue()).isEqualTo(2);
        paying.stripe().cardsDecline = false;
        trader.pass(Duration.ofSeconds(61));
        assertThat(postJob(500)).isEqualTo(402);
        set(true, 500, 0);
        assertThat(postJob(500)).isEqualTo(201);
    }

    @Test
    void moreThanTheOwnerAllowedIsNotCharged() {
        set(true, 500, 0);
        assertThat(postJob(501)).isEqualTo(402);
        assertThat(trader.balance()).isZero();
    }
}
