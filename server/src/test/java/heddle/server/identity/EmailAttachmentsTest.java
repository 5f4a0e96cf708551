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
import jakarta.mail.BodyPart;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Files that go with mail. */
class EmailAttachmentsTest {
    private final TestServer server = TestServer.shared();
    private final TestTenant tenant = server.tenant();
    private final Api api = tenant.api();

    private static ObjectNode mail(String to) {
        return Json.object().put("to", to).put("subject", "S").put("text", "t");
    }

    private static ObjectNode file(String name, byte[] content) {
        return Json.object()
                .put("filename", name)
                .put("content", Base64.getEncoder().encodeToString(content));
    }

    private static ObjectNode with(ObjectNode mail, JsonNode... files) {
        ArrayNode all = mail.putArray("attachments");
        for (JsonNode file : files) {
            all.add(file);
        }
        return mail;
    }

    @Test
    void showsWhatGoesWithAMail() {
        String to = "files-" + tenant.id() + "@example.com";
        ObjectNode report = file("report.pdf", new byte[] {1, 2, 3, 4}).put("content_type", "application/pdf");
        api.post("/v1/email/send", with(mail(to), report, file("notes", new byte[] {5})))
                .is(200);
        JsonNode message = server.operator()
                .get("/v1/platform/outbox?to=" + to)
                .is(200)
                .data()
                .path("messages")
                .path(0);
        assertThat(message.path("attachments").toString())
                .isEqualTo("[{\"filename\":\"report.pdf\",\"content_type\":\"application/pdf\",\"bytes\":4},"
                        + "{\"filename\":\"notes\",\"content_type\":\"application/octet-stream\",\"bytes\":1}]");
        assertThat(server.as(null)
                        .get("/outbox/" + message.path("id").stringValue())
                        .is(200)
                        .text())
                .contains("report.pdf (application/pdf, 4 bytes)");
        assertThat(api.get("/v1/audit-logs?action=email.sent").is(200).text()).doesNotContain("report.pdf");
    }

    @Test
    void deliversThem() throws Exception {
        GreenMail mailbox = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mailbox.start();
        try (TestServer configured = TestServer.start(
                TestDatabase.fresh(),
                Map.of(
                        "HEDDLE_SMTP_URL",
                        "smtp://127.0.0.1:" + mailbox.getSmtp().getPort(),
                        "HEDDLE_MAIL_FROM",
                        "Acme <hello@acme.example>"))) {
            byte[] content = "Zeile\r\n.\r\nBcc: x@y.example\r\n\0\u00ff".getBytes(StandardCharsets.ISO_8859_1);
            configured
                    .tenant()
                    .api()
                    .post(
                            "/v1/email/send",
                            with(
                                    mail("ann@example.com").put("html", "<p>t</p>"),
                                    file("Übersicht 1.txt", content).put("content_type", "text/plain")))
                    .is(200);
            assertThat(mailbox.waitForIncomingEmail(30_000, 1)).isTrue();
            MimeMultipart parts = (MimeMultipart) mailbox.getReceivedMessages()[0].getContent();
            assertThat(parts.getContentType()).startsWith("multipart/mixed");
            assertThat(parts.getCount()).isEqualTo(2);
            assertThat(parts.getBodyPart(0).getContentType()).startsWith("multipart/alternative");
            BodyPart file = parts.getBodyPart(1);
            assertThat(file.getFileName()).isEqualTo("Übersicht 1.txt");
            assertThat(file.getDisposition()).isEqualTo("attachment");
            assertThat(file.getContentType()).startsWith("text/plain");
            assertThat(file.getInputStream().readAllBytes()).isEqualTo(content);
        } finally {
            mailbox.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\r\nBcc: x@y.example",
                "a\"; name=\"b.exe",
                "../../etc/passwd",
                "C:\\boot.ini",
                ".htaccess",
                "trailing.",
                "exe\u202Etxt.pdf",
                "a\u0000b",
                "a:b"
            })
    void refusesNamesThatAreMoreThanNames(String name) {
        assertThat(api.post("/v1/email/send", with(mail("a@b.example"), file(name, new byte[] {1})))
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7 | attachments invalid_type",
                "['file_1'] | attachments[0] invalid_type",
                "[{}] | attachments[0].filename required",
                "[{}] | attachments[0].content required",
                "[{'filename':7,'content':'AA=='}] | attachments[0].filename invalid_type",
                "[{'filename':' ','content':'AA=='}] | attachments[0].filename out_of_range",
                "[{'filename':'a','content':''}] | attachments[0].content required",
                "[{'filename':'a','content':'AA'}] | attachments[0].content invalid_format",
                "[{'filename':'a','content':'!!=='}] | attachments[0].content invalid_format",
                "[{'filename':'a','content':'AA==','url':'http://x'}] | attachments[0].url unknown_property",
                "[{'filename':'a','content':'AA==','content_type':'pdf'}] | attachments[0].content_type invalid_format",
                "[{'filename':'a','content':'AA==','content_type':'a/b\\r\\nBcc: x@y.example'}] | attachments[0].content_type invalid_format",
                "[{'filename':'a','content':'AA==','content_type':'message/rfc822'}] | attachments[0].content_type invalid_format",
                "[{'filename':'a','content':'AA==','content_type':'multipart/mixed'}] | attachments[0].content_type invalid_format",
            })
    void namesWhatIsWrong(String attachments, String fault) {
        String mail = "{\"to\":\"a@b.example\",\"subject\":\"S\",\"text\":\"t\",\"attachments\":%s}"
                .formatted(attachments.replace('\'', '"'));
        assertThat(api.post("/v1/email/send", mail)
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .contains(fault);
    }

    @Test
    void boundsTheirNumberAndTheirSize() {
        JsonNode[] eleven = new JsonNode[11];
        java.util.Arrays.fill(eleven, file("a", new byte[] {1}));
        assertThat(api.post("/v1/email/send", with(mail("a@b.example"), eleven))
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactly("attachments too_long");
        api.post("/v1/email/send", with(mail("a@b.example"), java.util.Arrays.copyOf(eleven, 10)))
                .is(200);
        int half = 5 * 1024 * 1024;
        ObjectNode fits = with(mail("a@b.example"), file("a", new byte[half]), file("b", new byte[half]));
        api.post("/v1/email/send", fits).is(200);
        ObjectNode over = with(mail("a@b.example"), file("a", new byte[half]), file("b", new byte[half + 1]));
        assertThat(api.post("/v1/email/send", over)
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactly("attachments too_long");
    }

    @Test
    void goWithTheirTenant() {
        String to = "gone-files-" + tenant.id() + "@example.com";
        api.post("/v1/email/send", with(mail(to), file("a", new byte[] {1}))).is(200);
        Answer asked = server.operator().delete("/v1/platform/tenants/" + tenant.id());
        if (asked.status() == 409) {
            String token = asked.json().path("error").path("confirm_token").stringValue();
            server.operator()
                    .delete("/v1/platform/tenants/" + tenant.id() + "?confirm_token=" + token)
                    .is(200);
        }
        long left = server.app()
                .kernel()
                .db()
                .systemTx(
                        "what a deleted tenant left",
                        tx -> tx.query("select count(*) from kernel.outbox_attachments where tenant_id = :id")
                                .bind("id", tenant.id())
                                .mapTo(Long.class)
                                .one());
        assertThat(left).isZero();
    }
}
