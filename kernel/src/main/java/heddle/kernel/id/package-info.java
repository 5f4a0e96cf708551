/** Prefixed, time-ordered identifiers. */
@NullMarked
package heddle.kernel.id;

import org.jspecify.annotations.NullMarked;
