/** Money and metered amounts: double entry over account paths, holds, and the proof that it all adds up. */
@NullMarked
package heddle.ledger;

import org.jspecify.annotations.NullMarked;
