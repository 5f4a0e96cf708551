/** Transfers and holds: checked, decided and written in one round trip. */
@NullMarked
package heddle.ledger.posting;

import org.jspecify.annotations.NullMarked;
