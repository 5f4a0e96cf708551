/** Background work, enqueued in the transaction that asks for it. */
@NullMarked
package heddle.kernel.work;

import org.jspecify.annotations.NullMarked;
