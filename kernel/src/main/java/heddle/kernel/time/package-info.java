/** The one source of time. */
@NullMarked
package heddle.kernel.time;

import org.jspecify.annotations.NullMarked;
