package heddle.identity.email;

import heddle.identity.letter.Letters;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.event.Event;
import heddle.kernel.id.Ids;
import heddle.kernel.json.Json;
import heddle.kernel.outbox.Channel;
import heddle.kernel.outbox.OutMessage;
import heddle.kernel.outbox.Outbox;
import java.time.InstantSource;

/** What can be done with a tenant's mail. */
public final class Emails {
    private final Db db;
    private final Ids ids;
    private final InstantSource time;
    private final Outbox outbox;
    private final MailTemplate templates;

    public Emails(Db db, Ids ids, InstantSource time, Outbox outbox, Letters letters) {
        this.db = db;
        this.ids = ids;
        this.time = time;
        this.outbox = outbox;
        this.templates = new MailTemplate(letters);
    }

    /** Puts a mail on its way and answers with its id. */
    String send(Caller caller, EmailJson.Send wanted) {
        String sender = outbox.sender(Channel.EMAIL, caller.tenantId());
        OutMessage message = EmailRules.message(caller.tenantId(), wanted, sender, templates);
        return db.tx(caller, tx -> {
            String id = outbox.put(tx, message);
            String fact = Json.text(new EmailJson.Fact(id, message.to(), message.subject()));
            tx.record(Event.of(ids.next("evt"), caller, "email.sent", id, fact, time.instant()));
            return id;
        });
    }
}
