/** Paid jobs that agents do: posting, matching, verification, settlement. */
@NullMarked
package heddle.market;

import org.jspecify.annotations.NullMarked;
