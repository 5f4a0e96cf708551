package heddle.kernel.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.zaxxer.hikari.HikariDataSource;
import heddle.kernel.access.Caller;
import heddle.kernel.crypto.SecretBox;
import heddle.kernel.db.Db;
import heddle.kernel.db.Migrations;
import heddle.kernel.db.Pool;
import heddle.kernel.id.Ids;
import heddle.kernel.mail.MailSettings;
import heddle.kernel.mail.MailTransport;
import heddle.kernel.mail.SmtpServer;
import heddle.kernel.outbound.Outbound;
import heddle.kernel.outbound.Reach;
import heddle.kernel.postgres.EmbeddedPostgres;
import heddle.kernel.postgres.Options;
import heddle.kernel.problem.Problem;
import heddle.kernel.sms.SmsSettings;
import heddle.kernel.sms.SmsTransport;
import heddle.kernel.time.ShiftedTime;
import heddle.kernel.work.WorkRunner;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    static Path home;

    private static EmbeddedPostgres postgres;
    private static HikariDataSource pool;
    private static Db db;

    private final ShiftedTime time = new ShiftedTime();
    private final Ids ids = new Ids(time);
    private final String realm = ids.next("tn");
    private final Map<String, MailSettings.Own> own = new ConcurrentHashMap<>();
    private final GreenMail mailbox = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private @Nullable WorkRunner running;

    @BeforeAll
    static void startDatabase() {
        postgres = EmbeddedPostgres.start(home, Options.small().withPrograms(Path.of("target")));
        pool = Pool.open(postgres.jdbcUrl(EmbeddedPostgres.DATABASE), postgres.user(), postgres.password(), 8);
        Migrations.run(pool, "kernel");
        db = new Db(pool, () -> {});
    }

    @AfterAll
    static void stopDatabase() {
        pool.close();
        postgres.stop();
    }

    @BeforeEach
    void startMailbox() {
        mailbox.start();
    }

    @AfterEach
    void stop() {
        if (running != null) {
            running.close();
        }
        mailbox.stop();
    }

    @Test
    void keepsWhatNobodyCarries() {
        Outbox outbox = outbox(null);
        String id = put(outbox, mail("ann@example.com"));
        StoredMessage stored = outbox.find(id).orElseThrow();
        assertThat(stored.status()).isEqualTo(StoredMessage.Status.KEPT);
        assertThat(stored.message()).isEqualTo(mail("ann@example.com"));
        assertThat(put(outbox, OutMessage.sms(realm, "+4915112345678", "123456")))
                .startsWith("out_");
    }

    @Test
    void deliversWithEveryHeader() throws Exception {
        Outbox outbox = outbox(smtp());
        OutMessage message = new OutMessage(
                realm,
                Channel.EMAIL,
                List.of("Ann Äther <ann@example.com>", "bob@example.com"),
                List.of("cy@example.com"),
                List.of("dee@example.com"),
                null,
                "Help <help@example.com>",
                "Grüße – 你好 🎉",
                "<p>Grüße</p>",
                "Grüße",
                Map.of("X-Campaign", "Frühling"),
                List.of());
        String id = put(outbox, message);
        StoredMessage sent = until(outbox, id, StoredMessage.Status.SENT);
        assertThat(sent.sentAt()).isNotNull();
        assertThat(sent.providerMessageId()).isEqualTo("<" + id + "@heddle.example>");
        MimeMessage[] received = mailbox.getReceivedMessages();
        assertThat(received).hasSize(4);
        MimeMessage one = received[0];
        assertThat(one.getSubject()).isEqualTo("Grüße – 你好 🎉");
        assertThat(one.getMessageID()).isEqualTo("<" + id + "@heddle.example>");
        assertThat(texts(one.getFrom())).containsExactly("Heddle <hello@heddle.example>");
        assertThat(texts(one.getReplyTo())).containsExactly("Help <help@example.com>");
        assertThat(one.getRecipients(Message.RecipientType.TO)).hasSize(2);
        assertThat(texts(one.getRecipients(Message.RecipientType.CC))).containsExactly("cy@example.com");
        assertThat(one.getHeader("Bcc")).isNull();
        assertThat(jakarta.mail.internet.MimeUtility.decodeText(one.getHeader("X-Campaign")[0]))
                .isEqualTo("Frühling");
        assertThat(one.getContentType()).startsWith("multipart/alternative");
        MimeMultipart parts = (MimeMultipart) one.getContent();
        assertThat(parts.getBodyPart(0).getContentType()).containsIgnoringCase("text/plain; charset=utf-8");
        assertThat(parts.getBodyPart(0).getContent()).isEqualTo("Grüße");
        assertThat(parts.getBodyPart(1).getContentType()).containsIgnoringCase("text/html; charset=utf-8");
        assertThat(parts.getBodyPart(1).getContent()).isEqualTo("<p>Grüße</p>");
    }

    @Test
    void signsInWhereTheServerAsks() {
        mailbox.setUser("ann@example.com", "ann", "p@ss/word");
        Outbox outbox =
                outbox("smtp://ann:p%40ss%2Fword@127.0.0.1:" + mailbox.getSmtp().getPort());
        until(outbox, put(outbox, mail("ann@example.com")), StoredMessage.Status.SENT);
    }

    @Test
    void triesAgainAfterTheServerWasDown() throws Exception {
        int port = mailbox.getSmtp().getPort();
        mailbox.stop();
        Outbox outbox = outbox("smtp://127.0.0.1:" + port);
        String id = put(outbox, mail("ann@example.com"));
        Awaitility.await()
                .atMost(SOON)
                .until(() -> outbox.find(id).orElseThrow().attempts() == 1);
        StoredMessage waiting = outbox.find(id).orElseThrow();
        assertThat(waiting.status()).isEqualTo(StoredMessage.Status.QUEUED);
        assertThat(waiting.error()).isNotBlank();
        GreenMail back = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        back.start();
        try {
            time.advance(Duration.ofMinutes(2));
            StoredMessage sent = until(outbox, id, StoredMessage.Status.SENT);
            assertThat(sent.error()).isNull();
            // Mail of other tests may have waited for a server as well.
            assertThat(back.getReceivedMessages())
                    .extracting(MimeMessage::getMessageID)
                    .filteredOn(m -> m.contains(id))
                    .hasSize(1);
        } finally {
            back.stop();
        }
    }

    @Test
    void givesUpAfterAllPauses() {
        int port = mailbox.getSmtp().getPort();
        mailbox.stop();
        Outbox outbox = outbox("smtp://127.0.0.1:" + port);
        String id = put(outbox, mail("ann@example.com"));
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            time.advance(Duration.ofHours(13));
            return outbox.find(id).orElseThrow().status() == StoredMessage.Status.FAILED;
        });
        assertThat(outbox.find(id).orElseThrow().attempts()).isEqualTo(8);
    }

    @Test
    void doesNotInsistWhereAMessageIsRefused() throws IOException {
        try (ServerSocket refusing = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
            Thread.ofVirtual().start(() -> RefusingSmtp.serve(refusing));
            Outbox outbox = outbox("smtp://127.0.0.1:" + refusing.getLocalPort());
            StoredMessage failed = until(outbox, put(outbox, mail("nobody@example.com")), StoredMessage.Status.FAILED);
            assertThat(failed.attempts()).isEqualTo(1);
            assertThat(failed.error()).contains("550");
        }
    }

    @Test
    void leavesAServerThatNeverEnds() throws IOException {
        try (ServerSocket dripping = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
            Thread.ofVirtual().start(() -> RefusingSmtp.drip(dripping));
            Outbox outbox = outbox("smtp://127.0.0.1:" + dripping.getLocalPort());
            String id = put(outbox, mail("ann@example.com"));
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> outbox.find(id).orElseThrow().attempts() == 1);
            assertThat(outbox.find(id).orElseThrow().error()).contains("longer than 2 s");
        }
    }

    @Test
    void takesARealmsOwnServerAndSender() throws Exception {
        own.put(
                realm,
                new MailSettings.Own(
                        "smtp://127.0.0.1:" + mailbox.getSmtp().getPort(),
                        "Acme <hello@acme.example>",
                        "re@acme.example"));
        Outbox outbox = outbox(
                null,
                new Reach(List.of(heddle.kernel.http.Cidr.parse("127.0.0.0/8").orElseThrow())));
        until(outbox, put(outbox, mail("ann@example.com")), StoredMessage.Status.SENT);
        MimeMessage received = mailbox.getReceivedMessages()[0];
        assertThat(texts(received.getFrom())).containsExactly("Acme <hello@acme.example>");
        assertThat(texts(received.getReplyTo())).containsExactly("re@acme.example");
    }

    @Test
    void doesNotLetARealmsServerBeANeighbour() {
        own.put(
                realm,
                new MailSettings.Own("smtp://127.0.0.1:" + mailbox.getSmtp().getPort(), "a@acme.example", null));
        own.put(
                "platform",
                new MailSettings.Own("smtps://127.0.0.1:" + mailbox.getSmtp().getPort(), "a@acme.example", null));
        Outbox outbox = outbox(null);
        String plain = put(outbox, mail("ann@example.com"));
        String tls = db.systemTx(
                "a test", tx -> outbox.put(tx, OutMessage.email("platform", "a@b.example", "S", null, "t")));
        for (String id : List.of(plain, tls)) {
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> outbox.find(id).orElseThrow().attempts() == 1);
        }
        assertThat(mailbox.getReceivedMessages()).isEmpty();
        assertThat(outbox.find(plain).orElseThrow().status()).isEqualTo(StoredMessage.Status.QUEUED);
    }

    @Test
    void forgetsTheMailOfARolledBackTransaction() {
        Outbox outbox = outbox(smtp());
        assertThatThrownBy(() -> db.tx(caller(), tx -> {
                    outbox.put(tx, mail("rolled@example.com"));
                    throw new IllegalStateException("rolled back");
                }))
                .hasMessage("rolled back");
        assertThat(outbox.newest("rolled@example.com", 10).total()).isZero();
    }

    @Test
    void refusesToSendForAnotherRealm() {
        Outbox outbox = outbox(null);
        assertThatThrownBy(() -> db.tx(
                        caller(), tx -> outbox.put(tx, OutMessage.email("platform", "a@b.example", "S", null, "t"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesWhatCannotBeSent() {
        Outbox outbox = outbox(null);
        assertThatThrownBy(() -> put(outbox, mail("ann@example.com\r\nBcc: all@example.com")))
                .isInstanceOfSatisfying(Problem.class, p -> {
                    assertThat(p.status()).isEqualTo(400);
                    assertThat(p.faults()).hasSize(1);
                });
        assertThat(outbox.newest(null, 200).messages())
                .noneMatch(m -> m.message().realm().equals(realm));
    }

    @Test
    void sealsBodies() {
        Outbox outbox = outbox(null);
        put(outbox, OutMessage.email(realm, "ann@example.com", "S", "<b>hidden-html</b>", "hidden-text"));
        String row = db.tx(
                caller(),
                tx -> tx.query("select cast(row_to_json(o) as text) from kernel.outbox o where tenant_id = :tenant")
                        .mapTo(String.class)
                        .one());
        assertThat(row).contains("ann@example.com").doesNotContain("hidden-html", "hidden-text");
    }

    @Test
    void findsByAnyRecipientNewestFirst() {
        Outbox outbox = outbox(null);
        String to = ids.next("to") + "@example.com";
        String first = put(outbox, mail("Ann <" + to.toUpperCase(java.util.Locale.ROOT) + ">"));
        String second = put(
                outbox,
                new OutMessage(
                        realm,
                        Channel.EMAIL,
                        List.of("x@example.com"),
                        List.of(),
                        List.of(to),
                        null,
                        null,
                        "S",
                        null,
                        "t",
                        Map.of(),
                        List.of()));
        Outbox.Page page = outbox.newest(to, 10);
        assertThat(page.messages()).extracting(StoredMessage::id).containsExactly(second, first);
        assertThat(page.total()).isEqualTo(2);
        assertThat(outbox.newest(to, 1).messages()).hasSize(1);
    }

    @Test
    void forgetsOldMessages() {
        Outbox outbox = outbox(null);
        String id = put(outbox, mail("ann@example.com"));
        time.advance(Duration.ofDays(29));
        outbox.forgetOld();
        assertThat(outbox.find(id)).isPresent();
        time.advance(Duration.ofDays(2));
        outbox.forgetOld();
        assertThat(outbox.find(id)).isEmpty();
    }

    @Test
    void clearsOneRealmOnly() {
        Outbox outbox = outbox(null);
        String mine = put(outbox, mail("ann@example.com"));
        String theirs = db.systemTx(
                "a test", tx -> outbox.put(tx, OutMessage.email("platform", "a@b.example", "S", null, "t")));
        db.tx(caller(), tx -> {
            outbox.clear(tx);
            return true;
        });
        assertThat(outbox.find(mine)).isEmpty();
        assertThat(outbox.find(theirs)).isPresent();
    }

    private String smtp() {
        return "smtp://127.0.0.1:" + mailbox.getSmtp().getPort();
    }

    private Outbox outbox(@Nullable String smtpUrl) {
        return outbox(smtpUrl, new Reach(List.of()));
    }

    private Outbox outbox(@Nullable String smtpUrl, Reach reach) {
        WorkRunner work = new WorkRunner(pool, time, Duration.ofMillis(100));
        MailTransport mail = new MailTransport(
                smtpUrl == null ? null : SmtpServer.parse(smtpUrl),
                smtpUrl == null ? null : "Heddle <hello@heddle.example>",
                own::get,
                reach,
                Duration.ofSeconds(2),
                time);
        SmsTransport sms = new SmsTransport(new Outbound(reach), null, null, SmsSettings.none());
        Outbox outbox = new Outbox(db, ids, time, new SecretBox(new byte[32]), work, mail, sms);
        outbox.work();
        work.start();
        running = work;
        return outbox;
    }

    private OutMessage mail(String to) {
        return OutMessage.email(realm, to, "Subject", null, "text");
    }

    private Caller caller() {
        return Caller.system(realm, "test");
    }

    private String put(Outbox outbox, OutMessage message) {
        return db.tx(caller(), tx -> outbox.put(tx, message));
    }

    private static StoredMessage until(Outbox outbox, String id, StoredMessage.Status status) {
        Awaitility.await()
                .atMost(SOON)
                .until(() -> outbox.find(id).orElseThrow().status() == status);
        return outbox.find(id).orElseThrow();
    }

    private static List<String> texts(Object[] addresses) {
        return Arrays.stream(addresses).map(String::valueOf).toList();
    }
}
