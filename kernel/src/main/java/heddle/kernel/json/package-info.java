/** Strict RFC 8259 reading and the one mapper. */
@NullMarked
package heddle.kernel.json;

import org.jspecify.annotations.NullMarked;
