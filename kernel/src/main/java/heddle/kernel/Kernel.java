package heddle.kernel;

import heddle.kernel.captcha.Captcha;
import heddle.kernel.crypto.SecretBox;
import heddle.kernel.db.Db;
import heddle.kernel.delete.SecureDelete;
import heddle.kernel.event.EventLog;
import heddle.kernel.event.EventTail;
import heddle.kernel.id.Ids;
import heddle.kernel.outbound.Outbound;
import heddle.kernel.outbox.Outbox;
import heddle.kernel.signal.Signals;
import heddle.kernel.work.Ticker;
import heddle.kernel.work.WorkRunner;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;

/**
 * The tools of the house, wired once and handed to every module.
 *
 * @param tail the event log as it grows
 * @param log the event log as it was
 * @param outbound calls to other servers
 * @param outbox mail and SMS on their way out
 * @param databaseUrl JDBC URL of the database, for the few who need a connection of their own
 */
public record Kernel(
        Db db,
        Ids ids,
        InstantSource time,
        SecretBox secrets,
        SecureDelete deletes,
        Signals signals,
        EventTail tail,
        EventLog log,
        WorkRunner work,
        Ticker ticker,
        Outbound outbound,
        Outbox outbox,
        Captcha captcha,
        MeterRegistry meters,
        String databaseUrl) {}
