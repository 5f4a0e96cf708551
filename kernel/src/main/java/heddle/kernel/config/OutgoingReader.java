package heddle.kernel.config;

import heddle.kernel.config.Config.Judge;
import heddle.kernel.config.Config.Outgoing;
import heddle.kernel.config.Config.Stripe;
import heddle.kernel.mail.SmtpServer;
import heddle.kernel.outbox.OutMessage;
import heddle.kernel.sms.SmsAccount;
import java.net.URI;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The rules of the settings of mail, SMS and calls to others. */
final class OutgoingReader {
    private final Settings settings;

    OutgoingReader(Settings settings) {
        this.settings = settings;
    }

    Outgoing outgoing(List<String> allow) {
        String smtpUrl = address(Setting.SMTP_URL, "is not the address of a mail server", SmtpServer::parse);
        String smsUrl = address(Setting.SMS_URL, "is not the address of an SMS account", SmsAccount::parse);
        String mailFrom = settings.text(
                Setting.MAIL_FROM,
                OutMessage::isAddress,
                "is not a sender",
                "Write hello@example.com or Acme <hello@example.com>");
        String smsFrom = settings.text(
                Setting.SMS_FROM,
                text -> text.matches("\\+[1-9][0-9]{5,14}|[A-Za-z0-9 ]{1,11}|MG[0-9a-f]{32}"),
                "is not a sender of SMS",
                "Write a number such as +4915112345678, a name of 11 characters at most, or MG and 32 digits");
        requirePair(Setting.SMTP_URL, smtpUrl, Setting.MAIL_FROM, mailFrom);
        requirePair(Setting.SMS_URL, smsUrl, Setting.SMS_FROM, smsFrom);
        return new Outgoing(
                sensitive(smtpUrl), mailFrom, sensitive(smsUrl), smsFrom, allow, captchaUrl(), judge(), stripe());
    }

    private Stripe stripe() {
        return new Stripe(
                sensitive(settings.text(
                        Setting.STRIPE_KEY,
                        text -> text.matches("[sr]k_(live|test)_[A-Za-z0-9_]{8,250}"),
                        "is not a secret key of Stripe",
                        "Write sk_live_... or sk_test_... as the dashboard shows it")),
                sensitive(settings.text(
                        Setting.STRIPE_WEBHOOK_SECRET,
                        text -> text.matches("whsec_[A-Za-z0-9+/=_-]{8,250}"),
                        "is not the signing secret of a webhook",
                        "Write whsec_... as the dashboard shows it")),
                settings.text(
                        Setting.STRIPE_URL,
                        text -> text.matches("https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?"),
                        "is not an origin",
                        "Take it out, or write one such as http://localhost:12111"));
    }

    private @Nullable String captchaUrl() {
        return settings.text(
                Setting.CAPTCHA_URL,
                OutgoingReader::isWebUrl,
                "is not a URL",
                "Write one such as https://challenges.cloudflare.com/turnstile/v0/siteverify");
    }

    private @Nullable Judge judge() {
        String url = settings.text(
                Setting.JUDGE_URL,
                OutgoingReader::isWebUrl,
                "is not a URL",
                "Write one such as https://api.openai.com/v1, without /chat/completions");
        String model = settings.text(Setting.JUDGE_MODEL);
        if (url != null && model == null) {
            settings.fault(
                    Setting.JUDGE_URL, "is set without a model", "Set " + Setting.JUDGE_MODEL.variable() + " too");
        }
        return url == null || model == null ? null : new Judge(url, sensitive(settings.text(Setting.JUDGE_KEY)), model);
    }

    private void requirePair(Setting url, @Nullable String found, Setting from, @Nullable String sender) {
        if (found != null && sender == null && settings.text(from) == null) {
            settings.fault(url, "is set without a sender", "Set " + from.variable() + " too");
        }
    }

    private @Nullable String address(Setting setting, String what, Consumer<String> parser) {
        String text = settings.text(setting);
        if (text == null) {
            return null;
        }
        try {
            parser.accept(text);
            return text;
        } catch (IllegalArgumentException e) {
            settings.fault(setting, what, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static boolean isWebUrl(String text) {
        try {
            URI uri = URI.create(text);
            return uri.getHost() != null && String.valueOf(uri.getScheme()).matches("https?");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static @Nullable Sensitive sensitive(@Nullable String text) {
        return text == null ? null : new Sensitive(text);
    }
}
