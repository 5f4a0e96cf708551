/** Deleting what others depend on: the 409 answer and its one-time confirm token. */
@NullMarked
package heddle.kernel.delete;

import org.jspecify.annotations.NullMarked;
