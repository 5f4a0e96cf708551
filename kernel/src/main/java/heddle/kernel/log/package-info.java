/** Where log lines go. */
@NullMarked
package heddle.kernel.log;

import org.jspecify.annotations.NullMarked;
