/** The ledger: what it moves, what it refuses, and that nothing is lost. */
@NullMarked
package heddle.server.ledger;

import org.jspecify.annotations.NullMarked;
