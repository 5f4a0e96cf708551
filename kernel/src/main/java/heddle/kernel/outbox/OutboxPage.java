package heddle.kernel.outbox;

import java.util.List;

/**
 * What the list page shows.
 *
 * @param to the recipient asked for, or empty
 */
public record OutboxPage(String to, long total, List<MessagePage> messages) {}
