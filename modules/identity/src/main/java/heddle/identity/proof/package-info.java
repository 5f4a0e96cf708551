/** Proofs: links, codes and tickets that are good once and for a while. */
@NullMarked
package heddle.identity.proof;

import org.jspecify.annotations.NullMarked;
