package heddle.server;

import heddle.kernel.captcha.Captcha;
import heddle.kernel.config.Config;
import heddle.kernel.config.Sensitive;
import heddle.kernel.crypto.SecretBox;
import heddle.kernel.db.Db;
import heddle.kernel.http.Cidr;
import heddle.kernel.id.Ids;
import heddle.kernel.mail.MailSettings;
import heddle.kernel.mail.MailTransport;
import heddle.kernel.mail.SmtpServer;
import heddle.kernel.outbound.Outbound;
import heddle.kernel.outbound.Reach;
import heddle.kernel.outbox.Outbox;
import heddle.kernel.sms.SmsAccount;
import heddle.kernel.sms.SmsSettings;
import heddle.kernel.sms.SmsTransport;
import heddle.kernel.work.WorkRunner;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Makes the parts that reach others as the settings say: calls, mail, SMS, captchas. */
final class Outgoing {
    private static final Duration MAIL_PATIENCE = Duration.ofSeconds(60);

    private final Config.Outgoing settings;
    private final InstantSource time;
    private final Reach reach;
    private final Outbound outbound;
    private volatile MailSettings ownMail = MailSettings.none();
    private volatile SmsSettings ownSms = SmsSettings.none();

    Outgoing(Config config, InstantSource time) {
        this.settings = config.outgoing();
        this.time = time;
        this.reach = new Reach(
                settings.allow().stream().flatMap(n -> Cidr.parse(n).stream()).toList());
        this.outbound = new Outbound(reach);
    }

    Outbound outbound() {
        return outbound;
    }

    /** Lets realms say something of their own; they are known only after the outbox is made. */
    void listenTo(MailSettings mailOfRealms, SmsSettings smsOfRealms) {
        ownMail = mailOfRealms;
        ownSms = smsOfRealms;
    }

    Outbox outbox(Db db, Ids ids, SecretBox secrets, WorkRunner work) {
        String smtpUrl = value(settings.smtpUrl());
        String smsUrl = value(settings.smsUrl());
        MailTransport mail = new MailTransport(
                smtpUrl == null ? null : SmtpServer.parse(smtpUrl),
                settings.mailFrom(),
                realm -> ownMail.of(realm),
                reach,
                MAIL_PATIENCE,
                time);
        SmsTransport sms = new SmsTransport(
                outbound, smsUrl == null ? null : SmsAccount.parse(smsUrl), settings.smsFrom(), realm -> ownSms.of(realm));
        return new Outbox(db, ids, time, secrets, work, mail, sms);
    }

    Captcha captcha() {
        return new Captcha(outbound, settings.captchaUrl() == null ? null : URI.create(settings.captchaUrl()));
    }

    private static @Nullable String value(@Nullable Sensitive sensitive) {
        return sensitive == null ? null : sensitive.value();
    }
}
