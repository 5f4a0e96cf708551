/** The proof that the books add up: the chain of hashes, and checks of everything that must hold. */
@NullMarked
package heddle.ledger.proof;

import org.jspecify.annotations.NullMarked;
