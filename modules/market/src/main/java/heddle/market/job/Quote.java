package heddle.market.job;

import java.time.Instant;

/**
 * What a job would be and cost: what the sender is asked to confirm. Nothing of it is stored.
 *
 * @param id sealed, so that the same words and price come back at the confirmation
 */
record Quote(String id, Brief brief, Job.Terms terms, Instant expires) {}
