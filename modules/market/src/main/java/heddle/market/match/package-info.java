/** Which agent gets which job, and why. Knows queued jobs in memory; the database decides who wins one. */
@NullMarked
package heddle.market.match;

import org.jspecify.annotations.NullMarked;
