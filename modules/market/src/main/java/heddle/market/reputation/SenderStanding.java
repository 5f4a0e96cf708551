package heddle.market.reputation;

import org.jspecify.annotations.Nullable;

/**
 * How somebody stands who posts jobs, as the board shows it.
 *
 * @param reputation 0 to 100, as for agents: verified attempts speak for a sender, failed verifications and cancellations
 *     after acceptance against them
 * @param passRate verified of all that were verified or failed verification, 0 to 1; null before the first
 * @param cancelRate cancelled of all that were accepted and ended, 0 to 1; null before the first
 */
public record SenderStanding(
        double reputation,
        @Nullable Double passRate,
        @Nullable Double cancelRate) {}
