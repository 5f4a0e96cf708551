package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import heddle.kernel.json.Json;
import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import heddle.testkit.TestDatabase;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class EmailTest {
    private final TestServer server = TestServer.shared();
    private final TestTenant tenant = server.tenant();
    private final Api api = tenant.api();

    @Test
    void putsMailIntoTheOutbox() {
        Answer sent = api.post(
                        "/v1/email/send",
                        "{\"to\":\"ann+box@example.com\",\"subject\":\"Grüße\",\"html\":\"<p>Hello <a href='https://a.example'>you</a></p>\"}")
                .is(200);
        assertThat(sent.data().path("sent").booleanValue()).isTrue();
        JsonNode message = only("ann%2Bbox@example.com");
        assertThat(message.path("id").stringValue())
                .isEqualTo(sent.data().path("message_id").stringValue());
        assertThat(message.path("tenant_id").stringValue()).isEqualTo(tenant.id());
        assertThat(message.path("channel").stringValue()).isEqualTo("email");
        assertThat(message.path("to").stringValue()).isEqualTo("ann+box@example.com");
        assertThat(message.path("subject").stringValue()).isEqualTo("Grüße");
        assertThat(message.path("text").stringValue()).isEqualTo("Hello you (https://a.example)");
        assertThat(message.path("html").stringValue()).contains("<p>Hello");
        assertThat(message.path("status").stringValue()).isEqualTo("kept");
        assertThat(message.path("created_at").stringValue()).endsWith("Z");
        assertThat(message.path("sent_at").isNull()).isTrue();
    }

    @Test
    void takesOneOrManyRecipients() {
        ArrayNode many = Json.mapper().createArrayNode();
        for (int i = 0; i < 50; i++) {
            many.add("p" + i + "@example.com");
        }
        ObjectNode mail = Json.object().put("subject", "S").put("text", "t");
        mail.set("to", many);
        api.post("/v1/email/send", mail).is(200);
        many.add("one.more@example.com");
        assertThat(api.post("/v1/email/send", mail)
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactly("to too_long");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | to required",
                "{'to':'a@b.example','subject':'S'} | text required",
                "{'to':'a@b.example','subject':'S','text':' ','html':''} | text required",
                "{'to':'a@b.example','subject':'','text':'t'} | subject required",
                "{'to':'a@b.example','subject':'S\\r\\nBcc: x@y.example','text':'t'} | subject invalid_format",
                "{'to':'a@b.example\\nBcc: x@y.example','subject':'S','text':'t'} | to invalid_format",
                "{'to':['a@b.example','nobody'],'subject':'S','text':'t'} | to[1] invalid_format",
                "{'to':[],'subject':'S','text':'t'} | to required",
                "{'to':null,'subject':'S','text':'t'} | to required",
                "{'to':7,'subject':'S','text':'t'} | to invalid_type",
                "{'to':[7],'subject':'S','text':'t'} | to invalid_type",
                "{'to':'a@b.example','cc':{},'subject':'S','text':'t'} | cc invalid_type",
                "{'to':'a@b.example','bcc':'x','subject':'S','text':'t'} | bcc invalid_format",
                "{'to':'a@b.example','subject':'S','text':'t','reply_to':'x\\r\\ny@z.example'} | reply_to invalid_format",
                "{'to':'a@b.example','subject':'S','text':'t','from':'boss@other.example'} | from not_allowed",
            })
    void namesWhatIsWrong(String mail, String fault) {
        Answer refused = api.post("/v1/email/send", mail.replace('\'', '"')).refused(400, "VALIDATION_ERROR");
        assertThat(refused.faults()).contains(fault);
    }

    @Test
    void boundsTheBody() {
        ObjectNode mail =
                Json.object().put("to", "a@b.example").put("subject", "S").put("text", "x".repeat(200_000));
        api.post("/v1/email/send", mail).is(200);
        mail.put("text", "x".repeat(200_001));
        assertThat(api.post("/v1/email/send", mail)
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactly("text too_long");
    }

    @Test
    void needsTheScopeWrite() {
        String mail = "{\"to\":\"a@b.example\",\"subject\":\"S\",\"text\":\"t\"}";
        tenant.key("read").post("/v1/email/send", mail).refused(403, "INSUFFICIENT_SCOPE");
        tenant.key("write").post("/v1/email/send", mail).is(200);
    }

    @Test
    void sendsOnceUnderAnIdempotencyKey() {
        Api repeating = api.with("Idempotency-Key", "mail-once");
        String mail = "{\"to\":\"once-" + tenant.id() + "@example.com\",\"subject\":\"S\",\"text\":\"t\"}";
        Answer first = repeating.post("/v1/email/send", mail).is(200);
        assertThat(repeating.post("/v1/email/send", mail).is(200).data()).isEqualTo(first.data());
        only("once-" + tenant.id() + "@example.com");
    }

    @Test
    void recordsThatItSentWithoutTheText() {
        api.post("/v1/email/send", "{\"to\":\"a@b.example\",\"subject\":\"Secret\",\"text\":\"code 123456\"}")
                .is(200);
        Answer log = api.get("/v1/audit-logs?action=email.sent").is(200);
        assertThat(log.text()).contains("email.sent").doesNotContain("123456");
    }

    @Test
    void holdsTheSenderToTheConfiguredDomainAndTheRateToSixtyAMinute() {
        try (TestServer configured = TestServer.start(
                TestDatabase.fresh(),
                Map.of("HEDDLE_MAIL_FROM", "Acme <hello@acme.example>", "HEDDLE_RATE_LIMITS", "on"))) {
            Api mine = configured.tenant().api();
            String mail = "{\"to\":\"a@b.example\",\"subject\":\"S\",\"text\":\"t\",\"from\":\"%s\"}";
            for (String from : new String[] {"hello@acme.example", "Sales <sales@ACME.example>"}) {
                mine.post("/v1/email/send", mail.formatted(from)).is(200);
            }
            for (String from : new String[] {"a@evil-acme.example", "a@sub.acme.example", "a@acme.example.evil"}) {
                assertThat(mine.post("/v1/email/send", mail.formatted(from))
                                .refused(400, "VALIDATION_ERROR")
                                .faults())
                        .containsExactly("from not_allowed");
            }
            for (int i = 5; i < 60; i++) {
                mine.post("/v1/email/send", "{}").is(400);
            }
            mine.post("/v1/email/send", "{}").refused(429, "RATE_LIMITED");
        }
    }

    @Test
    void reachesAMailboxThroughTheConfiguredServer() throws Exception {
        GreenMail mailbox = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mailbox.start();
        try (TestServer configured = TestServer.start(
                TestDatabase.fresh(),
                Map.of(
                        "HEDDLE_SMTP_URL",
                        "smtp://127.0.0.1:" + mailbox.getSmtp().getPort(),
                        "HEDDLE_MAIL_FROM",
                        "Acme <hello@acme.example>"))) {
            configured
                    .tenant()
                    .api()
                    .post("/v1/email/send", "{\"to\":\"ann@example.com\",\"subject\":\"Grüße\",\"text\":\"t\"}")
                    .is(200);
            assertThat(mailbox.waitForIncomingEmail(30_000, 1)).isTrue();
            assertThat(mailbox.getReceivedMessages()[0].getSubject()).isEqualTo("Grüße");
            Awaitility.await()
                    .until(() -> configured
                            .operator()
                            .get("/v1/platform/outbox")
                            .data()
                            .path("messages")
                            .path(0)
                            .path("status")
                            .stringValue()
                            .equals("sent"));
        } finally {
            mailbox.stop();
        }
    }

    @Test
    void deletesMessagesWithTheirTenant() {
        String to = "gone-" + tenant.id() + "@example.com";
        api.post("/v1/email/send", "{\"to\":\"" + to + "\",\"subject\":\"S\",\"text\":\"t\"}")
                .is(200);
        Answer asked = server.operator().delete("/v1/platform/tenants/" + tenant.id());
        if (asked.status() == 409) {
            String token = asked.json().path("error").path("confirm_token").stringValue();
            server.operator()
                    .delete("/v1/platform/tenants/" + tenant.id() + "?confirm_token=" + token)
                    .is(200);
        }
        assertThat(outbox(to).path("total").intValue()).isZero();
    }

    private JsonNode only(String to) {
        JsonNode found = outbox(to);
        assertThat(found.path("total").intValue()).isEqualTo(1);
        return found.path("messages").path(0);
    }

    private JsonNode outbox(String to) {
        return server.operator().get("/v1/platform/outbox?to=" + to).is(200).data();
    }
}
