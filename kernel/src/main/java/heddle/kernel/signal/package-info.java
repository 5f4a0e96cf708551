/** Short messages between the nodes that share one database. */
@NullMarked
package heddle.kernel.signal;

import org.jspecify.annotations.NullMarked;
