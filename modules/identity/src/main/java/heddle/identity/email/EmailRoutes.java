package heddle.identity.email;

import heddle.kernel.access.Permission;
import heddle.kernel.http.RateLimits;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;

/** The operation of the group Email. */
public final class EmailRoutes {
    private static final int PER_MINUTE = 60;
    /** Ten megabytes of attachments in Base64, and the words. */
    private static final long MAX_BODY = 15L << 20;

    private final Emails emails;
    private final RateLimits limits;

    public EmailRoutes(Emails emails, RateLimits limits) {
        this.emails = emails;
        this.limits = limits;
    }

    public void declare(Routes routes) {
        routes.post("/v1/email/send", Permission.EMAIL_SEND)
                .group("Email")
                .summary("Send email")
                .takes(EmailJson.Send.class)
                .maxBody(MAX_BODY)
                .gives(200, EmailJson.Sent.class)
                .to("Emails.send", this::send);
    }

    private Reply send(Request in) {
        limits.take("email_send", in.caller().id(), PER_MINUTE);
        return Reply.ok(new EmailJson.Sent(true, emails.send(in.caller(), in.body(EmailJson.Send.class))));
    }
}
