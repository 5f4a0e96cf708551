/** Paid jobs and the ways they go. */
@NullMarked
package heddle.market.job;

import org.jspecify.annotations.NullMarked;
