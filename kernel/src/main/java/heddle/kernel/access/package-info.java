/** Who is asking, and what they may do. */
@NullMarked
package heddle.kernel.access;

import org.jspecify.annotations.NullMarked;
